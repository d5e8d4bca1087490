"""The mark of how sound something is: disc, square or diamond; a ring is quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from darkviewer.gui.style.theme import Palette

__all__ = ["BadgeMark", "paint_badge"]


def paint_badge(
    painter: QPainter,
    centre: QPointF,
    level: str,
    palette: Palette,
    *,
    hollow: bool = False,
) -> None:
    """Shape and colour say the same: never colour alone. What is settled is hollow."""
    if level == "quiet":
        painter.setPen(QPen(QColor(palette.secondary), 1.3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, 4, 4)
        return
    colour = QColor(getattr(palette, level or "line"))
    if hollow:
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
    if level == "bad":
        r = 6.0
        x, y = centre.x(), centre.y()
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(x, y - r),
                    QPointF(x + r, y),
                    QPointF(x, y + r),
                    QPointF(x - r, y),
                ]
            )
        )
    elif level == "warn":
        painter.drawRoundedRect(
            QRectF(centre.x() - 4.5, centre.y() - 4.5, 9, 9), 1.5, 1.5
        )
    else:
        painter.drawEllipse(centre, 4.5, 4.5)


class BadgeMark(QWidget):
    """The same beside words that say it, too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.level = ""
        self._palette: Palette | None = None

    def show_level(self, level: str, palette: Palette) -> None:
        """Another level, or other colours; empty: no mark."""
        self.level, self._palette = level, palette
        self.update()

    def sizeHint(self) -> QSize:
        """Of the largest shape."""
        return QSize(16, 16)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """One shape in the middle."""
        if self.level and self._palette is not None:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            centre = QRectF(self.rect()).center()
            paint_badge(painter, centre, self.level, self._palette)
