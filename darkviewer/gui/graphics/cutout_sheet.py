"""Cutouts side by side with captions, for a picture to be saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from darkviewer.gui.graphics.stamp_paint import cells, paint_outside, stamp_picture
from darkviewer.gui.style import fonts

if TYPE_CHECKING:
    from darkviewer.core.display.cutout import Cutout
    from darkviewer.gui.style.theme import Palette

__all__ = ["CutoutSheet", "Stamped"]

_WIDTH = 1000.0  # of a full row, in the window's pixels
_AIR = 12.0
_SIDE = 126.0  # of a cutout: a whole number of times 21 pixels, nearly of 5


@dataclass(frozen=True, slots=True, eq=False)
class Stamped:
    """A cutout, and the lines below it."""

    cutout: Cutout
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class CutoutSheet:
    """A part of a picture, see `picture_sheet.Part`.

    Each cutout is linear from its lowest value (black) to its highest (white).

    Attributes
    ----------
    stamps : tuple of Stamped
        Row by row.
    scale : float
        Pixels of the picture for one of the window.
    palette : Palette
        Colours.
    """

    stamps: tuple[Stamped, ...]
    scale: float
    palette: Palette

    @property
    def width(self) -> int:
        """In pixels of the picture."""
        return round((self._columns * self._cell[0] + _AIR) * self.scale)

    @property
    def height(self) -> int:
        """In pixels of the picture."""
        rows = -(-len(self.stamps) // self._columns)
        return round((rows * self._cell[1] + _AIR) * self.scale)

    @property
    def _columns(self) -> int:
        """Of a full row; a few cutouts need no more than their own."""
        room = max(int(_WIDTH // self._cell[0]), 1)
        return max(min(room, len(self.stamps)), 1)

    @property
    def _cell(self) -> tuple[float, float]:
        """Width and height of a cutout with its words."""
        metrics = QFontMetricsF(fonts.small())
        lines = [line for stamp in self.stamps for line in stamp.words]
        longest = max(lines, key=len, default="")
        words = max((len(stamp.words) for stamp in self.stamps), default=0)
        wide = max(metrics.horizontalAdvance(longest) + _AIR, _SIDE)
        return wide + _AIR, _SIDE + words * metrics.height() + _AIR

    def paint(self, painter: QPainter, top: int, bottom: int) -> None:
        """The rows that the band shows."""
        painter.scale(self.scale, self.scale)
        columns, (wide, high) = self._columns, self._cell
        for place, stamp in enumerate(self.stamps):
            row, column = divmod(place, columns)
            y = _AIR + row * high
            if (y + high) * self.scale >= top and y * self.scale < bottom:
                left = _AIR / 2 + column * wide
                self._paint_stamp(painter, QRectF(left, y, wide, high), stamp)

    def _paint_stamp(self, painter: QPainter, box: QRectF, stamp: Stamped) -> None:
        square = QRectF(box.center().x() - _SIDE / 2, box.top(), _SIDE, _SIDE)
        smooth = QPainter.RenderHint.SmoothPixmapTransform
        painter.setRenderHint(smooth, False)
        painter.drawImage(square, stamp_picture(stamp.cutout, self.palette))
        if not stamp.cutout.inside.all():
            places = cells(square, len(stamp.cutout.values), 0.0)
            paint_outside(painter, places, stamp.cutout, self.palette)
        painter.setFont(fonts.small())
        painter.setPen(QColor(self.palette.text))
        line = painter.fontMetrics().height()
        for place, words in enumerate(stamp.words):
            y = square.bottom() + 2 + place * line
            below = QRectF(box.left(), y, box.width(), line)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, words)
            painter.setPen(QColor(self.palette.secondary))
