"""The shape of a mark, drawn once and kept: on the image and in the table alike."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF
from shiboken6 import wrapInstance

if TYPE_CHECKING:
    from darkviewer.gui.graphics.markers import Mark

__all__ = ["SWATCH", "draw_stamps", "drawn", "paint_mark", "swatch"]

LINE = 1.6
HALO = 1.1  # dark, on both sides of the line: no background is like line and halo both
HALO_ALPHA = 180
SWATCH = 10
_FRAGMENT = 10  # numbers: centre, corner, size, scale, rotation, opacity


def drawn(mark: Mark, radius: float, ratio: float) -> QPixmap:
    """An outline; `radius` in widget pixels, `ratio` of device to widget pixels."""
    stamp, painter = _blank(ceil(2 * (radius + LINE + HALO)), ratio)
    paint_mark(painter, mark, stamp.deviceIndependentSize().width() / 2, radius)
    painter.end()
    return stamp


def paint_mark(painter: QPainter, mark: Mark, middle: float, radius: float) -> None:
    """An outline around the point (middle, middle)."""
    halo = QPen(QColor(0, 0, 0, HALO_ALPHA), LINE + 2 * HALO)
    halo.setCapStyle(Qt.PenCapStyle.SquareCap)  # around the ends of a plus, too
    line = QPen(QColor(mark.colour), LINE)
    if mark.dashed:
        line.setDashPattern([2, 1.6])
    for pen in (halo, line):
        painter.setPen(pen)
        _draw(painter, mark.shape, middle, radius)


def swatch(mark: Mark, ratio: float, *, side: int = SWATCH) -> QPixmap:
    """The same, small and filled."""
    stamp, painter = _blank(side, ratio)
    painter.setPen(QPen(QColor(mark.colour), 1.4 * side / SWATCH))
    painter.setBrush(QColor(mark.colour))
    _draw(painter, mark.shape, side / 2, side / 2 - 1.2 * side / SWATCH)
    painter.end()
    return stamp


def draw_stamps(
    painter: QPainter,
    stamp: QPixmap,
    x: NDArray[np.floating],
    y: NDArray[np.floating],
) -> None:
    """Draw a pixmap around many centres at once, in widget pixels."""
    fragments = np.zeros((len(x), _FRAGMENT), np.float64)
    fragments[:, 0], fragments[:, 1] = x, y
    fragments[:, 4], fragments[:, 5] = stamp.width(), stamp.height()
    fragments[:, 6:8] = 1 / stamp.devicePixelRatio()
    fragments[:, 9] = 1
    # PySide wants the first element of a C array, and how many there are.
    kind = QPainter.PixmapFragment
    first = cast("QPainter.PixmapFragment", wrapInstance(fragments.ctypes.data, kind))
    painter.drawPixmapFragments(first, len(fragments), stamp)


def _blank(side: int, ratio: float) -> tuple[QPixmap, QPainter]:
    stamp = QPixmap(round(side * ratio), round(side * ratio))
    stamp.setDevicePixelRatio(ratio)
    stamp.fill(Qt.GlobalColor.transparent)
    painter = QPainter(stamp)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return stamp, painter


def _draw(painter: QPainter, shape: str, middle: float, r: float) -> None:
    box = QRectF(middle - r, middle - r, 2 * r, 2 * r)
    match shape:
        case "square":
            painter.drawRect(box)
        case "circle":
            painter.drawEllipse(box)
        case "triangle":
            painter.drawPolygon(_polygon(middle, (0, -r), (r, 0.8 * r), (-r, 0.8 * r)))
        case "diamond":
            painter.drawPolygon(_polygon(middle, (0, -r), (r, 0), (0, r), (-r, 0)))
        case "target":
            painter.drawEllipse(box)
            painter.setBrush(painter.pen().color())
            painter.drawEllipse(QPointF(middle, middle), 0.3 * r, 0.3 * r)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        case "plus":
            painter.drawLines(_lines(middle, (r, 0), (0, r)))
        case "cross":
            painter.drawLines(_lines(middle, (0.8 * r, 0.8 * r), (0.8 * r, -0.8 * r)))


def _polygon(middle: float, *corners: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(middle + x, middle + y) for x, y in corners])


def _lines(middle: float, *ends: tuple[float, float]) -> list[QLineF]:
    """Through the middle, to each end."""
    return [QLineF(middle - x, middle - y, middle + x, middle + y) for x, y in ends]
