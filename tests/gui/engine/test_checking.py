"""The checks of the open session, where they are seen."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from darkviewer.core.frames.session import Session
from darkviewer.core.health.measures import SessionMeasures
from darkviewer.core.progress import Job, drive
from darkviewer.gui.engine import checking, survey
from darkviewer.gui.models.session_model import SessionModel
from darkviewer.runs import verdicts
from darkviewer.runs.session import read_capture
from darkviewer.runs.verdicts import Verdicts
from tests.helpers.captures import cube, write_capture
from tests.helpers.scene import PATIENCE_MS
from tests.helpers.windows import Driver


def rest(at: Driver) -> None:
    at.qtbot.waitUntil(lambda: at.window.checking.idle, timeout=PATIENCE_MS)
    at.settle()


def opened(driver: Driver, tmp_path: Path, offset: int) -> Driver:
    raw = cube()
    raw[3] += offset
    driver.open(write_capture(tmp_path, raw))
    rest(driver)
    return driver


@pytest.mark.parametrize(("offset", "level"), [(500, "warn"), (45_000, "bad")])
def test_badge_banner_and_frames_say_what_is_odd(
    driver: Driver, tmp_path: Path, offset: int, level: str
) -> None:
    at = opened(driver, tmp_path, offset)
    window = at.window
    words = "the level of 00004.fits is"
    badge = window.browser.model.index_of(at.workspace.session.path)
    assert badge.data(SessionModel.LEVEL) == level
    assert words in badge.data(SessionModel.DETAILS)
    assert words in window.banner.words.text()
    window.places.go("frames")
    at.settle()
    frames = window.frames
    assert words in frames.reason.text()
    assert frames.sentence.text().startswith("Not sound" if level == "bad" else "Us")
    rows = {row.name: row for row in frames.table.frames.rows}
    assert (rows["00004.fits"].level, rows["00001.fits"].level) == (level, "ok")
    assert rows["00004.fits"].measures.level_adu == pytest.approx(
        10_000 + offset, abs=20
    )


def test_a_sound_session_stays_green(driver: Driver, tmp_path: Path) -> None:
    at = opened(driver, tmp_path, 0)
    badge = at.window.browser.model.index_of(at.workspace.session.path)
    assert badge.data(SessionModel.LEVEL) == "ok"
    assert at.workspace.checks is not None
    assert at.workspace.checks.status == "pass"
    assert not at.window.banner.isVisible()


def test_a_single_frame_is_checked_as_far_as_that_goes(
    driver: Driver, tmp_path: Path
) -> None:
    """No calibration will come: two are needed for a master."""
    driver.open(write_capture(tmp_path, cube()[:1]))
    rest(driver)
    checks = driver.workspace.checks
    assert checks is not None
    assert driver.workspace.calibration is None
    assert checks.of_check("frames").status == "warn"
    driver.window.places.go("frames")
    driver.settle()
    (row,) = driver.window.frames.table.frames.rows
    assert row.measures.level_adu == pytest.approx(10_000, abs=20)
    assert "only 1 of at least 3 frames" in driver.window.frames.reason.text()


def test_another_calibration_of_it_is_not_checked_again(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = opened(driver, tmp_path, 500)
    known = at.workspace.checks
    monkeypatch.setattr(checking, "_checked", lambda *_: pytest.fail("again"))
    at.window.tasks.calibrate(afresh=True)
    rest(at)
    assert at.workspace.checks is known
    assert "the level of 00004.fits" in at.window.banner.words.text()


def test_without_a_session_nothing_is_known(driver: Driver, tmp_path: Path) -> None:
    at = opened(driver, tmp_path, 500)
    at.workspace.set_session(None)
    assert at.workspace.checks is None
    assert at.workspace.found_out == ((), "warn")


def test_it_ends_when_it_is_stopped(tmp_path: Path) -> None:
    stopped = threading.Event()
    stopped.set()
    session = drive(read_capture(write_capture(tmp_path, cube())))
    known = Verdicts()
    assert checking._checked(lambda: known, session, stopped.is_set) is None
    stopped.clear()
    assert checking._checked(lambda: known, session, stopped.is_set).status == "pass"


def test_other_content_in_the_same_files_is_measured_again(
    driver: Driver, tmp_path: Path
) -> None:
    at = opened(driver, tmp_path, 0)
    known = at.window.judgements.verdicts()
    before = drive(known.checked(at.workspace.session)).measures
    at.window.tasks.kept.outdated.emit(at.workspace.calibration, ("00001.fits",))
    rest(at)
    at.qtbot.waitUntil(
        lambda: drive(known.checked(at.workspace.session)).measures is not before,
        timeout=PATIENCE_MS,
    )
    at.workspace.set_session(None)
    at.window.checking._forget()  # nothing is open: nothing to forget
    rest(at)


class Disk:
    """One that goes just before the frames are measured, so many times."""

    def __init__(self, patch: pytest.MonkeyPatch, *, away: int) -> None:
        self.away = away
        self.asked = 0
        self.answers = threading.Event()
        self.answers.set()
        self._measured = verdicts.measured
        patch.setattr(verdicts, "measured", self.measured)

    def measured(self, session: Session) -> Job[SessionMeasures]:
        self.asked += 1
        away = self.asked <= self.away
        assert self.answers.wait(PATIENCE_MS / 1000)
        if not away:
            return self._measured(session)
        gone = [replace(i, path=i.path.with_name("gone.fits")) for i in session.frames]
        return self._measured(replace(session, frames=tuple(gone)))


@pytest.mark.parametrize("times", [1, 2])
def test_frames_that_were_away_are_checked_when_they_are_back(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    Disk(monkeypatch, away=times)
    at = opened(driver, tmp_path, 0)
    if times > 1:  # again a moment later they were still away
        at.window.tasks.look_again({at.workspace.session.path})
    at.qtbot.waitUntil(
        lambda: at.workspace.checks.status == "pass", timeout=PATIENCE_MS
    )
    badge = at.window.browser.model.index_of(at.workspace.session.path)
    assert badge.data(SessionModel.LEVEL) == "ok"


def test_frames_that_came_back_while_they_were_checked_again(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey.Survey, "_may_wait", lambda *_: False)
    disk = Disk(monkeypatch, away=2)
    driver.open(write_capture(tmp_path, cube()))
    at = driver.workspace
    driver.qtbot.waitUntil(lambda: at.checks is not None, timeout=PATIENCE_MS)
    disk.answers.clear()
    driver.qtbot.waitUntil(lambda: disk.asked == 2, timeout=PATIENCE_MS)
    with driver.qtbot.waitSignal(at.series_read, timeout=PATIENCE_MS):
        driver.window.tasks.look_again({at.session.path})
    disk.answers.set()
    rest(driver)
    assert (at.checks.status, disk.asked) == ("pass", 3)
