"""Rows that paint themselves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPixmap
from pytestqt.qtbot import QtBot

from darkviewer.gui.review.criteria import Criteria
from darkviewer.gui.review.painted import LEFT, draw, wide
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES


@pytest.mark.usefixtures("qapp")
def test_a_number_is_never_cut() -> None:
    """Room for four of five digits: the whole number goes, not its last digit."""

    def ink(text: str, room: float) -> int:
        canvas = QPixmap(120, 20)
        canvas.fill("black")
        painter = QPainter(canvas)
        painter.setFont(fonts.body())
        painter.setPen("white")
        draw(painter, QRectF(0, 0, room, 20), text, LEFT)
        painter.end()
        image = canvas.toImage()
        lit = (
            image.pixelColor(x, y).red() > 128 for x in range(120) for y in range(20)
        )
        return sum(lit)

    room = wide("12345", fonts.body()) - 3
    assert ink("12345", room) == ink("…", room)
    assert ink("12345", 100) > ink("…", 100)


def test_rows_take_the_room_there_is_and_no_more(qtbot: QtBot) -> None:
    rows = Criteria()
    qtbot.addWidget(rows)
    rows.resize(rows.minimumSizeHint())
    least = rows.line_height
    rows.resize(rows.sizeHint())
    most = rows.line_height
    rows.resize(rows.width(), 4 * rows.sizeHint().height())
    assert least == 15 < most == rows.line_height == 18


def test_marks_have_the_colours_of_the_palette(qtbot: QtBot) -> None:
    rows = Criteria()
    qtbot.addWidget(rows)
    rows.set_palette(PALETTES["light"])
    shown = [rows.colour(passed=passed).name() for passed in (True, False, None)]
    light = PALETTES["light"]
    assert shown == [light.ok, light.bad, light.secondary]
