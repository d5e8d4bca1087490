"""What is odd about tonight's captures is on the badge before they are checked."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from darkviewer.core.errors import FrameError
from darkviewer.gui.engine import first_looks, survey
from darkviewer.gui.models.session_model import SessionModel
from tests.helpers.nights import write_night
from tests.helpers.scene import PATIENCE_MS
from tests.helpers.windows import Driver


def looked(at: Driver) -> list[Path]:
    """Captures of which a look says something, as they come."""
    told: list[Path] = []
    at.workspace.series_looked_at.connect(lambda session, _: told.append(session.path))
    return told


def rest(at: Driver) -> None:
    at.qtbot.waitUntil(lambda: at.window.checking.idle, timeout=PATIENCE_MS)


def test_the_badge_is_there_while_nothing_is_checked_yet(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, before = threading.Event(), survey._checked

    def later(*arguments: object) -> object:
        assert go_on.wait(PATIENCE_MS / 1000)
        return before(*arguments)

    monkeypatch.setattr(survey, "_checked", later)
    old = write_night(tmp_path, 0, odd_frame=1)
    odd = write_night(tmp_path, 1, odd_frame=2)
    told = looked(driver)
    driver.window.open_path(tmp_path)
    driver.qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE_MS)
    index = driver.window.browser.model.index_of(odd)
    assert index.data(SessionModel.LEVEL) == "warn"
    assert "the level of 00003.fits is" in index.data(SessionModel.DETAILS)
    go_on.set()
    rest(driver)
    assert told == [odd]  # nights before are checked when there is time
    assert driver.window.browser.model.index_of(old).data(SessionModel.LEVEL) == "warn"


def test_each_is_looked_at_once_and_not_when_more_is_known(
    driver: Driver, tmp_path: Path
) -> None:
    write_night(tmp_path, 0, odd_frame=2)
    told = looked(driver)
    driver.open(tmp_path)
    rest(driver)
    (series,) = driver.workspace.sessions.values()
    looks = driver.window.checking._survey._looks
    before = len(told)
    looks.take(series)  # read again
    rest(driver)
    assert len(told) == before
    looks.forget()
    looks.known(series[0])
    looks.take(series)
    assert looks.idle


def test_what_comes_too_late_is_not_told(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_night(tmp_path, 0, odd_frame=2)
    told = looked(driver)
    looks = driver.window.checking._survey._looks
    before = first_looks.looked_at

    def known_meanwhile(session, **options):
        found = before(session, **options)
        looks.known(session)
        return found

    monkeypatch.setattr(first_looks, "looked_at", known_meanwhile)
    driver.open(tmp_path)
    rest(driver)
    assert told == []


def test_a_look_that_fails_does_not_keep_the_checks_waiting(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **_options: object) -> None:
        raise FrameError("00001.fits cannot be read")

    path = write_night(tmp_path, 0, odd_frame=2)
    monkeypatch.setattr(first_looks, "looked_at", fails)
    driver.open(tmp_path)
    rest(driver)
    index = driver.window.browser.model.index_of(path)
    assert index.data(SessionModel.LEVEL) == "warn"


def test_of_what_is_not_listed_any_more_nothing_is_told(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_night(tmp_path, 0, odd_frame=2)
    told = looked(driver)
    monkeypatch.setattr(survey.Survey, "_is_listed", lambda *_: False)
    driver.open(tmp_path)
    rest(driver)
    assert told == []
