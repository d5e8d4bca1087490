"""``darkviewer report`` and ``darkviewer certify``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from darkviewer.cli import main
from darkviewer.core.opinions.events import VERDICT, Opinion
from darkviewer.core.progress import drive
from darkviewer.core.review.classes import EVENT
from darkviewer.core.review.verdict import Verdict
from darkviewer.runs.exclusion import Contents
from darkviewer.runs.session import read_capture
from darkviewer.storage.exports.folder import manifest_of
from darkviewer.storage.opinions.store import add_opinions
from tests.helpers.reports import STARS, write_night

FEW = ["--per-flux", "2", "--flux", "8000"]


def embedded(page: Path, name: str) -> dict:
    _, _, rest = page.read_text(encoding="utf-8").partition(f'id="{name}">')
    return json.loads(rest.partition("</script>")[0])


def test_a_report(
    night: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame, x, y = STARS[0]
    info = drive(read_capture(night)).frames[frame]
    said = Verdict("eve", EVENT, Contents().of(info), x, y, "noise")
    add_opinions([Opinion(VERDICT, said.subject, said.as_value())])
    out = tmp_path / "out" / "night.html"
    asked = ["report", str(night), "--out", str(out), *FEW, "--cutouts", "1"]
    assert main([*asked, "--exclude", "00004.fits", "--limit", "temperature=0.5"]) == 0
    assert f"wrote {out}" in capsys.readouterr().err
    document = embedded(out, "darkviewer-report")
    record = document["provenance"]
    assert record["frames"] == [f"{n:05}.fits" for n in (1, 2, 3, 5)]
    assert record["excluded"][0]["name"] == "00004.fits"
    assert record["checks"]["limits"] == {"temperature": 0.5}
    assert len(document["measures"]) == 5  # the one left out, too
    assert len(document["candidates"]["shown"]) == 1
    assert document["completeness"]["plan"]["fluxes_e"] == [8000]
    assert [one["reviewer"] for one in document["certificate"]["reviewers"]] == ["eve"]
    quick = ["--per-flux", "0", "--criterion", "ratio", "--ignore-opinions"]
    assert main([*asked, *quick]) == 0
    other = embedded(out.with_name("night-2.html"), "darkviewer-report")
    assert other["certificate"]["reviewers"] == []
    assert other["completeness"] is None


@pytest.mark.parametrize(
    ("command", "name"),
    [("report", "Report"), ("certify", "Certificate"), ("certify", "Certificate_and")],
)
def test_a_folder_is_given_a_name_and_a_manifest(
    night: Path, tmp_path: Path, command: str, name: str
) -> None:
    other = write_night(tmp_path / "other", seed=5)
    sessions = [str(night), str(other)] if "and" in name else [str(night)]
    out = tmp_path / "out"
    quick = ["--per-flux", "0", "--criterion", "ratio", "--out", str(out)]
    assert main([command, *sessions, *quick]) == 0
    (page,) = manifest_of(out)
    more = "-1-more" if "and" in name else ""
    session = drive(read_capture(night))
    words = session.date, session.time, session.object
    assert page.startswith("_".join((f"{name}{more}", *words)))
    assert {path.name for path in out.iterdir()} == {page, "SHA256SUMS"}


def test_a_certificate_in_three_forms(
    night: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = write_night(tmp_path / "other", seed=5)
    asked = ["certify", str(night), str(other)]
    page, data, text = (tmp_path / f"c.{form}" for form in ("html", "json", "txt"))
    assert main([*asked, "--per-flux", "1", "--json", "--out", str(page)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert embedded(page, "darkviewer-certificate") == printed
    assert printed["false_sources"]["per_frame"]["value"] == pytest.approx(0.6)
    # those of the second session have the fluxes of the first
    assert printed["completeness"]["injected"] == [10] * 10
    quick = ["--per-flux", "0", "--criterion", "ratio"]
    assert main([*asked, *quick, "--out", str(data)]) == 0
    said = capsys.readouterr()
    assert "Certificate of false positives: certified" in said.out
    assert "no completeness: no stars were injected" in said.err
    assert json.loads(data.read_text())["completeness"] is None
    assert main([*asked[:2], *quick, "--out", str(text)]) == 0
    printed = capsys.readouterr().out
    assert text.read_text(encoding="utf-8") == printed
    assert main([*asked[:2], *quick]) == 0
    heading = capsys.readouterr().out.splitlines()[0]
    assert heading == printed.splitlines()[0]


def test_a_report_is_html(night: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(night), "--out", "r.pdf"]) == 1
    assert "choose a name that ends in .html, or a folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "status", "sentence"),
    [
        (["--out", "c.pdf"], 1, "c.pdf tells no form: choose a name that ends in"),
        (["--per-flux", "-1"], 2, "-1 is below 0"),
    ],
)
def test_what_cannot_be_asked(
    night: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    status: int,
    sentence: str,
) -> None:
    try:
        found = main(["certify", str(night), *options])
    except SystemExit as left:
        found = left.code
    assert found == status
    assert sentence in capsys.readouterr().err
