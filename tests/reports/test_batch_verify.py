"""Summaries of batches, as they were written and otherwise."""

from __future__ import annotations

import csv
import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from darkviewer.cli import main
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.provenance.record import seal_of
from darkviewer.reports.batch_verify import is_summary, verified_summary
from darkviewer.runs.verifying.verify import Verification
from darkviewer.storage.batches.records import RECORD
from tests.helpers.archives import write_archive
from tests.helpers.mutations import Change, digit_in_a_row, row_dropped, rows_swapped
from tests.helpers.tampering import close, number
from tests.helpers.verified import formats

FORMS = [form for form in formats() if form != "votable"]


def batch(root: Path, out: Path, work: str = "process") -> None:
    asked = ["batch", str(root), "--out", str(out), "--what", work, "--workers", "1"]
    assert main(asked) == 0


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Archive and results."""
    folder = tmp_path_factory.mktemp("batch")
    write_archive(folder / "archive", 2)
    batch(folder / "archive", folder / "out")
    return folder / "archive", folder / "out"


@pytest.fixture
def out(written: tuple[Path, Path], tmp_path: Path) -> Path:
    """A copy of the results."""
    return Path(shutil.copytree(written[1], tmp_path / "out"))


def judged(path: Path, session: Path | None = None) -> Verification:
    return drive(verified_summary(path, session))


def words(found: Verification, status: str) -> dict[str, str]:
    return {f.item: f.words for f in found.findings if f.status == status}


@pytest.mark.parametrize("form", FORMS)
def test_it_is_equal_as_it_was_written(out: Path, form: str) -> None:
    found = judged(out / f"summary.{form}")
    assert found.status == "equal", (words(found, "differs"), words(found, "unchecked"))
    assert len(found.frames) > 2
    equal = {f.item for f in found.findings if f.status == "equal"}
    assert {"column level_e", "column candidates", "the record as a whole"} <= equal
    assert "column seconds" in words(found, "said")


@pytest.mark.parametrize("column", ["level_e", "frames", "frames_used", "leaders"])
def test_another_number_differs(out: Path, column: str) -> None:
    """Though the record beside it says the same."""
    path = out / "summary.csv"
    before, titles, *rows = _parts(path)
    cells = rows[0].split(",")
    at = titles.split(",").index(column)
    old, cells[at] = cells[at], str(float(cells[at]) + 1).removesuffix(".0")
    path.write_text("\n".join([*before, titles, ",".join(cells), *rows[1:]]), "utf-8")
    for record in out.rglob(RECORD):
        known = json.loads(record.read_text())
        if column in known["row"] and str(known["row"][column]) == old:
            known["row"][column] = float(cells[at])
            record.write_text(json.dumps(known))
    found = judged(path)
    assert f"column {column}" in words(found, "differs")


def _parts(path: Path) -> tuple[list[str], str, ...]:
    lines = path.read_text("utf-8").split("\n")
    at = next(n for n, line in enumerate(lines) if line.lstrip("\ufeff")[:1] != "#")
    return lines[:at], *lines[at:]


@pytest.mark.parametrize("change", [rows_swapped, row_dropped, digit_in_a_row])
@pytest.mark.parametrize("form", ["ecsv", "csv"])
def test_no_altered_rows_pass(out: Path, form: str, change: Change) -> None:
    path, rng = out / f"summary.{form}", random.Random(3)
    content = path.read_bytes()
    seen = set()
    for _ in range(8):
        altered = change(content, rng)
        path.write_bytes(altered)
        same = close(cells(altered, form), cells(content, form))
        found = judged(path)
        assert same or found.status != "equal", altered
        seen.add(found.status)
    assert len(seen - {"equal"}) > 0


def cells(content: bytes, form: str) -> list[list[object]]:
    """All but how long it took, which no frame shows."""
    lines = content.decode("utf-8-sig").splitlines()
    rows = csv.reader(
        (line for line in lines if line[:1] != "#"),
        delimiter="," if form == "csv" else " ",
    )
    titles, *others = rows
    left_out = titles.index("seconds")
    return [[number(c) for n, c in enumerate(r) if n != left_out] for r in others]


def test_other_parameters_differ(out: Path) -> None:
    path = out / "summary.ecsv"
    text = path.read_text("utf-8")
    said = f" ratio: {Parameters().ratio}"
    assert text.count(said) == 1
    path.write_text(text.replace(said, " ratio: 0.123"), "utf-8")
    found = judged(path)
    assert "parameters.ratio" in words(found, "differs")
    assert "its seal is another" in words(found, "differs")["the record as a whole"]


def test_frames_that_moved_are_found(
    written: tuple[Path, Path], out: Path, tmp_path: Path
) -> None:
    path = out / "summary.csv"
    moved = shutil.move(written[0], tmp_path / "moved")
    try:
        found = judged(path)
        assert found.status == "unchecked"
        assert any("is missing" in why for why in words(found, "unchecked").values())
        assert judged(path, Path(moved)).status == "equal"
    finally:
        shutil.move(moved, written[0])


def test_without_its_records_it_cannot_be_checked(out: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(out / "summary.csv", tmp_path))
    assert "not beside summary.csv" in words(judged(path), "unchecked")["the file"]
    next(out.rglob(RECORD)).unlink()
    found = judged(out / "summary.csv")
    assert found.status == "unchecked"
    assert any("record is missing" in why for why in words(found, "unchecked").values())


def test_of_checks_alone_nothing_is_hashed(
    written: tuple[Path, Path], tmp_path: Path
) -> None:
    batch(written[0], tmp_path / "checks", "check")
    found = judged(tmp_path / "checks" / "summary.ecsv")
    assert found.status == "unchecked"
    assert all("hash none" in why for why in words(found, "unchecked").values())


def test_reports_are_read_for_it(written: tuple[Path, Path], tmp_path: Path) -> None:
    batch(written[0], tmp_path / "reports", "report")
    found = judged(tmp_path / "reports" / "summary.ecsv")
    assert found.status == "equal", words(found, "differs")


def test_what_is_no_summary_differs(tmp_path: Path) -> None:
    path = tmp_path / "summary.csv"
    path.write_text("a,b\n1,2\n")
    assert "names no series" in words(judged(path), "differs")["the file"]
    assert is_summary(path)
    assert not is_summary(tmp_path / "other.csv")
    assert not is_summary(tmp_path / "summary.txt")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"false_positives": None}, "does not say what was searched for"),
        ({"session": {"path": "", "kind": ""}}, "nothing can be made of its record"),
        ({"inputs": 7}, "its provenance cannot be read"),
    ],
)
def test_results_whose_record_was_altered(
    written: tuple[Path, Path], out: Path, changes: dict[str, Any], why: str
) -> None:
    """And sealed again; not sealed, that alone is told."""
    path = next(out.rglob("Provenance_*.json"))
    record = json.loads(path.read_text()) | changes
    path.write_text(json.dumps(record))
    summary = out / "summary.csv"
    if "inputs" not in changes:
        said = words(judged(summary, written[0]), "unchecked").values()
        assert any("its seal is another" in one for one in said)
    path.write_text(json.dumps(record | {"seal": seal_of(record)}))
    found = judged(summary, written[0])
    assert found.status == "unchecked"
    assert any(why in one for one in words(found, "unchecked").values())


def test_series_that_failed_have_a_row_and_no_numbers(tmp_path: Path) -> None:
    write_archive(tmp_path / "archive", 2)
    broken = tmp_path / "archive" / "2024-05-01" / "03_38_48" / "Dark30s"
    for path in broken.iterdir():
        path.write_bytes(b"not FITS")
    asked = ["batch", str(tmp_path / "archive"), "--out", str(tmp_path / "out")]
    assert main([*asked, "--workers", "1"]) == 3
    summary = tmp_path / "out" / "summary.csv"
    assert judged(summary).status == "equal", words(judged(summary), "differs")
    text = summary.read_text("utf-8")
    assert text.count("\nfailed,") == 1
    summary.write_text(text.replace("\nfailed,", "\nskipped,"), "utf-8")
    assert "column state" in words(judged(summary), "differs")


def test_a_summary_of_an_earlier_version_has_no_seal(out: Path) -> None:
    path = out / "summary.csv"
    lines = path.read_text("utf-8").split("\n")
    kept = [line for line in lines if not line.startswith("# darkviewer seal")]
    assert len(kept) == len(lines) - 1
    path.write_text("\n".join(kept), "utf-8")
    found = judged(path)
    assert found.status == "unchecked"
    assert "no seal" in words(found, "unchecked")["the record as a whole"]
