"""One source of e-/ADU: its name, its place on the axis of all, its value."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from darkviewer.gui.style import fonts

if TYPE_CHECKING:
    from darkviewer.gui.style.theme import Palette
    from darkviewer.gui.text.gain_words import SourceLine

__all__ = ["GainAxis", "GainRow", "axis_of"]

_HEIGHT_PX, _GAP = 22, 8
_LEAST_AXIS_PX = 48
_EDGE = 7.0
_NARROWEST = 1.1
"""The axis spans at least this factor."""


@dataclass(frozen=True, slots=True)
class GainAxis:
    """What all rows share.

    Attributes
    ----------
    low, high : float
        e-/ADU at the ends, logarithmic.
    used : float
        The value in use, a line through all rows.
    band : tuple of float, or None
        Three sigmas around what was measured.
    names_px, values_px : int
        Widths of the columns beside the axis.
    """

    low: float
    high: float
    used: float
    band: tuple[float, float] | None = None
    names_px: int = 0
    values_px: int = 0

    def place(self, value: float) -> float:
        """0 at the left end, 1 at the right."""
        value = min(max(value, self.low), self.high)
        return math.log(value / self.low) / math.log(self.high / self.low)


def axis_of(lines: tuple[SourceLine, ...], *, measured: SourceLine) -> GainAxis:
    """An axis that holds all that is known, with a margin."""
    known = [line.value for line in lines if line.value > 0]
    low, high = min(known), max(known)
    band = None
    if measured.sigma > 0:
        spread = 3 * measured.sigma
        band = max(measured.value - spread, low / 2), measured.value + spread
        low, high = min(low, band[0]), max(high, band[1])
    margin = max(math.sqrt(_NARROWEST), (high / low) ** 0.1)
    return GainAxis(low / margin, high * margin, lines[0].value, band)


class GainRow(QAbstractButton):
    """Checked when it is the one to take; what is absent cannot be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.line: SourceLine | None = None
        self._axis: GainAxis | None = None
        self._palette: Palette | None = None

    def show_line(self, line: SourceLine, axis: GainAxis, palette: Palette) -> None:
        """Another source, or another value of it."""
        self.line, self._axis, self._palette = line, axis, palette
        self.setEnabled(line.known)
        self.setText(f"{line.name}: {line.words}")  # for those who cannot see it
        self.setAccessibleName(self.text())
        self.setToolTip(line.tip)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """With a short axis."""
        least = self.minimumSizeHint()
        return QSize(least.width() + _LEAST_AXIS_PX + _GAP, least.height())

    def minimumSizeHint(self) -> QSize:
        """Name and value; the axis is given up first."""
        axis = self._axis
        columns = 0 if axis is None else axis.names_px + axis.values_px
        return QSize(columns + _GAP + 2 * _GAP, fonts.scaled(_HEIGHT_PX))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Band and line of all, mark and error bar of this one, words beside them."""
        line, axis, palette = self.line, self._axis, self._palette
        if line is None or axis is None or palette is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter, palette)
        inside = QRectF(self.rect()).adjusted(_GAP, 0, -_GAP, 0)
        quiet = not line.known
        painter.setPen(QColor(palette.secondary if quiet else palette.text))
        at_left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        at_right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inside, at_left, line.name)
        beside = int(inside.width()) - axis.names_px - _GAP
        words = painter.fontMetrics().elidedText(
            line.words, Qt.TextElideMode.ElideRight, max(beside, axis.values_px)
        )
        painter.drawText(inside, at_right, words)
        room = inside.adjusted(axis.names_px + _GAP, 0, -axis.values_px - _GAP, 0)
        wide = painter.fontMetrics().horizontalAdvance(line.words) > axis.values_px
        if quiet and wide:  # words in place of the axis
            return
        if room.width() >= _LEAST_AXIS_PX:
            _paint_axis(painter, room, axis, palette)
            if not quiet:
                _paint_mark(painter, room, axis, line, palette)

    def _paint_frame(self, painter: QPainter, palette: Palette) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(QColor(palette.accent_fill))
            painter.drawRoundedRect(self.rect(), 4, 4)
        elif self.underMouse() and self.isEnabled():
            painter.setBrush(QColor(palette.raised))
            painter.drawRoundedRect(self.rect(), 4, 4)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(palette.accent), 1))
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4
            )


def _x(room: QRectF, axis: GainAxis, value: float) -> float:
    width = room.width() - 2 * _EDGE
    return float(room.left() + _EDGE + axis.place(value) * width)


def _paint_axis(
    painter: QPainter, room: QRectF, axis: GainAxis, palette: Palette
) -> None:
    if axis.band is not None:
        left, right = (_x(room, axis, value) for value in axis.band)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.accent_fill))
        painter.drawRect(QRectF(left, room.top(), right - left, room.height()))
    painter.setPen(QPen(QColor(palette.accent), 1))
    x = math.floor(_x(room, axis, axis.used)) + 0.5  # crisp
    painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))


def _paint_mark(
    painter: QPainter,
    room: QRectF,
    axis: GainAxis,
    line: SourceLine,
    palette: Palette,
) -> None:
    """Filled and in colour for the one in use, a ring for the others."""
    in_use = line.value == axis.used and line.proposal is None
    y = room.center().y()
    ink = QColor(palette.text)
    if line.sigma > 0:
        left = _x(room, axis, max(line.value - line.sigma, axis.low))
        right = _x(room, axis, line.value + line.sigma)
        painter.setPen(QPen(ink, 1.2))
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        for end in (left, right):
            painter.drawLine(QPointF(end, y - 3), QPointF(end, y + 3))
    painter.setPen(QPen(QColor(palette.accent) if in_use else ink, 1.4))
    painter.setBrush(QColor(palette.accent if in_use else palette.panel))
    painter.drawEllipse(QPointF(_x(room, axis, line.value), y), 4, 4)
