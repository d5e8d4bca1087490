"""Checks of captures on disk, as jobs."""

from __future__ import annotations

from pathlib import Path

import pytest

from darkviewer.core.errors import SessionError
from darkviewer.core.frames.exclusion import without
from darkviewer.core.progress import drive
from darkviewer.runs.check import check_captures, checked_with_left_out
from darkviewer.storage.captures.scan import read_session
from tests.helpers.captures import cube, write_capture


def test_every_capture_below_a_root_is_checked(tmp_path: Path) -> None:
    raw = cube()
    raw[3] += 500  # 5 sigma of a pixel
    write_capture(tmp_path, raw)
    (found,) = drive(check_captures(tmp_path))
    assert len(found.session.frames) == 5
    ((check, finding),) = found.checks.spoken
    assert (check.name, finding.frames) == ("level", ("00004.fits",))


def test_a_root_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SessionError):
        drive(check_captures(tmp_path / "nothing"))


def test_a_frame_left_out_settles_its_check(tmp_path: Path) -> None:
    raw = cube()
    raw[3] += 45_000
    session = read_session(write_capture(tmp_path, raw))
    whole = drive(checked_with_left_out(session))
    assert whole.status == "fail"
    assert drive(checked_with_left_out(session, whole)) is whole
    kept = without(session, {session.frames[3].place: "lamp"})
    for known in (None, whole):
        found = drive(checked_with_left_out(kept, known))
        assert found.status == "warn"
        assert [check.name for check, _ in found.settled] == ["level"]
        assert len(found.measures.frames) == 4
        assert len(found.whole.measures.frames) == 5
