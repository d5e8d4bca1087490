"""The badge of a row: what the headers say, and what was found out beyond."""

from __future__ import annotations

from pathlib import Path

import pytest

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.session import Health, Session
from darkviewer.core.health.check import Finding
from darkviewer.core.health.table import CHECKS, SessionChecks
from darkviewer.gui.models.session_rows import (
    Day,
    Row,
    SeriesRow,
    all_said,
    level_of,
    mark_of,
)
from darkviewer.storage.captures.scan import Capture

FRAMES = (FrameInfo(Path("a/1.fits"), (4, 6)),)


def row(session: Session, checks: SessionChecks | None = None) -> SeriesRow:
    capture = Row(Capture(Path("a"), (), "", "", ""), Day("no date"))
    return SeriesRow(capture, session, checks=checks)


@pytest.mark.parametrize("level", ["warn", "bad"])
def test_a_bad_header_shows_before_anything_is_checked(level: str) -> None:
    health = Health(level, ("altered",))
    one = row(Session(Path("a"), frames=FRAMES, health=health))
    assert level_of(one) == level
    assert all_said(one) == ["altered", "not checked yet"]


def test_without_frames_there_is_nothing_to_check() -> None:
    one = row(Session(Path("a"), health=Health("bad", ("no frame can be used",))))
    assert all_said(one) == ["no frame can be used"]
    assert level_of(one) == "bad"


def test_lights_wait_for_nothing() -> None:
    one = row(Session(Path("a"), frames=FRAMES, kind="light"))
    assert mark_of(one) == "quiet"
    assert all_said(one) == []


def test_a_sentence_that_the_headers_say_is_not_said_twice() -> None:
    checks = SessionChecks(((CHECKS[0], Finding("drifts", status="warn")),))
    health = Health("warn", ("drifts",))
    one = row(Session(Path("a"), frames=FRAMES, health=health), checks)
    assert all_said(one) == ["drifts"]
    assert one.annotated is one.session
