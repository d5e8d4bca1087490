"""Where the parts of the window are, and how they share its room."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from darkviewer.gui.main_window import MainWindow
from tests.helpers.windows import settle


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
