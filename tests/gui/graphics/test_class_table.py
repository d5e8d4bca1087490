"""Pixels of each class in numbers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetricsF, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from darkviewer.gui.graphics.class_bar import SWATCH
from darkviewer.gui.graphics.class_table import ClassTable
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES
from darkviewer.gui.text.class_words import HEAD, ClassRow
from tests.helpers.scene import shown

ROWS = (
    ClassRow(8, ("saturated", "1,385", "0.033", "0.05"), "saturated in half"),
    ClassRow(None, ("all", "4,194,304", "100", "120")),
)


@pytest.fixture
def table(qtbot: QtBot) -> ClassTable:
    table = ClassTable()
    table.set_rows(ROWS)
    return shown(qtbot, table, table.sizeHint().width(), table.sizeHint().height())


def inked(table: ClassTable, first: float = 0.7, last: float = 1.0) -> list[int]:
    """Columns with text in a part of the height; by default in the last line."""
    image = table.grab().toImage()
    ground = image.pixelColor(1, 1).name()
    low = range(round(image.height() * first), round(image.height() * last))
    return [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y).name() != ground for y in low)
    ]


@pytest.mark.parametrize("narrow", [False, True])
def test_names_are_whole(table: ClassTable, narrow: bool) -> None:
    if narrow:
        table.resize(table.minimumSizeHint())
    shown_ = inked(table, 1 / 3, 2 / 3)
    name = QFontMetricsF(fonts.small()).horizontalAdvance("saturated")
    begins = fonts.scaled(SWATCH) + 7
    letters = [x for x in shown_ if begins <= x <= begins + name]
    assert letters[-1] >= begins + name - 3  # the d
    gap = set(range(round(begins + name) + 1, round(begins + name) + 5))
    assert not gap & set(shown_)  # and before the number


def tip(table: ClassTable, y: int) -> str:
    at = QPoint(20, y)
    event = QHelpEvent(QHelpEvent.Type.ToolTip, at, table.mapToGlobal(at))
    QApplication.sendEvent(table, event)
    said = QToolTip.text()
    QToolTip.hideText()
    return said


def test_it_says_all_to_a_screen_reader(table: ClassTable) -> None:
    assert table.texts == [row.cells for row in ROWS]
    said = table.accessibleName().split("; ")
    assert said[0] == " ".join(HEAD)
    assert said[1:] == [" ".join(row.cells) for row in ROWS]


def test_a_narrow_table_does_without_the_share(table: ClassTable) -> None:
    wide = len(inked(table))
    table.resize(table.minimumSizeHint())
    narrow = inked(table)
    assert len(narrow) < wide
    assert max(narrow) >= table.width() - 3  # the alerts are there still
    assert table.minimumSizeHint().width() < table.sizeHint().width()


def test_what_a_class_and_what_alerts_are(table: ClassTable) -> None:
    row = table.height() / 3
    assert "saturated in half" in tip(table, round(1.5 * row))
    for y in (round(0.5 * row), round(2.5 * row)):
        assert "false alerts" in tip(table, y)


def test_other_colours_and_no_rows(table: ClassTable) -> None:
    before = table.grab().toImage()
    table.set_palette(PALETTES["light"])
    assert table.grab().toImage() != before
    high = table.sizeHint().height()
    table.set_rows(())
    assert table.sizeHint().height() < high
    assert table.texts == []
