"""The colours of the classes with their names, below a saved picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from darkviewer.core.hazard.class_map import SEVERITIES
from darkviewer.gui.graphics.class_bar import SWATCH, paint_swatch
from darkviewer.gui.graphics.picture_sheet import LEADING, MARGIN
from darkviewer.gui.style import fonts

if TYPE_CHECKING:
    from darkviewer.gui.style.theme import Palette

__all__ = ["ClassKey"]

_GAP, _BETWEEN = 5.0, 16.0


@dataclass(frozen=True, slots=True)
class ClassKey:
    """A part of a picture, see `picture_sheet.Part`; the worst class first.

    Attributes
    ----------
    width : int
        Of the picture.
    scale : float
        Pixels of the picture for one of the window's text.
    palette : Palette
        Colours.
    """

    width: int
    scale: float
    palette: Palette

    @property
    def height(self) -> int:
        """As many lines as the names need."""
        last = self._places()[-1][1]
        bottom = last.y() + QFontMetricsF(fonts.small()).height()
        return round((bottom + LEADING) * self.scale)

    def paint(self, painter: QPainter, _top: int, _bottom: int) -> None:
        """All of them: there are few."""
        painter.save()
        painter.scale(self.scale, self.scale)
        painter.setFont(fonts.small())
        metrics = QFontMetricsF(painter.font())
        for severity, at in self._places():
            down = (metrics.height() - SWATCH) / 2
            box = QRectF(at.x(), at.y() + down, SWATCH, SWATCH)
            paint_swatch(painter, box, severity, self.palette)
            painter.setPen(QColor(self.palette.text))
            base = QPointF(box.right() + _GAP, at.y() + metrics.ascent())
            painter.drawText(base, SEVERITIES[severity].name)
        painter.restore()

    def _places(self) -> list[tuple[int, QPointF]]:
        """Where each class begins; a line that is full is followed by another."""
        metrics = QFontMetricsF(fonts.small())
        room, x, y = self.width / self.scale - MARGIN, MARGIN, MARGIN
        places = []
        for severity in reversed(range(len(SEVERITIES))):
            name = metrics.horizontalAdvance(SEVERITIES[severity].name)
            wide = SWATCH + _GAP + name
            if x > MARGIN and x + wide > room:
                x, y = MARGIN, y + metrics.height() + LEADING
            places.append((severity, QPointF(x, y)))
            x += wide + _BETWEEN
        return places
