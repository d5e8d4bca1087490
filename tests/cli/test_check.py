"""``darkviewer check``: document, lines and exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from darkviewer.cli import main
from tests.helpers.captures import cube, write_capture


def captured(tmp_path: Path, offset: int) -> Path:
    raw = cube()
    raw[3] += offset
    return write_capture(tmp_path, raw)


@pytest.mark.parametrize(
    ("offset", "options", "status"),
    [
        (0, ["--fail-on", "warn"], 0),
        (500, [], 0),
        (500, ["--fail-on", "warn"], 3),
        (500, ["--fail-on", "fail"], 0),
        (40_000, ["--fail-on", "fail"], 3),
    ],
)
def test_the_status_is_3_where_a_check_speaks_at_that_level(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    offset: int,
    options: list[str],
    status: int,
) -> None:
    captured(tmp_path, offset)
    assert main(["check", str(tmp_path), *options]) == status
    out = capsys.readouterr().out
    assert ("level of 00004.fits" in out) == (offset > 0)


def test_an_expected_number_of_frames_is_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = captured(tmp_path, 0)
    count = len(cube())
    for expected, status in ((count, 0), (count + 2, 3)):
        options = ["--expect", f"frames={expected}", "--fail-on", "warn", "--json"]
        assert main(["check", str(folder), *options]) == status
        (series,) = json.loads(capsys.readouterr().out)["series"]
        row = series["checks"][-1]
        assert (row["name"], row["value"], row["limit"]) == (
            "expected_frames",
            count,
            expected,
        )
        assert series["status"] == ("warn" if status else "pass")
    assert row["sentence"] == f"{count} frames, expected {count + 2}"


def test_the_document_is_ascii_whatever_the_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    captured(tmp_path / "暗い夜", 500)
    assert main(["check", str(tmp_path / "暗い夜"), "--json"]) == 0
    out = capsys.readouterr().out
    assert out.isascii()
    document = json.loads(out)
    assert document["path"] == str(tmp_path / "暗い夜")
    assert document["series"][0]["status"] == "warn"


def test_a_copy_is_left_out_and_said_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = captured(tmp_path, 0)
    for copy in ("00002 (1).fits", "00002 (2).fits"):
        (folder / copy).write_bytes((folder / "00002.fits").read_bytes())
    assert main(["check", str(tmp_path)]) == 0
    lines = capsys.readouterr().out
    said = "00002 (1).fits is the same as 00002.fits: used once (and 1 more)"
    assert said in lines
    assert "warn, 5 frames" in lines
    assert lines.count("the same as") == 1
    assert main(["check", str(tmp_path), "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["series"]
    assert (one["n_frames"], one["status"]) == (5, "warn")
    assert "00002 (1).fits" not in one["frames"]
    assert one["left_out"] == [
        {
            "name": f"00002 ({n}).fits",
            "reason": f"00002 ({n}).fits is the same as 00002.fits: used once",
        }
        for n in (1, 2)
    ]
    (check,) = (c for c in one["checks"] if c["name"] == "identical")
    assert check["sentence"] == said
    assert main(["process", str(folder)]) == 0
    assert capsys.readouterr().err.count("the same as") == 2


def test_without_frames_it_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(tmp_path)]) == 1
    assert "No .fits, .fit or .fts file" in capsys.readouterr().err
    assert main(["check", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["series"] == []


def test_process_says_the_same_on_standard_error_and_in_its_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = captured(tmp_path, 500)
    out = tmp_path / "out"
    assert main(["process", str(folder), "--json", "--out", str(out)]) == 0
    said = capsys.readouterr()
    document = json.loads(said.out)
    (odd,) = [entry for entry in document["checks"] if entry["status"] != "pass"]
    assert odd["frames"] == ["00004.fits"]
    assert odd["sentence"] in said.err
    from astropy.io import fits

    (master,) = out.glob("*.fits")
    words = " ".join(str(card) for card in fits.getheader(master)["HISTORY"])
    assert f"Check: {odd['sentence']}" in words
    (table,) = out.glob("Candidates*.ecsv")
    assert "the level of 00004.fits" in table.read_text(encoding="utf-8")
