"""A night without a window, on real files that come, grow and go; see `watch_night`."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.errors import DarkviewerError, SessionError
from darkviewer.core.frames.exclusion import without
from darkviewer.core.frames.planes import FrameFile
from darkviewer.core.frames.reading import Reading
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import Job
from darkviewer.runs import night, pace
from darkviewer.runs.night import watch_night
from darkviewer.storage.captures import scan
from tests.helpers.captures import HOT, cube, write_capture, write_frame

LIMIT_S = 30.0
NEW = cube()[HOT[0]] + np.uint16(1)
"""One more frame with the same lone bright pixel."""


class Watched:
    """A watch that goes on until what one waits for was told."""

    def __init__(self, root: Path) -> None:
        self.events: list[dict[str, Any]] = []
        self.reading = Reading()
        self.job: Job[None] = watch_night(
            root,
            Parameters(),
            tell=self.events.append,
            listen=lambda: self.reading,
            sleep=lambda _: time.sleep(0.01),
        )

    def until(self, event: str, count: int = 1) -> dict[str, Any]:
        """The last of so many events of a kind, and everything else is forgotten."""
        found = self.all_until(event, count)
        return [one for one in found if one["event"] == event][-1]

    def all_until(self, event: str, count: int = 1) -> list[dict[str, Any]]:
        """Everything that was told when there are so many events of a kind."""
        end = time.monotonic() + LIMIT_S
        while sum(found["event"] == event for found in self.events) < count:
            assert time.monotonic() < end, self.events
            next(self.job)
        found = list(self.events)
        self.events.clear()
        return found

    def more(self, seconds: float) -> list[dict[str, Any]]:
        """What is told meanwhile."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            next(self.job)
        return self.events

    def go_on(self, seconds: float) -> list[str]:
        """Kinds of what is told meanwhile."""
        return [found["event"] for found in self.more(seconds)]


@pytest.fixture
def capture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(night, "GATHER_S", 0.05)
    monkeypatch.setattr(night, "AGAIN_S", 0.2)
    monkeypatch.setattr(pace, "QUIET_S", 0.1)
    return write_capture(tmp_path / "captures", cube())


@pytest.fixture
def watched(capture: Path) -> Iterator[Watched]:
    found = Watched(capture.parents[2])
    yield found
    found.job.close()


def test_a_frame_that_arrives_is_told_and_calibrated(
    watched: Watched, capture: Path
) -> None:
    began = watched.until("watching")
    assert began["captures"] == 1
    assert began["by"] == "the system"
    write_frame(capture / "00006.fits", NEW)
    told = watched.until("frame")
    assert told["path"] == str(capture / "00006.fits")
    assert told["shape"] == list(NEW.shape)
    made = watched.until("calibrated")
    assert made["frames"] == 6
    assert made["last_frame"] == "00006.fits"
    assert made["hot_pixels"] == 1
    assert made["median_e"] > 0


def test_frames_left_out_by_hand_are_told_once_and_not_combined(
    watched: Watched, capture: Path
) -> None:
    watched.until("watching")
    third = capture / "00003.fits"
    watched.reading = Reading(
        judge=lambda session: without(session, {(third, 0, 0): "light leak"})
    )
    write_frame(capture / "00006.fits", NEW)
    told = watched.until("left_out")
    assert told["path"] == str(third)
    assert told["reason"] == "frame 00003.fits is left out by hand: light leak"
    made = watched.until("calibrated")
    assert (made["frames"], made["left_out"]) == (5, 1)
    write_frame(capture / "00007.fits", NEW + np.uint16(1))
    assert watched.until("calibrated")["frames"] == 6
    assert watched.go_on(0.1) == []


