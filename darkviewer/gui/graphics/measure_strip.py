"""One measure of all frames as a line: which frame stands out?"""

from __future__ import annotations

import itertools
from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES, Palette
from darkviewer.gui.text.numbers import number

if TYPE_CHECKING:
    from darkviewer.gui.models.frame_columns import FrameColumn

__all__ = ["MeasureStrip"]

HEIGHT = 56
FOOT = 18  # for the numbers of the frames
WORDS_PX = 96
LIMITS_PX = 64
_DOT = 2.5
_MARK = 4.0
_EDGE = 7.0
"""Above and below the points, where the marks of what is off the scale stand."""
_ROBUST = 6.0
"""Sigmas of the middle half that the scale shows: one outlier squeezes no other."""


class MeasureStrip(QWidget):
    """Title and value of the frame on show, the points, and the ends of the scale.

    Parameters
    ----------
    column : FrameColumn
        What is drawn.
    axis : bool
        Whether the numbers of the frames are below it.
    """

    frame_requested = Signal(int)

    def __init__(
        self, column: FrameColumn, *, axis: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.column = column
        self._axis = axis
        self.title = column.title.replace("\n", " ")
        self._values = np.empty(0)
        self._names: tuple[str, ...] = ()
        self._flagged: frozenset[int] = frozenset()
        self._current = 0
        self._palette = PALETTES["dark"]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(f"{self.title} of each frame")

    def sizeHint(self) -> QSize:
        """A strip; more height is more resolution."""
        return QSize(400, fonts.scaled(HEIGHT) + self._foot())

    def minimumSizeHint(self) -> QSize:
        """The words, and some points."""
        width = fonts.scaled(WORDS_PX + LIMITS_PX + 60)
        return QSize(width, fonts.scaled(HEIGHT // 2) + self._foot())

    def set_values(
        self,
        names: tuple[str, ...],
        values: NDArray[np.float64],
        flagged: Collection[int] = (),
    ) -> None:
        """Show these frames; NaN leaves a gap, flagged ones are squares."""
        self._names, self._values = names, values
        self._flagged = frozenset(flagged)
        self.update()

    def set_current(self, frame: int) -> None:
        """Emphasise the frame on show."""
        self._current = frame
        self.update()

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        self._palette = palette
        self.update()

    @property
    def scale(self) -> tuple[float, float]:
        """Lowest and highest value on the scale; what is beyond is an arrow."""
        known = self._values[np.isfinite(self._values)]
        if not known.size:
            return 0.0, 1.0
        low, quarter, middle, three, high = np.percentile(known, [0, 25, 50, 75, 100])
        reach = _ROBUST * max((three - quarter) / 1.349, abs(middle) * 1e-3, 1e-9)
        return float(max(low, middle - reach)), float(min(high, middle + reach))

    def point(self, frame: int) -> QPointF:
        """Position of a frame's value; at an edge where it is off the scale."""
        plot, (low, high) = self._plot(), self.scale
        share = 0.5
        if high > low:
            share = float(np.clip((self._values[frame] - low) / (high - low), 0, 1))
        return QPointF(self._x(frame), plot.bottom() - share * plot.height())

    def _plot(self) -> QRectF:
        left, right = fonts.scaled(WORDS_PX), fonts.scaled(LIMITS_PX)
        width = max(self.width() - left - right, 10)
        height = self.height() - self._foot() - 2 * _EDGE
        return QRectF(left, _EDGE, width, max(height, 4))

    def _foot(self) -> int:
        return fonts.scaled(FOOT) if self._axis else 0

    def _x(self, frame: int) -> float:
        plot = self._plot()
        return plot.left() + plot.width() * (frame + 0.5) / max(len(self._values), 1)

    def _frame_at(self, x: float) -> int:
        plot, frames = self._plot(), len(self._values)
        return int(np.clip((x - plot.left()) / plot.width() * frames, 0, frames - 1))

    # Qt's events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the frame under the cursor."""
        inside = event.position().x() >= self._plot().left()
        if len(self._values) and inside and event.buttons() & Qt.MouseButton.LeftButton:
            self.frame_requested.emit(self._frame_at(event.position().x()))

    mouseMoveEvent = mousePressEvent

    def wheelEvent(self, event: QWheelEvent) -> None:
        """One frame per notch."""
        if len(self._values) and event.angleDelta().y():
            step = -1 if event.angleDelta().y() > 0 else 1
            self.frame_requested.emit(self._current + step)

    def event(self, event: QEvent) -> bool:
        """Tell name and value of the frame under the cursor."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = self.column.tip
            if len(self._values) and event.pos().x() >= self._plot().left():
                frame = self._frame_at(event.pos().x())
                words = f"{self._names[frame]}: {self._text(self._values[frame])}"
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def _text(self, value: float) -> str:
        if not np.isfinite(value):
            return "–"
        whole = abs(value) >= 10_000 or np.all(self._values % 1 == 0)
        return number(float(value), 0 if whole else 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Words, the frame on show as a column, the line, the points."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_words(painter)
        if not len(self._values):
            return
        plot = self._plot()
        known = bool(np.isfinite(self._values).any())
        if known:
            painter.fillRect(plot, QColor(self._palette.accent_fill))
        here = QColor(self._palette.secondary)
        here.setAlphaF(0.25)
        width = max(plot.width() / len(self._values), 3.0)
        column = QRectF(self._x(self._current) - width / 2, 0, width, self.height())
        painter.fillRect(column, here)
        if known:
            self._paint_line(painter)
            self._paint_points(painter)
        if self._axis:
            self._paint_axis(painter)

    def _paint_axis(self, painter: QPainter) -> None:
        """Numbers of the frames, as many as have room, that of the current one too."""
        plot, frames = self._plot(), len(self._values)
        painter.setFont(fonts.small())
        metrics = painter.fontMetrics()
        room = metrics.horizontalAdvance(f" {frames} ") + 8
        every = max(1, int(np.ceil(room * frames / plot.width())))
        for frame in {*range(0, frames, every), self._current}:
            chosen, x = frame == self._current, self._x(frame)
            if not chosen and 0 < abs(x - self._x(self._current)) < room:
                continue
            palette = self._palette
            painter.setPen(QColor(palette.text if chosen else palette.secondary))
            box = QRectF(x - room / 2, self.height() - self._foot(), room, self._foot())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(frame + 1))

    def _paint_words(self, painter: QPainter) -> None:
        palette, plot = self._palette, self._plot()
        painter.setFont(fonts.small())
        line = painter.fontMetrics().height()
        left = QRectF(0, _EDGE - 3, plot.left() - 8, line)
        painter.setPen(QColor(palette.text))
        painter.drawText(left, Qt.AlignmentFlag.AlignLeft, self.title)
        painter.setPen(QColor(palette.secondary))
        known = self._current < len(self._values)
        words = self._text(self._values[self._current]) if known else "–"
        left.translate(0, line)
        painter.drawText(left, Qt.AlignmentFlag.AlignLeft, words)
        if not np.isfinite(self._values).any():
            return
        right = QRectF(plot.right() + 6, _EDGE - 3, fonts.scaled(LIMITS_PX) - 8, line)
        low, high = self.scale
        painter.drawText(right, Qt.AlignmentFlag.AlignLeft, self._text(high))
        right.moveBottom(plot.bottom() + 3)
        painter.drawText(right, Qt.AlignmentFlag.AlignLeft, self._text(low))

    def _paint_line(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(self._palette.secondary), 1))
        known = np.flatnonzero(np.isfinite(self._values)).tolist()
        for frame, after in itertools.pairwise(known):
            if after == frame + 1:
                painter.drawLine(self.point(frame), self.point(after))

    def _paint_points(self, painter: QPainter) -> None:
        palette, (low, high) = self._palette, self.scale
        painter.setPen(Qt.PenStyle.NoPen)
        for frame in np.flatnonzero(np.isfinite(self._values)).tolist():
            at, value = self.point(frame), self._values[frame]
            beyond = value > high or value < low
            if beyond or frame in self._flagged:
                painter.setBrush(QColor(palette.warn))
                box = QRectF(-_MARK, -_MARK, 2 * _MARK, 2 * _MARK)
                painter.drawRect(box.translated(at))
            else:
                chosen = frame == self._current
                painter.setBrush(QColor(palette.accent if chosen else palette.text))
                size = _DOT + 1 if chosen else _DOT
                painter.drawEllipse(at, size, size)
