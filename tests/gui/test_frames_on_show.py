from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from darkviewer.core.frames.exclusion import without
from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.session import Skipped, make_sessions
from darkviewer.gui.frames_on_show import FramesOnShow, frames_on_show

FRAMES = tuple(FrameInfo(Path(f"/night/{n}.fits"), (4, 6)) for n in range(5))


@pytest.fixture
def frames() -> FramesOnShow:
    """Files 0 to 4, of which 1 and 4 are left out: they are frames 3 and 4."""
    session = make_sessions(Path("/night"), FRAMES)[0]
    reasons = {FRAMES[1].place: "light leak", FRAMES[4].place: "cloud"}
    return frames_on_show(without(session, reasons), None)


def test_frames_of_the_master_come_first_and_keep_their_numbers(
    frames: FramesOnShow,
) -> None:
    assert frames.names == ("0.fits", "2.fits", "3.fits", "1.fits", "4.fits")
    assert frames.order == (0, 3, 1, 2, 4)
    assert [frames.reason(n) for n in range(5)] == ["", "", "", "light leak", "cloud"]
    assert frames.index_of(FRAMES[1]) == 3
    assert frames.index_of(FrameInfo(Path("/elsewhere"), (4, 6))) == 0
    assert frames_on_show(None, None) == FramesOnShow()


def test_copies_come_after_those_left_out_by_hand() -> None:
    session = without(make_sessions(Path("/night"), FRAMES)[0], {FRAMES[3].place: "x"})
    kept = [SimpleNamespace(name=f"{n}.fits") for n in (0, 2, 4)]
    skipped = (Skipped("1.fits", "same", copy_of="0.fits"), Skipped("9.fits", "cut"))
    frames = frames_on_show(session, SimpleNamespace(used=kept, skipped=skipped))
    assert frames.names == ("0.fits", "2.fits", "4.fits", "3.fits", "1.fits")
    assert frames.order == (0, 4, 1, 3, 2)
    assert [frames.reason(n) for n in (3, 4)] == ["x", "the same as 0.fits"]
    assert [frames.copied(n) for n in range(5)] == [False] * 4 + [True]
    assert frames.infos[4] == FRAMES[1]


@pytest.mark.parametrize(
    ("frame", "by", "view", "around", "expected"),
    [
        (0, 1, "show", False, 3),
        (3, 1, "show", False, 1),
        (0, -1, "show", False, 0),
        (0, -1, "show", True, 4),
        (4, 1, "show", True, 0),
        (0, 99, "show", False, 4),
        (0, 1, "step over", False, 1),
        (2, 1, "step over", False, 2),
        (2, 1, "hide", True, 0),
        (3, 1, "step over", False, 1),  # from one that is left out to the next
        (3, -1, "step over", False, 0),
        (4, -1, "hide", False, 2),
        (3, 2, "hide", False, 2),
        (3, 0, "hide", False, 3),
    ],
)
def test_steps_follow_the_files(
    frames: FramesOnShow, frame: int, by: int, view: str, around: bool, expected: int
) -> None:
    assert frames.beside(frame, by, view=view, around=around) == expected


def test_no_frames_have_no_neighbours() -> None:
    assert FramesOnShow().beside(0, 1, view="show", around=True) == 0
