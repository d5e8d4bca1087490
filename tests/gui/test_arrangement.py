"""Where the parts of the window are, and how they share its room."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.startup.app import make_window
from darkviewer.gui.startup.memory import remember
from darkviewer.storage.appdata.settings import Settings
from tests.helpers.captures import HOT, STAR
from tests.helpers.dividers import drag_divider
from tests.helpers.windows import Driver, open_window, settle


def test_the_table_gets_the_room_of_the_criteria(
    untested: MainWindow, qtbot: QtBot
) -> None:
    before = untested.candidates.width(), untested.cutout.width()
    untested.workspace.set_parameter("criterion", "psf")
    settle(untested, qtbot)
    assert untested.candidates.width() > before[0]
    assert untested.cutout.width() < before[1]
    untested.workspace.set_parameter("criterion", "ratio")
    settle(untested, qtbot)
    assert untested.cutout.width() > 0.9 * before[1]


def test_a_large_window_gives_its_room_to_picture_and_cutout(qtbot: QtBot) -> None:
    window = open_window(qtbot, size=(1440, 900))
    small = window.image.height(), window.cutout.grid.width()
    window.resize(2560, 1440)
    qtbot.waitUntil(lambda: window.parts.height() > 1200)
    cutout = window.cutout
    assert window.image.height() > 1.6 * small[0]
    assert cutout.grid.width() > 1.6 * small[1]
    assert cutout.grid.width() == cutout.grid.height()
    empty = cutout.height() - cutout.grid.height()
    assert empty < 80  # title, facts and margins


def test_what_was_dragged_stays_where_it_is(qtbot: QtBot) -> None:
    window = open_window(qtbot, size=(1440, 900))
    settings = Settings()
    drag_divider(window.parts._splitters["whole"], -80)
    wanted = window.parts._splitters["whole"].sizes()
    window.parts.balance()
    assert window.parts._splitters["whole"].sizes() == wanted
    remember(window, settings)
    assert "whole" in settings.window
    assert "lower" not in settings.window  # nobody chose it
    again = make_window(settings)
    qtbot.addWidget(again)
    again.resize(window.size())
    with qtbot.waitExposed(again):
        again.show()
    assert again.parts._splitters["whole"].sizes() == pytest.approx(wanted, abs=3)


def test_nothing_moves_from_one_candidate_to_the_next(opened: Driver) -> None:
    window, workspace = opened.window, opened.workspace

    def places() -> list[object]:
        cutout = window.cutout
        parts = (cutout, cutout.grid, cutout._facts, cutout._title, window.statistics)
        dividers = [s.sizes() for s in window.parts._splitters.values()]
        return [part.geometry() for part in parts] + dividers

    workspace.select_candidate(opened.id_of(*STAR))
    opened.settle()
    before = places()
    for frame, x, y in (HOT, (4, 0, 0), (0, 63, 47), (3, 9, 10)):
        workspace.set_frame(frame)
        workspace.pick_pixel(x, y)
        opened.settle()
        assert places() == before, (frame, x, y)
    workspace.select_candidate(None)
    opened.settle()
    assert places() == before
