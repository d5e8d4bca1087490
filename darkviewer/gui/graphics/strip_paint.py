"""How a strip looks: band, lines with grips, points, arrows, crosses and words."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from darkviewer.gui.graphics.badge import paint_badge
from darkviewer.gui.graphics.strip_plot import GRIP, StripPlot

if TYPE_CHECKING:
    from darkviewer.gui.style.theme import Palette

__all__ = ["paint_strip"]

_COLUMN_PX = 8.0
"""Width of the column of the frame on show."""

_DOT = 2.5
_ARM = 3.5
_CENTRED = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def paint_strip(
    painter: QPainter, plot: StripPlot, current: int, palette: Palette
) -> None:
    """Everything right of the name.

    Parameters
    ----------
    painter : QPainter
        With the font of the words.
    plot : StripPlot
        What lies where.
    current : int
        The frame on show.
    palette : Palette
        Colours.
    """
    data = plot.data
    if data.known:
        painter.fillRect(_band(plot), QColor(palette.accent_fill))
    _paint_current(painter, plot, current, palette)
    if not data.known:
        painter.setPen(QColor(palette.secondary))
        painter.drawText(plot.box, _CENTRED, data.words)
        return
    _paint_limits(painter, plot, palette)
    _paint_line(painter, plot, palette)
    for frame in data.known:
        if plot.beyond(frame) == 0 and frame not in data.left_out:
            _paint_point(painter, plot, frame, palette, chosen=frame == current)
    _paint_arrows(painter, plot, current, palette)
    _paint_crosses(painter, plot, palette)


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
        for value, y in zip(plot.scale, (box.bottom(), box.top()), strict=True):
            painter.drawText(plot.beside(y), _LEFT, data.text(value))
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
    known = frozenset(data.known)
    used = [frame for frame in data.axis.ordered if frame not in data.left_out]
    for frame, after in itertools.pairwise(used):
        if frame in known and after in known:
            painter.drawLine(plot.point(frame), plot.point(after))


def _paint_point(
    painter: QPainter, plot: StripPlot, frame: int, palette: Palette, *, chosen: bool
) -> None:
    at = plot.point(frame)
    if frame in plot.data.odd:
        paint_badge(painter, at, plot.data.level, palette)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(palette.accent if chosen else palette.text))
    size = _DOT + 1 if chosen else _DOT
    painter.drawEllipse(at, size, size)


def _paint_arrows(
    painter: QPainter, plot: StripPlot, current: int, palette: Palette
) -> None:
    """What is off the scale, with its number where that has room."""
    data = plot.data
    metrics = painter.fontMetrics()
    taken: list[QRectF] = []
    off = [frame for frame in data.known if plot.beyond(frame)]
    for frame in sorted(off, key=lambda one: one != current):  # that one's number first
        odd = frame in data.odd or frame in data.left_out
        colour = QColor(getattr(palette, data.level) if odd else palette.text)
        side, x = plot.beyond(frame), plot.x_of(frame)
        y = plot.box.top() - 6 if side > 0 else plot.box.bottom() + 1
        painter.setPen(QPen(colour, 1.5))
        tip = y if side > 0 else y + _ARM
        for arm in (-_ARM, _ARM):
            foot = QPointF(x + arm, tip + side * _ARM)
            painter.drawLine(QPointF(x, tip), foot)
        words = data.text(float(data.values[frame]))
        width, height = metrics.horizontalAdvance(words) + 2, plot.line_height
        left = (
            x + 2 * _ARM if x + 2 * _ARM + width <= plot.box.right() else x - width - 6
        )
        top = min(y + _ARM / 2 - height / 2, plot.whole.bottom() - height)
        where = QRectF(left, max(top, 0.0), width, height)
        if not any(where.intersects(other) for other in taken):
            painter.setPen(colour)
            painter.drawText(where, _LEFT, words)
            taken.append(where)
        taken.append(QRectF(x - _ARM, where.top(), 2 * _ARM, height))


def _paint_crosses(painter: QPainter, plot: StripPlot, palette: Palette) -> None:
    """Frames that are left out, at the top where their value is not known."""
    painter.setPen(QPen(QColor(palette.bad), 1.6))
    for frame in sorted(plot.data.left_out & set(plot.data.axis.ordered)):
        at = plot.point(frame)
        across = QPointF(_ARM, _ARM), QPointF(_ARM, -_ARM)
        for arm in across:
            painter.drawLine(at - arm, at + arm)
