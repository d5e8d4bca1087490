"""Labels whose text changes under the hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from darkviewer.gui.controls.labels import ReadingLabel


class Layouts(QObject):
    """Counts how often a widget was asked to re-lay out its parts."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


@pytest.fixture
def reading(qtbot: QtBot) -> Iterator[ReadingLabel]:
    box = QWidget()
    qtbot.addWidget(box)
    made = ReadingLabel("1,000 candidates")
    row = QHBoxLayout(box)
    row.addWidget(made)
    row.addStretch(1)
    with qtbot.waitExposed(box):
        box.show()
    yield made
    box.close()


def test_other_digits_lay_out_nothing(reading: ReadingLabel, qtbot: QtBot) -> None:
    layouts, before = Layouts(reading.parentWidget()), reading.grab().toImage()
    reading.setText("1,777 candidates")
    qtbot.wait(20)
    assert layouts.count == 0
    assert reading.text() == reading.accessibleName() == "1,777 candidates"
    assert reading.grab().toImage() != before


@pytest.mark.parametrize("text", ["1,000,000,000 candidates", "none", ""])
def test_a_text_that_needs_more_or_far_less_room_gets_it(
    reading: ReadingLabel, qtbot: QtBot, text: str
) -> None:
    reading.setText(text)
    needed = reading.fontMetrics().horizontalAdvance(text)
    qtbot.waitUntil(lambda: needed <= reading.width() <= needed + 6)
    assert reading.text() == text


@pytest.mark.parametrize("count", range(1, 9))
def test_a_text_set_while_it_is_hidden_is_shown_whole(qtbot: QtBot, count: int) -> None:
    """A widget that was never laid out is 100 pixels wide: it proves no room."""
    box, made = QWidget(), ReadingLabel()
    qtbot.addWidget(box)
    row = QHBoxLayout(box)
    row.addWidget(made)
    row.addStretch(1)
    made.hide()
    with qtbot.waitExposed(box):
        box.show()
    made.setText("10 words " * count)
    made.show()
    qtbot.wait(1)
    needed = made.fontMetrics().horizontalAdvance("10 words " * count)
    assert made.width() >= needed
