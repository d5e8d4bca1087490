"""Measures of the night come from the checks that are made anyway."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from darkviewer.core.health.table import SessionChecks
from darkviewer.core.progress import drive
from darkviewer.gui.engine.night_frames import NightFrames
from darkviewer.gui.workspace import Workspace
from darkviewer.runs.check import checked
from darkviewer.runs.session import read_capture
from tests.helpers.captures import FRAMES, LEVEL, cube, write_capture

pytestmark = pytest.mark.usefixtures("qapp")


def test_frames_of_all_series_that_were_checked(tmp_path: Path) -> None:
    workspace = Workspace()
    night = NightFrames(workspace)
    changes: list[int] = []
    night.changed.connect(lambda: changes.append(1))
    raw = cube()
    raw[2, :10, :10] = 60_000
    one = drive(read_capture(write_capture(tmp_path / "one", raw)))
    two = drive(read_capture(write_capture(tmp_path / "two", cube())))
    assert night.tonight() == ()
    night.take(two, drive(checked(two)))
    night.take(two, SessionChecks(()))  # remembered: nothing was measured
    assert len(night.tonight()) == FRAMES
    workspace.set_session(one)
    workspace.set_checks(drive(checked(one)))
    assert len(changes) == 2
    found = night.tonight()
    assert len(found) == 2 * FRAMES
    third = next(f for f in found if (f.path, f.name) == (one.path, "00003.fits"))
    assert third.hot_px == pytest.approx(101, abs=3)  # the block and the lone pixel
    assert third.level_adu == pytest.approx(LEVEL, abs=30)
    assert third.noise_adu == pytest.approx(100, rel=0.1)
    assert third.temperature_c == one.frames[2].temperature_c
    night.take(one, drive(checked(one)))
    assert len(night.tonight()) == 2 * FRAMES
    workspace.set_root(Path("other"))
    assert night.tonight() == ()


def test_without_a_time_in_the_header_that_of_the_file(tmp_path: Path) -> None:
    session = drive(read_capture(write_capture(tmp_path, cube())))
    infos = tuple(replace(info, time=None) for info in session.frames)
    session = replace(session, frames=infos)
    night = NightFrames(Workspace())
    night.take(session, drive(checked(session)))
    status = min(file.stat().st_mtime for file in session.path.iterdir())
    modified = datetime.fromtimestamp(status, UTC).replace(tzinfo=None)
    assert abs(night.tonight()[0].time - modified) < timedelta(milliseconds=1)
