"""Folders without end: bounded, stoppable, and said so."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from darkviewer.core.progress import drive
from darkviewer.storage.captures import scan as scan_module
from darkviewer.storage.captures.scan import find_captures, read_session, scan
from darkviewer.storage.captures.walk import walk
from darkviewer.storage.fits.names import is_fits
from tests.helpers.fits_bytes import GOOD, header

MANY = 20_000


def names_only(folder: Path, count: int) -> None:
    for number in range(count):
        os.close(os.open(folder / f"{number}.fits", os.O_CREAT))


def longest_step_s(root: Path) -> float:
    """Processor time between two cancel points, while names are found."""
    longest, last = 0.0, time.thread_time()
    for _ in scan_module.find_job(root):
        now = time.thread_time()
        longest, last = max(longest, now - last), now
    return longest


def test_a_large_folder_can_be_stopped_at_any_moment(tmp_path: Path) -> None:
    names_only(tmp_path, MANY)
    assert longest_step_s(tmp_path) < 0.25


def test_frames_beyond_the_most_are_left_out_and_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan_module, "_MOST_FRAMES", 4)
    for number in (30, 2, 10, 1, 20, 3):
        (tmp_path / f"{number}.fits").write_bytes(GOOD)
    session = read_session(tmp_path)
    names = [frame.name for frame in session.frames]
    assert names == ["1.fits", "2.fits", "3.fits", "10.fits"]
    assert session.health.level == "warn"
    assert session.health.reasons[-1] == (
        "2 of 6 frames are left out: a capture has at most 4; move the others into "
        "separate folders"
    )


def test_entries_beyond_the_most_are_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("darkviewer.storage.captures.walk.MOST_ENTRIES", 5)
    monkeypatch.setattr(scan_module, "MOST_ENTRIES", 5)
    for number in range(8):
        (tmp_path / f"{number}.fits").write_bytes(GOOD)
    session = read_session(tmp_path)
    assert len(session.frames) == 5
    assert "more than 5 entries" in session.health.reasons[-1]


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """5000 folders in each other, deeper than any path may be long."""
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(5000):
        os.mkdir("deep", dir_fd=here)
        here, above = os.open("deep", os.O_RDONLY, dir_fd=here), here
        os.close(above)
    yield tmp_path
    for _ in range(5000):  # nothing that calls itself for each could remove them
        here, below = os.open("..", os.O_RDONLY, dir_fd=here), here
        os.close(below)
        os.rmdir("deep", dir_fd=here)
    os.close(here)


@pytest.mark.skipif(sys.platform == "win32", reason="paths without end are of POSIX")
def test_a_tree_of_5000_folders_ends(deep: Path) -> None:
    (deep / "00001.fits").write_bytes(GOOD)
    started = time.process_time()
    sessions = drive(scan(deep))
    assert time.process_time() - started < 1
    (found,) = (session for session in sessions if session.frames)
    (cut,) = (session for session in sessions if not session.frames)
    assert found.path == deep
    (reason,) = cut.health.reasons
    assert reason.startswith("1 folder more than 12 deep below ")


def test_folders_beyond_the_most_are_left_out_and_said_so(tmp_path: Path) -> None:
    for name in "abcde":
        (tmp_path / name / "below").mkdir(parents=True)
        (tmp_path / name / "1.fits").write_bytes(GOOD)
    listings = drive(walk(tmp_path, most_folders=4))
    assert sorted(len(listing.frames) for listing in listings) == [0, 1, 1, 1]
    (error,) = (listing.error for listing in listings if listing.error)
    assert error.startswith("5 folders beyond the first 4 below ")


def test_what_lies_near_is_found_before_what_lies_deep(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / "a" / "many" / str(number)).mkdir(parents=True)
    (tmp_path / "z").mkdir()
    (tmp_path / "z" / "1.fits").write_bytes(GOOD)
    listings = drive(walk(tmp_path, most_folders=30))
    assert any(listing.folder == tmp_path / "z" for listing in listings)


def test_a_stamp_changes_with_names_sizes_and_times(tmp_path: Path) -> None:
    frame = tmp_path / "1.fits"

    def stamp() -> str:
        (listing,) = drive(walk(tmp_path, stamped=True))
        return listing.stamp

    seen = set()
    frame.write_bytes(GOOD)
    os.utime(frame, ns=(0, 1))
    seen.add(stamp())
    (tmp_path / "notes.txt").write_text("no frame")
    assert stamp() in seen
    os.utime(frame, ns=(0, 2))
    seen.add(stamp())
    frame.write_bytes(GOOD * 2)
    os.utime(frame, ns=(0, 2))
    seen.add(stamp())
    frame.rename(tmp_path / "2.fits")
    seen.add(stamp())
    (tmp_path / "3.fits").symlink_to("nowhere.fits")
    seen.add(stamp())
    assert len(seen) == 5
    assert {listing.stamp for listing in drive(walk(tmp_path))} == {""}


def test_which_folders_have_no_settings_beside_or_above(tmp_path: Path) -> None:
    for name in ("a/b", "c/d"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "1.fits").write_bytes(GOOD)
    (tmp_path / "1.fits").write_bytes(GOOD)
    (tmp_path / "c" / "d.CameraSettings.txt").write_text("[camera]")
    bare = {one.folder.name: one.bare for one in drive(walk(tmp_path))}
    # above the root nobody has looked
    assert bare == {tmp_path.name: False, "b": True, "d": False}
    (tmp_path / "a" / "b" / "x.camerasettings.TXT").write_text("[camera]")
    assert not any(one.bare for one in drive(walk(tmp_path)))


def test_a_terabyte_of_nothing(tmp_path: Path) -> None:
    for number, (nx, ny) in enumerate([(700_000, 700_000), (10**12, 2)]):
        with (tmp_path / f"{number}.fits").open("wb") as file:
            file.write(header(NAXIS1=nx, NAXIS2=ny))
            file.truncate(5760 + 2 * nx * ny)
    started = time.process_time()
    session = read_session(tmp_path)
    assert time.process_time() - started < 1
    assert session.in_folder == 2


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
def test_a_name_with_a_line_break_is_a_frame() -> None:
    assert is_fits("line\nbreak.fits")
    assert not is_fits("x.fits\n")


def test_a_link_to_a_folder_above_is_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "captures"
    for folder in (root / "own", tmp_path / "beside"):
        folder.mkdir(parents=True)
        (folder / "1.fits").write_bytes(GOOD)
    (root / "computer").symlink_to(tmp_path.anchor, target_is_directory=True)
    (root / "home").symlink_to(tmp_path, target_is_directory=True)
    captures = find_captures(root)
    assert [c.path for c in captures if c.files] == [root / "own"]
    (error,) = (capture.error for capture in captures if capture.error)
    assert "leads to a folder above captures, which was not scanned" in error
