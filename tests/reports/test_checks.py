"""The document of ``check --json``, and its lines."""

from __future__ import annotations

from pathlib import Path

from darkviewer import __version__
from darkviewer.core.progress import drive
from darkviewer.reports.checks import check_document, check_lines, worst
from darkviewer.runs.check import check_captures
from tests.helpers.captures import cube, write_capture

ENTRY = {"name", "status", "value", "unit", "limit", "sentence", "frames"}


def captured(tmp_path: Path) -> Path:
    raw = cube()
    raw[3] += 500
    folder = write_capture(tmp_path, raw)
    (folder / "00006.fits").write_bytes(b"SIMPLE")
    (folder / "notes.txt").write_text("clouds")
    return folder


def test_the_document_names_series_checks_and_what_is_left_out(tmp_path: Path) -> None:
    captured(tmp_path)
    found = drive(check_captures(tmp_path))
    document = check_document(tmp_path, found)
    assert document["version"] == __version__
    assert document["path"] == str(tmp_path)
    (series,) = document["series"]
    assert series["id"] == "2024-05-08/03_38_48/Dark30s"
    assert (series["kind"], series["exposure_s"]) == ("dark", 30.0)
    assert series["shape"] == (48, 64)
    assert series["n_frames"] == len(series["frames"]) == 5
    assert series["status"] == "warn"
    assert all(set(entry) == ENTRY for entry in series["checks"])
    spoken = [entry for entry in series["checks"] if entry["status"] != "pass"]
    assert [entry["name"] for entry in spoken] == ["level"]
    assert [out["name"] for out in series["left_out"]] == ["00006.fits"]
    assert document["other_files"] == [{"name": "notes.txt", "reason": "no FITS file"}]


def test_lines_say_what_is_odd_and_what_is_left_out(tmp_path: Path) -> None:
    captured(tmp_path)
    found = drive(check_captures(tmp_path))
    first, odd, left = check_lines(found)
    assert first == "2024-05-08 / 03_38_48 / Dark30s: warn, 5 frames"
    assert odd.startswith("  warn      level       the level of 00004.fits is 1049")
    assert left.startswith("  left out  00006.fits")
    assert worst(found) == "warn"
    assert worst([]) == "pass"


def test_one_file_and_no_frame_at_all(tmp_path: Path) -> None:
    folder = captured(tmp_path)
    (one,) = check_document(
        folder / "00001.fits", drive(check_captures(folder / "00001.fits"))
    )["series"]
    assert (one["n_frames"], one["status"]) == (1, "warn")
    broken = folder / "00006.fits"
    (none,) = check_document(broken, drive(check_captures(broken)))["series"]
    assert (none["n_frames"], none["status"], none["set_temp_c"]) == (0, "fail", None)
