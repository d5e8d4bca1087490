"""Badges of captures that nobody opened: tonight's first, known ones at once."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from darkviewer.core.errors import FrameError
from darkviewer.core.frames.session import Session
from darkviewer.core.health.measures import SessionMeasures
from darkviewer.core.progress import Job, Progress
from darkviewer.gui.engine import survey
from darkviewer.gui.models.session_model import SessionModel
from darkviewer.runs import verdicts
from darkviewer.runs.verdicts import Verdicts
from tests.helpers.nights import write_night, write_nights
from tests.helpers.scene import PATIENCE_MS
from tests.helpers.windows import Driver


def rest(at: Driver) -> None:
    at.qtbot.waitUntil(lambda: at.window.checking.idle, timeout=PATIENCE_MS)
    at.settle()


def levels(at: Driver, paths: list[Path]) -> list[str]:
    model = at.window.browser.model
    return [model.index_of(path).data(SessionModel.LEVEL) for path in paths]


@pytest.fixture
def order(driver: Driver) -> list[Path]:
    """Paths in the order in which they were told of."""
    told: list[Path] = []
    driver.workspace.series_checked.connect(
        lambda session, _: told.append(session.path)
    )
    return told


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "SHARE", 1.0)


def test_every_capture_gets_its_badge_without_being_opened(
    driver: Driver, tmp_path: Path, order: list[Path]
) -> None:
    paths = [
        write_night(tmp_path, 0, offset=0),
        write_night(tmp_path, 1, odd_frame=2),
        write_night(tmp_path, 2),
    ]
    driver.open(tmp_path)
    rest(driver)
    assert levels(driver, paths) == ["ok", "warn", "ok"]
    assert list(dict.fromkeys(order)) == paths[::-1]  # tonight's first
    index = driver.window.browser.model.index_of(paths[1])
    assert "the level of 00003.fits is" in index.data(SessionModel.DETAILS)


def test_a_second_window_knows_them_without_the_pixels(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = write_nights(tmp_path, 6, last_offset=200)
    driver.open(tmp_path)
    rest(driver)
    expected = ["ok"] * 5 + ["warn"]
    assert levels(driver, paths) == expected
    monkeypatch.setattr(survey, "_checked", lambda *_: pytest.fail("pixels read"))
    monkeypatch.setattr(survey, "_TOGETHER", 4)
    fresh = Verdicts(driver.window.judgements.verdicts().kept)
    monkeypatch.setattr(driver.window.judgements, "_verdicts", fresh)
    driver.open(tmp_path / "elsewhere")
    driver.open(tmp_path)
    rest(driver)
    assert levels(driver, paths) == expected


def test_older_ones_give_way_and_are_checked_later(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [write_night(tmp_path, 0), write_night(tmp_path, 2)]
    before, tries = Verdicts.checked, []

    def slow(self: Verdicts, session, **options) -> Job:
        if session.path == paths[0]:
            tries.append(session)
            if len(tries) == 1:  # until something stops it
                while True:
                    yield Progress("", 0, 0)
        return (yield from before(self, session, **options))

    monkeypatch.setattr(Verdicts, "checked", slow)
    driver.open(tmp_path)
    driver.qtbot.waitUntil(lambda: len(tries) == 1, timeout=PATIENCE_MS)
    driver.window.tasks.calibrate(afresh=True)
    rest(driver)
    assert len(tries) == 2
    assert levels(driver, paths) == ["ok", "ok"]


def test_what_cannot_be_checked_stays_unknown(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise FrameError("frame 1.fits cannot be read")

    paths = write_nights(tmp_path, 2)
    monkeypatch.setattr(survey, "_checked", fails)
    driver.open(tmp_path)
    rest(driver)
    assert levels(driver, paths) == ["quiet", "ok"]  # the open one was checked


def test_another_root_ends_it(
    driver: Driver, tmp_path: Path, order: list[Path]
) -> None:
    write_nights(tmp_path / "a", 3)
    write_night(tmp_path / "b", 0)
    driver.window.open_path(tmp_path / "a")
    driver.qtbot.waitUntil(lambda: bool(order), timeout=PATIENCE_MS)
    driver.open(tmp_path / "b")
    rest(driver)
    assert order[-1].is_relative_to(tmp_path / "b")
    late = driver.workspace.session
    driver.window.checking._survey._done((late, None, 0.0))  # of the root before
    rest(driver)


def test_captures_that_went_are_not_waited_for(driver: Driver, tmp_path: Path) -> None:
    write_nights(tmp_path, 3)
    driver.open(tmp_path)
    rest(driver)
    mine = driver.window.checking._survey
    mine._waiting[(tmp_path / "gone", "")] = driver.workspace.session
    driver.workspace.set_captures(driver.workspace.captures[:2])
    assert mine.idle


def test_a_capture_that_grows_is_checked_again_after_a_while(
    driver: Driver, tmp_path: Path
) -> None:
    path = write_night(tmp_path, 0)
    shown = write_night(tmp_path, 1)  # checked with its calibrations
    driver.open(tmp_path)
    rest(driver)
    assert driver.workspace.session.path == shown
    mine, (session,) = driver.window.checking._survey, driver.workspace.sessions[path]
    due = mine._next[path, session.series] = time.monotonic() + 0.3
    fewer, told = replace(session, frames=session.frames[:3]), []
    driver.workspace.series_checked.connect(
        lambda session, _: told.append((session, time.monotonic()))
    )
    driver.workspace.add_series((fewer,))
    rest(driver)
    assert min(when for session, when in told if session is fewer) >= due


def test_what_is_not_listed_any_more_is_not_told(
    driver: Driver, tmp_path: Path, order: list[Path]
) -> None:
    path = write_night(tmp_path, 0)
    driver.open(tmp_path)
    rest(driver)
    mine, (session,) = driver.window.checking._survey, driver.workspace.sessions[path]
    gone, told = replace(session, frames=session.frames[:3]), len(order)
    checks = driver.workspace.checks
    assert checks is not None
    mine._tell_known([(gone, None), (gone, checks)])
    assert mine.idle
    assert len(order) == told
    driver.workspace.set_root(None)
    assert mine.idle


def test_old_frames_that_cannot_be_read_are_tried_once_for_each_reading(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [write_night(tmp_path, 0), write_night(tmp_path, 2)]
    measured, tries = verdicts.measured, []

    def damaged(session: Session) -> Job[SessionMeasures]:
        if session.path != paths[0]:
            return measured(session)
        tries.append(session)
        away = [replace(i, path=i.path.with_name("gone.fits")) for i in session.frames]
        return measured(replace(session, frames=tuple(away)))

    monkeypatch.setattr(verdicts, "measured", damaged)
    driver.open(tmp_path)
    rest(driver)
    assert levels(driver, paths) == ["bad", "ok"]
    assert len(tries) == 1
    driver.window.tasks.look_again({paths[0]})
    driver.qtbot.waitUntil(lambda: len(tries) > 1, timeout=PATIENCE_MS)
    rest(driver)
    assert len(tries) == 2