def test_a_cube_that_arrives_is_told_once(watched: Watched, capture: Path) -> None:
    watched.until("watching")
    other = capture.parents[1] / "05_00_00" / "Dark30s"
    other.mkdir(parents=True)
    fits.PrimaryHDU(np.stack(cube())).writeto(other / "kinetic.fits")
    told = watched.until("frame")
    assert told["path"] == str(other / "kinetic.fits")
    assert watched.until("calibrated")["frames"] == len(cube())
    assert "frame" not in watched.go_on(0.3)


def test_a_plane_that_is_there_twice_is_told_with_its_file(
    watched: Watched, capture: Path
) -> None:
    watched.until("watching")
    other = capture.parents[1] / "05_00_00" / "Dark30s"
    other.mkdir(parents=True)
    planes = np.stack([*cube(), cube()[1]])
    fits.PrimaryHDU(planes).writeto(other / "kinetic.fits")
    (told,), (made,) = (
        [one for one in found if one["event"] == event]
        for found in [watched.all_until("calibrated")]
        for event in ("left_out", "calibrated")
    )
    assert told["path"] == str(other / "kinetic.fits")
    assert told["frame"] == "kinetic.fits[plane 6]"
    assert told["reason"] == (
        "kinetic.fits[plane 6] is the same as kinetic.fits[plane 2]: used once"
    )
    assert made["frames"] == len(cube())


def test_what_was_there_is_not_told(watched: Watched) -> None:
    watched.until("watching")
    assert watched.go_on(0.5) == []


