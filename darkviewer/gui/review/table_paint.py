"""What the painted parts of the light table share: lines, hatches, brackets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QImage, QPainter, QPen

from darkviewer.gui.graphics.stamp_paint import stamp_picture
from darkviewer.gui.review.plan import CELLS, SIDE
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import mixed
from darkviewer.gui.text.numbers import without_cut_number

if TYPE_CHECKING:
    from darkviewer.core.display.cutout import Cutout
    from darkviewer.core.display.stretch import Stretch
    from darkviewer.gui.style.theme import Palette

__all__ = [
    "Line",
    "fitting",
    "hatch",
    "paint_block",
    "paint_brackets",
    "paint_line",
    "semibold",
    "title_font",
]

MISSING = 0.38
"""Colour of a hatch: this part of the way from the panel to quiet text."""

BRACKET_PX = 1.5
BRACKET_PART = 0.36  # of a side that a bracket takes, from each corner
LETTER_SPACING = 0.6
_VCENTRE = Qt.AlignmentFlag.AlignVCenter
_SLACK = 3  # what metrics round
_GAP = 10  # of the words at the left and those at the right

Line = tuple[str, str]
"""Words at the left and at the right of a line."""


def title_font() -> QFont:
    """Of the small letter-spaced titles."""
    font = fonts.small()
    font.setPointSizeF(fonts.points(10.5))
    font.setWeight(QFont.Weight.DemiBold)
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, LETTER_SPACING)
    return font


def semibold(font: QFont) -> QFont:
    """The same, heavier."""
    heavier = QFont(font)
    heavier.setWeight(QFont.Weight.DemiBold)
    return heavier


def hatch(painter: QPainter, place: QRectF, palette: Palette, *, over: bool) -> None:
    """Lines for what is missing; `over` a picture, or in place of it."""
    size = round(place.width()), round(place.height())
    painter.drawImage(place.topLeft(), _hatched(*size, palette, over=over))


@lru_cache(maxsize=32)
def _hatched(width: int, height: int, palette: Palette, *, over: bool) -> QImage:
    """Kept: to fill with a pattern takes milliseconds."""
    picture = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent if over else QColor(palette.raised))
    painter = QPainter(picture)
    colour = QColor(mixed(palette.panel, palette.secondary, MISSING))
    painter.fillRect(picture.rect(), QBrush(colour, Qt.BrushStyle.BDiagPattern))
    painter.end()
    return picture


def paint_block(
    painter: QPainter,
    place: QRect,
    block: Cutout | None,
    stretch: Stretch | None,
    palette: Palette,
) -> None:
    """Pixels as squares; what is not known yet is the empty frame of the picture."""
    painter.fillRect(place, QColor(palette.background))
    if block is None or stretch is None:
        painter.setPen(QPen(QColor(palette.line), 1))
        painter.drawRect(place.adjusted(0, 0, -1, -1))
        return
    if not block.inside.all():
        hatch(painter, QRectF(place), palette, over=False)
    painter.drawImage(place, stamp_picture(block, palette, stretch))


def paint_brackets(painter: QPainter, place: QRect, palette: Palette) -> None:
    """Corners of the 5x5 pixels in the middle, on any grey."""
    pixel = place.width() / SIDE
    inset = (SIDE - CELLS) / 2 * pixel
    box = QRectF(place).adjusted(inset, inset, -inset, -inset)
    arm = BRACKET_PART * box.width()
    white = QColor("#e7eaee" if palette.name != "night" else palette.text)
    for colour, width in ((QColor("#000000"), BRACKET_PX + 1.5), (white, BRACKET_PX)):
        colour.setAlpha(110 if width > BRACKET_PX else 255)
        painter.setPen(QPen(colour, width, c=Qt.PenCapStyle.FlatCap))
        for x, to_x in ((box.left(), arm), (box.right(), -arm)):
            for y, to_y in ((box.top(), arm), (box.bottom(), -arm)):
                corner = QPointF(x, y)
                painter.drawLine(corner, QPointF(x + to_x, y))
                painter.drawLine(corner, QPointF(x, y + to_y))


def fitting(lines: Sequence[Line], fonts_of: tuple[QFont, QFont], room: int) -> Line:
    """The first of several wordings that fits in so many pixels, or the last."""
    left_of, right_of = (QFontMetrics(font) for font in fonts_of)
    for left, right in lines:
        gap = _GAP if left and right else 0
        wide = left_of.horizontalAdvance(left) + right_of.horizontalAdvance(right)
        if wide + gap + _SLACK <= room:
            return left, right
    return lines[-1]


def paint_line(
    painter: QPainter,
    place: QRect,
    lines: Sequence[Line],
    colours: tuple[str, str],
    *,
    heavy: QFont | None = None,
) -> None:
    """Words at the left in the painter's font, or `heavy`, and at the right.

    Of several wordings the first that fits; of the last one the right comes first, and
    the left is cut where there is no room.
    """
    font = QFont(painter.font())
    left, right = fitting(lines, (heavy or font, font), place.width())
    metrics = QFontMetrics(font)
    whole_right = metrics.elidedText(right, Qt.TextElideMode.ElideRight, place.width())
    taken = metrics.horizontalAdvance(whole_right)
    painter.setPen(QColor(colours[1]))
    painter.drawText(place, int(_VCENTRE | Qt.AlignmentFlag.AlignRight), whole_right)
    if heavy is not None:
        painter.setFont(heavy)
        metrics = QFontMetrics(heavy)
    room = max(place.width() - taken - (_GAP if taken else 0), 0)
    shown = metrics.elidedText(left, Qt.TextElideMode.ElideRight, room)
    shown = without_cut_number(left, shown)
    painter.setPen(QColor(colours[0]))
    painter.drawText(place, int(_VCENTRE | Qt.AlignmentFlag.AlignLeft), shown)
    painter.setFont(font)
