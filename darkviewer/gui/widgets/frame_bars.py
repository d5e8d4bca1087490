"""One bar per frame: its hot pixels, what is odd, and which one is on show."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from darkviewer.core.foreign_text import shown
from darkviewer.core.health.outliers import outliers
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES, Palette
from darkviewer.gui.text.numbers import count_of

__all__ = ["FrameBars"]

PITCH = 38.0  # from one bar to the next while there is room
GAP = 4.0
SMALLEST_PITCH_WITH_GAP = 6.0
NUMBER_ROOM = 30.0  # a number under every bar needs this much, else under every n-th
HEIGHT = 58
_CROSS = 5.0  # half the width of the mark of a frame that was left out
_HATCH = Qt.BrushStyle.BDiagPattern
FOOT = 16  # for the numbers
HEAD = 6  # for the mark of an outlier


_NONE: Mapping[int, str] = MappingProxyType({})


def _same(some: NDArray[Any] | None, others: NDArray[Any] | None) -> bool:
    if some is None or others is None:
        return some is others
    return np.array_equal(some, others)


class FrameBars(QWidget):
    """One bar per frame; clicking or dragging asks for a frame."""

    frame_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frames = 0
        self._current = 0
        self._counts: NDArray[np.int64] | None = None
        self._most = 0  # of the counts
        self._odd: list[int] = []  # frames with far more than the others
        self._left_out: dict[int, str] = {}  # place of a frame, why it was left out
        self._names: tuple[str, ...] = ()
        self._numbers: dict[int, int] = {}  # place of a frame, its number
        self._pointed: float | None = None  # where the cursor was last
        self._palette = PALETTES["dark"]
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Hot pixels per frame")

    def sizeHint(self) -> QSize:
        """A comfortable bar for every frame."""
        return QSize(round(self._frames * PITCH), fonts.scaled(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Any number of frames fits: the bars get thinner."""
        return QSize(80, fonts.scaled(HEIGHT))

    def set_frames(
        self,
        names: tuple[str, ...],
        counts: NDArray[np.int64] | None,
        *,
        left_out: Mapping[int, str] = _NONE,
    ) -> None:
        """Show these frames; without counts there are only places.

        Of those left out the reason is known and no count.
        """
        if (names, dict(left_out)) == (self._names, self._left_out) and _same(
            counts, self._counts
        ):
            return
        self._names, self._counts, self._left_out = names, counts, dict(left_out)
        used = [n for n in range(len(names)) if n not in self._left_out]
        self._numbers = {place: n for n, place in enumerate(used, start=1)}
        self._most = 0 if counts is None or not used else int(counts[used].max())
        odd = [] if counts is None else np.flatnonzero(outliers(counts[used])).tolist()
        self._odd = [used[n] for n in odd]
        if len(names) != self._frames:
            self._frames = len(names)
            self.setMaximumWidth(max(round(self._frames * PITCH), 80))
            self.updateGeometry()
        self._tell()
        self.update()

    def set_current(self, frame: int) -> None:
        """Highlight the frame on show."""
        self._current = frame
        self.update()

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        self._palette = palette
        self.update()

    def bar_rect(self, frame: int) -> QRectF:
        """Position of a frame's bar."""
        pitch, full = self._pitch(), self.height() - fonts.scaled(FOOT) - HEAD
        gap = GAP if pitch >= SMALLEST_PITCH_WITH_GAP else 0.0
        tall = 2.0
        if frame in self._left_out:
            tall = float(full)
        elif self._counts is not None and self._most > 0:
            tall = max(tall, full * float(self._counts[frame]) / self._most)
        return QRectF(frame * pitch, HEAD + full - tall, pitch - gap, tall)

    def _pitch(self) -> float:
        return min(PITCH, self.width() / max(self._frames, 1))

    def _frame_at(self, x: float) -> int:
        return int(np.clip(x // self._pitch(), 0, self._frames - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the frame under the cursor."""
        if self._frames and event.buttons() & Qt.MouseButton.LeftButton:
            self.frame_requested.emit(self._frame_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A drag goes through the frames; the tip is that of the one below."""
        self._pointed = event.position().x()
        self._tell()
        self.mousePressEvent(event)

    def _tell(self) -> None:
        """Name and count of the frame under the cursor."""
        if self._frames and self._pointed is not None:
            self.setToolTip(self._words(self._frame_at(self._pointed)))
        else:
            self.setToolTip("")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """One frame per notch."""
        step = -1 if event.angleDelta().y() > 0 else 1
        if self._frames and event.angleDelta().y():
            self.frame_requested.emit(self._current + step)

    def _words(self, frame: int) -> str:
        if frame in self._left_out:
            why = shown(self._left_out[frame])
            return f"{self._names[frame]} · left out of the master: {why}"
        parts = [f"frame {self._numbers[frame]}", self._names[frame]]
        if self._counts is not None:
            parts.append(count_of(int(self._counts[frame]), "hot pixel"))
            if frame in self._odd:
                parts.append("far more than the others")
        return " · ".join(parts)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bars, marks of outliers, numbers."""
        if not self._frames:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self._palette
        special = {*self._odd, *self._left_out, self._current}
        plain = [frame for frame in range(self._frames) if frame not in special]
        fill = palette.secondary if self._thin() else palette.raised
        self._paint_bars(painter, plain, fill, palette.line)
        self._paint_bars(painter, self._odd, palette.warn, palette.warn)
        if self._current not in self._left_out:
            self._paint_bars(painter, [self._current], palette.accent, palette.accent)
        for frame in self._left_out:
            self._paint_left_out(painter, frame)
        for frame in self._odd:
            self._paint_outlier(painter, self.bar_rect(frame))
        self._paint_numbers(painter)

    def _thin(self) -> bool:
        return self.bar_rect(0).width() < SMALLEST_PITCH_WITH_GAP

    def _paint_bars(
        self, painter: QPainter, frames: list[int], fill: str, edge: str
    ) -> None:
        """All of one look at once: there may be a thousand."""
        thin = self._thin()
        painter.setPen(Qt.PenStyle.NoPen if thin else QPen(QColor(edge), 1))
        painter.setBrush(QColor(fill))
        boxes = [self.bar_rect(frame).adjusted(0.5, 0.5, -0.5, 0) for frame in frames]
        if thin:
            painter.drawRects(boxes)
            return
        path = QPainterPath()
        for box in boxes:
            path.addRoundedRect(box, 2, 2)
        painter.drawPath(path)

    def _paint_outlier(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._palette.warn))
        tip = box.center()
        tip.setY(box.top() - 1)
        corners = (tip.x() - 3, tip.y() - 5), (tip.x() + 3, tip.y() - 5), tip.toTuple()
        painter.drawPolygon(QPolygonF.fromList(_points(corners)))

    def _paint_left_out(self, painter: QPainter, frame: int) -> None:
        """Hatched, with a red cross: seen at a glance, whatever the colour."""
        palette, box = self._palette, self.bar_rect(frame).adjusted(0.5, 0.5, -0.5, 0)
        current = frame == self._current
        painter.setPen(QPen(QColor(palette.accent if current else palette.line), 1))
        painter.setBrush(QBrush(QColor(palette.secondary), _HATCH))
        painter.drawRect(box)
        arm = min(box.width() / 2 - 1, _CROSS)
        if arm < 1:
            return
        painter.setPen(QPen(QColor(palette.bad), 2))
        x, y = box.center().x(), box.center().y()
        painter.drawLine(QPointF(x - arm, y - arm), QPointF(x + arm, y + arm))
        painter.drawLine(QPointF(x - arm, y + arm), QPointF(x + arm, y - arm))

    def _paint_numbers(self, painter: QPainter) -> None:
        pitch, foot = self._pitch(), fonts.scaled(FOOT)
        room = fonts.scaled(NUMBER_ROOM)
        every = max(1, int(np.ceil(room / pitch)))
        painter.setFont(fonts.small())  # its own would follow the style sheet
        metrics = QFontMetricsF(painter.font())
        here = self.bar_rect(self._current).center().x()
        for frame in {*range(0, self._frames, every), self._current}:
            current = frame == self._current
            middle = self.bar_rect(frame).center().x()
            if not current and every > 1 and abs(middle - here) < room:
                continue
            colour = self._palette.text if current else self._palette.secondary
            painter.setPen(QColor(colour))
            number = str(self._numbers.get(frame, "×"))
            wide = metrics.horizontalAdvance(number) + 2
            left = min(max(middle - wide / 2, 0), self.width() - wide)
            side = Qt.AlignmentFlag.AlignHCenter
            painter.drawText(
                QRectF(left, self.height() - foot, wide, foot),
                int(side | Qt.AlignmentFlag.AlignVCenter),
                number,
            )


def _points(corners: tuple[tuple[float, float], ...]) -> list[QPointF]:
    return [QPointF(x, y) for x, y in corners]