def test_a_half_written_frame_is_told_when_it_is_whole(
    watched: Watched, capture: Path, tmp_path: Path
) -> None:
    watched.until("watching")
    write_frame(tmp_path / "whole.fits", NEW)
    content = (tmp_path / "whole.fits").read_bytes()
    path = capture / "00006.fits"
    path.write_bytes(content[: len(content) // 2])
    assert "frame" not in watched.go_on(0.5)
    path.write_bytes(content)
    assert watched.until("frame")["path"] == str(path)


def test_a_new_capture_and_a_frame_that_is_none(
    watched: Watched, capture: Path
) -> None:
    watched.until("watching")
    other = capture.parents[1] / "05_00_00" / "Dark30s"
    other.mkdir(parents=True)
    for number in range(3):
        write_frame(other / f"{number:05}.fits", cube()[number])
    (other / "00009.fits").write_bytes(b"no frame" * 1000)
    assert "00009.fits" in watched.until("left_out")["reason"]
    assert watched.until("calibrated")["path"] == str(other)


def test_a_badge_that_changes_is_told_once(watched: Watched, capture: Path) -> None:
    watched.until("watching")
    (capture / "00009.fits").write_bytes(b"no frame" * 1000)
    told = watched.until("health")
    assert told["level"] == "warn"
    assert "00009.fits" in told["reasons"][0]
    write_frame(capture / "00006.fits", NEW)
    watched.until("frame")
    assert "health" not in watched.go_on(0.4)


def test_a_lone_frame_is_not_calibrated(watched: Watched, capture: Path) -> None:
    watched.until("watching")
    other = capture.parents[1] / "05_00_00" / "Dark30s"
    other.mkdir(parents=True)
    write_frame(other / "1.fits", NEW)
    watched.until("frame")
    assert not {"calibrated", "error"} & set(watched.go_on(0.5))


def test_a_capture_that_vanishes_before_its_run_is_one_sentence(
    watched: Watched, capture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "QUIET_S", 0.4)
    watched.until("watching")
    other = capture.parents[1] / "05_00_00" / "Dark30s"
    other.mkdir(parents=True)
    write_frame(other / "1.fits", NEW)  # the root still holds a capture
    watched.until("frame")
    write_frame(capture / "00006.fits", NEW)
    watched.until("frame")
    shutil.rmtree(capture)
    told = watched.until("error")
    assert "Dark30s" in told["reason"] or "captures" in told["reason"]


def test_a_root_that_goes_and_comes_back(watched: Watched, capture: Path) -> None:
    root = capture.parents[2]
    watched.until("watching")
    os.rename(root, root.with_name("elsewhere"))
    assert watched.go_on(0.7) == ["error"]  # once, however long it lasts
    os.rename(root.with_name("elsewhere"), root)
    assert watched.until("watching")["captures"] == 1
    write_frame(capture / "00006.fits", NEW)
    assert watched.until("frame")["path"] == str(capture / "00006.fits")


def test_a_disk_that_leaves_its_empty_folder(watched: Watched, capture: Path) -> None:
    root = capture.parents[2]
    watched.until("watching")
    root.rename(root.with_name("disk"))
    root.mkdir()
    assert "connected" in watched.until("error")["reason"]
    assert watched.go_on(0.5) == []
    root.rmdir()
    root.with_name("disk").rename(root)
    assert watched.until("watching")["captures"] == 1
    write_frame(capture / "00006.fits", NEW)
    assert watched.until("frame")["path"] == str(capture / "00006.fits")


def test_a_check_that_turns_amber_is_told_once(watched: Watched, capture: Path) -> None:
    watched.until("watching")
    write_frame(capture / "00006.fits", NEW)
    watched.until("calibrated")
    assert "check" not in watched.go_on(0.2)
    write_frame(capture / "00007.fits", cube()[0] + np.uint16(5000))
    told = watched.until("check")
    assert (told["name"], told["status"]) == ("level", "warn")
    assert told["frames"] == ["00007.fits"]
    assert "00007.fits" in told["sentence"]
    write_frame(capture / "00008.fits", cube()[3] + np.uint16(5001))
    watched.until("calibrated")
    names = [one["name"] for one in watched.more(0.3) if one["event"] == "check"]
    assert "level" not in names


def test_two_frames_of_a_capture_that_begins_fail_nothing(
    watched: Watched, capture: Path
) -> None:
    watched.until("watching")
    other = capture.parents[1] / "05_00_00" / "Dark30s"
    other.mkdir(parents=True)
    for number in range(2):
        write_frame(other / f"{number:05}.fits", cube()[number])
    watched.until("calibrated")
    assert "check" not in watched.go_on(0.3)


def test_frames_of_other_captures_are_not_read_when_the_disk_comes_back(
    watched: Watched, capture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, read = capture.parents[2], []
    watched.until("watching")
    real = scan.read_file

    def noted(file: Path, **options: Any) -> FrameFile:
        read.append(file.name)
        return real(file, **options)

    monkeypatch.setattr(scan, "read_file", noted)
    other = capture.parents[1] / "05_00_00" / "Dark30s"
    other.mkdir(parents=True)  # tells of the folder above, as a disk does of its root
    for number in range(10, 13):
        write_frame(other / f"{number}.fits", cube()[number - 10])
    watched.until("calibrated")
    root.rename(root.with_name("elsewhere"))
    watched.until("error")
    root.with_name("elsewhere").rename(root)
    watched.until("watching")
    assert sorted(read) == ["10.fits", "11.fits", "12.fits"]


def test_a_file_that_goes_while_the_folder_is_listed_has_no_version(
    tmp_path: Path,
) -> None:
    there, gone = tmp_path / "1.fits", tmp_path / "2.fits"
    write_frame(there, NEW)
    found = list(night._versions(scan.Capture(tmp_path, (gone, there))))
    assert [name for name, _, _ in found] == ["1.fits"]


def test_without_the_system_it_looks_by_itself(
    capture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise DarkviewerError("not watched: press F5")

    monkeypatch.setattr(night, "FolderWatch", refuse)
    watched = Watched(capture.parents[2])
    assert watched.until("watching")["by"] == "looking every 0.2 s"
    write_frame(capture / "00006.fits", NEW)
    assert watched.until("frame")["path"] == str(capture / "00006.fits")
    watched.job.close()


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match="does not exist"):
        next(watch_night(tmp_path / "none", Parameters(), tell=print))
