from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from darkviewer.gui.review.verdict_log import LINES, LogLine, VerdictLog
from tests.helpers.review_entries import enlarge

pytestmark = pytest.mark.usefixtures("dressed")

GIVEN = [
    LogLine("14:02:47", "509, 825", "frame 9", "1", "PSF-like"),
    LogLine("14:02:31", "1771, 1302", "4 events", "3", "telegraph"),
    LogLine("14:02:08", "1467, 68", "frame 3", "1", "PSF-like"),
    LogLine("14:01:00", "1, 2", "frame 3", "5", "noise"),
]


@pytest.fixture
def log(qtbot: QtBot) -> VerdictLog:
    made = VerdictLog()
    qtbot.addWidget(made)
    made.resize(327, made.sizeHint().height())
    made.show()
    return made


def texts(log: VerdictLog) -> list[tuple[str, ...]]:
    return [tuple(cell.text() for cell in line) for line in log.cells]


def test_the_newest_come_first_and_no_line_moves(log: VerdictLog) -> None:
    before = [cell.geometry() for line in log.cells for cell in line]
    assert texts(log) == [("",) * 5] * LINES
    log.grab()
    log.set_lines(GIVEN[1:2], undo="verdict on 509, 825")
    log.set_lines(GIVEN, undo="verdict on 509, 825")
    assert texts(log) == [line.texts for line in GIVEN[:LINES]]
    log.grab()
    assert [cell.geometry() for line in log.cells for cell in line] == before
    assert all(cell.isVisible() for line in log.cells for cell in line)


def test_undo_says_what_it_takes_back(qtbot: QtBot, log: VerdictLog) -> None:
    assert not log.undo.isEnabled()
    assert log.undo.toolTip() == "Nothing to undo"
    log.set_lines(GIVEN, undo="verdict on 509, 825")
    assert log.undo.toolTip() == "Undo: verdict on 509, 825"
    with qtbot.waitSignal(log.undo_wanted):
        qtbot.mouseClick(log.undo, Qt.MouseButton.LeftButton)


def test_large_text_does_without_the_time_and_then_the_frame(log: VerdictLog) -> None:
    enlarge(1.25)
    log.resize(328, log.height())
    QApplication.processEvents()
    log.resize(327, log.height())
    shown = [cell.isVisible() for cell in log.cells[0]]
    assert shown == [False, True, True, True, True]
    log.resize(240, log.height())
    shown = [cell.isVisible() for cell in log.cells[0]]
    assert shown == [False, True, False, True, True]
