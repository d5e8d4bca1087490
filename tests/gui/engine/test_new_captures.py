"""Captures that begin are opened when asked for, and never under the hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.session import Session
from darkviewer.gui.engine.new_captures import NewCaptures
from darkviewer.gui.engine.night_choices import NightChoices
from darkviewer.gui.workspace import Workspace
from darkviewer.storage.captures.scan import Capture

pytestmark = pytest.mark.usefixtures("qapp")


ROOT = Path("captures")
OLD, NEW, NEWER = ROOT / "old", ROOT / "new", ROOT / "newer"


def session(path: Path, frames: int, series: str = "a") -> Session:
    infos = (FrameInfo(path / f"{n}.fits", (4, 4), ">u2") for n in range(frames))
    return Session(path, frames=tuple(infos), series=series)


class Night:
    """A root with one capture, and what is asked for."""

    def __init__(self) -> None:
        self.workspace, self.choices = Workspace(), NightChoices()
        self.quiet = True
        self.asked: list[float] = []
        self.captures = NewCaptures(self.workspace, self.choices, self.quiet_for)
        self.opened: list[tuple[Path, str]] = []
        self.offered: list[Session | None] = []
        self.workspace.capture_requested.connect(lambda *at: self.opened.append(at))
        self.captures.offered.connect(self.offered.append)
        self.choices.set("open_new", True)
        self.workspace.set_root(ROOT)
        self.workspace.set_captures([])  # as before a scan
        self.name(OLD)

    def quiet_for(self, seconds: float) -> bool:
        self.asked.append(seconds)
        return self.quiet

    def name(self, *paths: Path) -> None:
        self.workspace.set_captures([Capture(path) for path in paths])

    def grow(self, path: Path, *counts: int) -> None:
        series = zip("abc", counts, strict=False)
        read = (session(path, count, name) for name, count in series)
        self.workspace.add_series(tuple(read))


@pytest.fixture
def night() -> Night:
    return Night()


def test_it_opens_with_its_third_frame_and_once(night: Night) -> None:
    night.grow(OLD, 5)
    night.name(NEW, OLD)
    night.grow(NEW, 2)
    assert night.opened == []
    night.grow(NEW, 3)
    assert night.opened == [(NEW, "a")]
    assert night.asked == [30.0]
    night.grow(NEW, 4)
    assert len(night.opened) == 1
    assert night.captures.is_new(NEW)
    assert not night.captures.is_new(OLD)


def test_of_several_series_the_first_that_is_long_enough(night: Night) -> None:
    night.name(NEW, OLD)
    night.grow(NEW, 2, 3)
    assert night.opened == [(NEW, "b")]


def test_it_is_offered_while_the_window_is_used(night: Night) -> None:
    night.quiet = False
    night.name(NEW, OLD)
    night.grow(NEW, 3)
    assert night.opened == []
    assert [one.path for one in night.offered] == [NEW]
    night.captures.open_offered()
    assert night.opened == [(NEW, "a")]
    night.workspace.set_session(session(NEW, 3))
    assert night.offered[1:] == [None]
    night.captures.open_offered()
    assert len(night.opened) == 1


def test_an_offer_ends_when_the_capture_goes_or_a_newer_one_opens(
    night: Night,
) -> None:
    night.quiet = False
    night.name(NEW, OLD)
    night.grow(NEW, 3)
    night.workspace.set_session(session(OLD, 3))
    assert len(night.offered) == 1
    night.name(OLD)
    assert night.offered[1:] == [None]
    night.name(NEWER, NEW, OLD)
    night.grow(NEWER, 3)
    night.quiet = True
    night.captures._done.clear()
    night.grow(NEW, 3)
    assert night.offered[3:] == [None]
    assert night.opened == [(NEW, "a")]


def test_nothing_opens_unless_asked_or_twice(night: Night) -> None:
    night.choices.set("open_new", False)
    night.name(NEW, OLD)
    night.grow(NEW, 3)
    night.choices.set("open_new", True)
    night.grow(NEW, 4)  # it had begun before it was asked
    night.workspace.set_session(session(NEWER, 3))
    night.name(NEWER, NEW, OLD)
    night.grow(NEWER, 3)  # on show already
    assert night.opened == night.offered == []


def test_another_root_begins_anew(night: Night) -> None:
    night.workspace.set_root(Path("other"))
    night.workspace.set_captures([])
    assert not night.captures.is_new(NEW)
    night.name(NEW)
    night.grow(NEW, 3)
    assert night.opened == []
