"""The mark of how sound something is: disc, square or diamond; a ring is quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

if TYPE_CHECKING:
    from darkviewer.gui.style.theme import Palette

__all__ = ["paint_badge"]


def paint_badge(
    painter: QPainter, centre: QPointF, level: str, palette: Palette
) -> None:
    """Shape and colour say the same: never colour alone."""
    if level == "quiet":
        painter.setPen(QPen(QColor(palette.secondary), 1.3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, 4, 4)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(getattr(palette, level or "line")))
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
