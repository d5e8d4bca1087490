from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter

from darkviewer.gui.review.table_paint import (
    fitting,
    paint_block,
    paint_line,
    semibold,
    title_font,
)
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES

pytestmark = pytest.mark.usefixtures("qapp")


def test_the_longest_wording_that_fits() -> None:
    lines = ("a long title", "a long figure"), ("a title", "figure"), ("t", "")
    font = fonts.small()
    metrics = QFontMetrics(font)
    whole = sum(map(metrics.horizontalAdvance, lines[0])) + 13
    of = font, font
    assert fitting(lines, of, whole) == lines[0]
    assert fitting(lines, of, whole - 1) == lines[1]
    assert fitting(lines, of, 1) == lines[2]


def test_no_number_is_cut() -> None:
    """A number whose end is missing is another number."""

    def drawn(words: str) -> QImage:
        picture = QImage(60, 20, QImage.Format.Format_RGB32)
        picture.fill(QColor("black"))
        painter = QPainter(picture)
        painter.setFont(fonts.small())
        paint_line(painter, picture.rect(), [(words, "")], ("white", "white"))
        painter.end()
        return picture

    assert drawn("flux 123456789") == drawn("flux 987654321")


def test_titles_are_small_and_heavy() -> None:
    assert title_font().pointSizeF() < fonts.small().pointSizeF()
    assert semibold(fonts.body()).weight() > fonts.body().weight()


def test_what_is_not_known_has_a_frame() -> None:
    picture = QImage(30, 30, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    palette = PALETTES["dark"]
    paint_block(painter, QRect(0, 0, 30, 30), None, None, palette)
    painter.end()
    assert picture.pixelColor(0, 0) == QColor(palette.line)
    assert picture.pixelColor(15, 15) == QColor(palette.background)
