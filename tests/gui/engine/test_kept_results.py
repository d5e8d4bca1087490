"""Coming back to a session: at once from memory, from the disk after a new start."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.startup.app import make_application, make_window
from darkviewer.storage.appdata.settings import Settings
from darkviewer.storage.captures.scan import read_session
from tests.helpers.desks import Desk


def test_coming_back_shows_the_result_at_once(desk: Desk, capture: Path) -> None:
    desk.open(capture)
    desk.settle()
    desk.leave()
    desk.open(capture)
    assert not desk.tasks.busy
    first, second = desk.shown
    assert (first.cached, second.cached) == (False, True)
    assert second.master is first.master
    assert second.request.sources == second.used


def test_another_start_finds_the_result_on_disk(
    desk: Desk, capture: Path, qtbot: QtBot
) -> None:
    desk.open(capture)
    desk.settle()
    other = Desk(qtbot)
    other.open(capture)
    other.settle()
    other.tasks.close()
    (found,) = other.shown
    assert found.cached
    assert found.seconds == desk.shown[0].seconds


def test_calibrate_again_reads_all_frames(desk: Desk, capture: Path) -> None:
    desk.open(capture)
    desk.settle()
    desk.tasks.calibrate(afresh=True)
    desk.settle()
    assert [item.cached for item in desk.shown] == [False, False]


def test_a_parameter_that_recomputes_and_back(desk: Desk, capture: Path) -> None:
    desk.open(capture)
    desk.settle()
    for gain in (2.0, 1.39):
        desk.workspace.set_parameter("gain_e_per_adu", gain)
        desk.settle()
    assert [item.cached for item in desk.shown] == [False, False, True]
    assert desk.shown[2].master is desk.shown[0].master


def test_a_full_disk_is_told_and_does_no_harm(
    desk: Desk, capture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object, __: object) -> None:
        raise DarkviewerError("no room")

    monkeypatch.setattr(type(desk.tasks.kept.stored), "store", full)
    desk.open(capture)
    desk.settle()
    assert desk.messages == ["this result was not cached: no room"]
    assert desk.workspace.calibration is not None


def test_the_status_line_says_where_the_result_comes_from(
    qtbot: QtBot, capture: Path
) -> None:
    make_application()
    window = make_window(Settings())
    qtbot.addWidget(window)
    for words in ("s", "s, from cache"):
        window.workspace.set_session(None)
        window.workspace.set_session(read_session(capture))
        qtbot.waitUntil(lambda: not window.tasks.busy)
        assert window.status.took.text().endswith(words)
    window.close()
