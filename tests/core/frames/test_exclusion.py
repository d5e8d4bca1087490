from __future__ import annotations

from pathlib import Path

import pytest

from darkviewer.core.errors import SessionError
from darkviewer.core.frames.exclusion import (
    all_frames,
    check_named,
    sentences,
    without,
)
from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.session import Session, make_sessions

FRAMES = tuple(
    FrameInfo(Path(f"/night/{name}.fits"), (4, 6), temperature_c=warm)
    for name, warm in (("a", -10.0), ("b", -10.1), ("c", -10.2), ("d", -9.7))
)


@pytest.fixture
def session() -> Session:
    return make_sessions(Path("/night"), FRAMES)[0]


def test_frames_left_out_keep_their_places(session: Session) -> None:
    some = without(session, {FRAMES[3].place: "warm", FRAMES[1].place: "light leak"})
    assert some.frames == (FRAMES[0], FRAMES[2])
    assert [(e.info.name, e.place, e.reason) for e in some.excluded] == [
        ("b.fits", 1, "light leak"),
        ("d.fits", 3, "warm"),
    ]
    assert all_frames(some) == FRAMES
    assert some.temperature_c == pytest.approx(-10.1)


def test_one_plane_of_a_file_is_left_out() -> None:
    planes = [FrameInfo(Path("/night/a.fits"), (4, 6), plane=n) for n in (1, 2, 3)]
    session = make_sessions(Path("/night"), planes)[0]
    some = without(session, {planes[1].place: "light leak"})
    assert [info.plane for info in some.frames] == [1, 3]


def test_what_is_taken_back_is_used_again(session: Session) -> None:
    some = without(session, {FRAMES[1].place: "light leak"})
    assert without(some, {}) == session
    other = without(some, {FRAMES[0].place: "first"})
    assert other.frames == FRAMES[1:]
    assert without(session, {f.place: "all" for f in FRAMES}).temperature_c is None


def test_each_frame_is_named_with_its_reason(session: Session) -> None:
    some = without(session, {FRAMES[1].place: "light\x1b leak"})
    assert sentences(session) == ()
    (words,) = sentences(some)
    assert words.startswith("frame b.fits is left out by hand: light")
    assert words.isprintable()


def test_names_that_are_not_there_are_refused(session: Session) -> None:
    check_named(without(session, {FRAMES[0].place: "x"}), ["a.fits", "b.fits"])
    with pytest.raises(SessionError, match=r"e\.fits is no usable frame of night"):
        check_named(session, ["a.fits", "e.fits"])
