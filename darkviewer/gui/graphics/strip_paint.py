"""How a strip looks: band, lines with grips, points, arrows, crosses and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from darkviewer.gui.graphics.badge import paint_badge
from darkviewer.gui.graphics.strip_plot import GRIP, StripPlot

if TYPE_CHECKING:
    from darkviewer.gui.style.theme import Palette

__all__ = ["paint_frame", "paint_strip"]

_COLUMN_PX = 8.0
"""Width of the column of the frame on show."""

_DOT = 2.5
_ARM = 3.5
_CENTRED = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def paint_strip(
    painter: QPainter, plot: StripPlot, current: int, palette: Palette
) -> None:
    """Everything right of the name, but for the frame on show.

    Parameters
    ----------
    painter : QPainter
        With the font of the words.
    plot : StripPlot
        What lies where.
    current : int
        The frame on show, whose number comes first where it is off the scale.
    palette : Palette
        Colours.
    """
    data = plot.data
    if not data.known:
        painter.setPen(QColor(palette.secondary))
        painter.drawText(plot.box, _CENTRED, data.words)
        return
    painter.fillRect(_band(plot), QColor(palette.accent_fill))
    _paint_limits(painter, plot, palette)
    _paint_line(painter, plot, palette)
    _paint_points(painter, plot, palette)
    _paint_arrows(painter, plot, current, palette)
    _paint_crosses(painter, plot, palette)


def paint_frame(
    painter: QPainter, plot: StripPlot, current: int, palette: Palette
) -> None:
    """The frame on show, over `paint_strip`: a column, and its point."""
    _paint_current(painter, plot, current, palette)
    data = plot.data
    seen = current in data.known and current not in data.left_out | data.odd
    if seen and not plot.beyond(current):
        painter.setPen(_round(palette.accent, 2 * _DOT + 2))
        painter.drawPoint(plot.point(current))


def _band(plot: StripPlot) -> QRectF:
    """Between the limits; the whole scale where there are none."""
    lines, box = plot.data.lines, QRectF(plot.box)
    if lines is not None:
        ends = lines.ends
        box.setTop(plot.y_of(ends["high"]))
        if "low" in ends:
            box.setBottom(plot.y_of(ends["low"]))
    return box


def _paint_current(
    painter: QPainter, plot: StripPlot, current: int, palette: Palette
) -> None:
    axis = plot.data.axis
    if current not in axis.ordered:
        return
    width = _COLUMN_PX
    if axis.kind == "frame":
        width = float(np.clip(plot.box.width() / len(axis.shares), 3.0, 2 * width))
    here = QColor(palette.secondary)
    here.setAlphaF(0.25)
    height = plot.box.bottom() + plot.box.top()
    painter.fillRect(QRectF(plot.x_of(current) - width / 2, 0, width, height), here)


def _paint_limits(painter: QPainter, plot: StripPlot, palette: Palette) -> None:
    """Lines with their values; without limits the ends of the scale, quietly."""
    data, box = plot.data, plot.box
    accent = QColor(palette.accent)
    if data.lines is None:
        painter.setPen(QColor(palette.secondary))
        for value in sorted(set(plot.scale)):  # one where all are equal
            painter.drawText(plot.beside(plot.y_of(value)), _LEFT, data.text(value))
        return
    boxes = plot.value_boxes()
    for end, value in data.lines.ends.items():
        y = plot.y_of(value)
        painter.setPen(QPen(accent, 1))
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawRoundedRect(GRIP.translated(box.right(), y), 2, 2)
        painter.setPen(accent if data.lines.band.own else QColor(palette.text))
        painter.drawText(boxes[end], _LEFT, data.text(value))


def _paint_line(painter: QPainter, plot: StripPlot, palette: Palette) -> None:
    """From frame to frame that is used; a gap where a value is not known."""
    data = plot.data
    if data.axis.kind == "temperature":
        return
    painter.setPen(QPen(QColor(palette.secondary), 1))
    used = [frame for frame in data.axis.ordered if frame not in data.left_out]
    order, points = np.array(used, np.intp), plot.points()
    unknown = np.isnan(data.values)
    for part in np.split(order, np.flatnonzero(unknown[order])):
        painter.drawPolyline(_polygon(points[part[~unknown[part]]]))


def _paint_points(painter: QPainter, plot: StripPlot, palette: Palette) -> None:
    """Used frames as discs, those that a check names by its mark."""
    data, points = plot.data, plot.points()
    hidden = data.left_out.union(plot.off_scale())
    seen = [frame for frame in data.known if frame not in hidden]
    plain = [frame for frame in seen if frame not in data.odd]
    painter.setPen(_round(palette.text, 2 * _DOT))
    painter.drawPoints(_polygon(points[np.array(plain, np.intp)]))
    for frame in data.odd.intersection(seen):
        paint_badge(painter, QPointF(*points[frame]), data.level, palette)


def _round(colour: str, size: float) -> QPen:
    shapes = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap
    return QPen(QColor(colour), size, *shapes)


def _polygon(points: NDArray[np.float64]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points.tolist()])


def _paint_arrows(
    painter: QPainter, plot: StripPlot, current: int, palette: Palette
) -> None:
    """What is off the scale, with its number where that has room."""
    data, metrics = plot.data, painter.fontMetrics()
    boxes = {frame: _arrow_box(plot, frame) for frame in plot.off_scale()}
    written: list[QRectF] = []
    # The number of the frame on show comes first: others may have no room.
    for frame in sorted(boxes, key=lambda one: one != current):
        odd = frame in data.odd or frame in data.left_out
        colour = QColor(getattr(palette, data.level) if odd else palette.text)
        painter.setPen(QPen(colour, 1.5))
        _paint_arrow(painter, plot, frame)
        box, words = boxes[frame], data.text(float(data.values[frame]))
        width = metrics.horizontalAdvance(words) + 2
        where = QRectF(box.right() + _ARM, box.top(), width, box.height())
        if not _free(plot, where):
            where.moveRight(box.left() - _ARM)
        others = [other for name, other in boxes.items() if name != frame]
        if not any(map(where.intersects, (*written, *others))):
            painter.setPen(colour)
            painter.drawText(where, _LEFT, words)
            written.append(where)


def _arrow_y(plot: StripPlot, frame: int) -> float:
    return plot.box.top() - 6 if plot.beyond(frame) > 0 else plot.box.bottom() + 1


def _arrow_box(plot: StripPlot, frame: int) -> QRectF:
    """The line of text in which an arrow stands."""
    height = plot.line_height
    top = _arrow_y(plot, frame) + _ARM / 2 - height / 2
    top = max(min(top, plot.whole.bottom() - height), 0.0)
    return QRectF(plot.x_of(frame) - _ARM, top, 2 * _ARM, height)


def _paint_arrow(painter: QPainter, plot: StripPlot, frame: int) -> None:
    side, x, y = plot.beyond(frame), plot.x_of(frame), _arrow_y(plot, frame)
    tip = y if side > 0 else y + _ARM
    for arm in (-_ARM, _ARM):
        painter.drawLine(QPointF(x, tip), QPointF(x + arm, tip + side * _ARM))


def _free(plot: StripPlot, where: QRectF) -> bool:
    """Whether a number can be written there: not over what is written at the right."""
    ends = plot.beside(plot.box.top()), plot.beside(plot.box.bottom())
    written = tuple(plot.value_boxes().values()) or ends
    inside = where.right() <= plot.whole.right()
    return inside and not any(map(where.intersects, written))


def _paint_crosses(painter: QPainter, plot: StripPlot, palette: Palette) -> None:
    """Frames that are left out, at the top where their value is not known."""
    painter.setPen(QPen(QColor(palette.bad), 1.6))
    for frame in sorted(plot.data.left_out & set(plot.data.axis.ordered)):
        at = plot.point(frame)
        across = QPointF(_ARM, _ARM), QPointF(_ARM, -_ARM)
        for arm in across:
            painter.drawLine(at - arm, at + arm)
