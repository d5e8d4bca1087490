"""The axis below the strips: numbers, times or temperatures of the frames."""

from __future__ import annotations

from bisect import bisect

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from darkviewer.gui.models.frame_axis import FrameAxis
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES, Palette

__all__ = ["FrameFoot", "with_room"]

HEIGHT = 18
_GAP = 8.0


def with_room(axis: FrameAxis, current: int, width: float, room: float) -> list[int]:
    """Frames whose labels do not touch each other, that of the current one first.

    Parameters
    ----------
    axis : FrameAxis
        Where the frames lie.
    current : int
        The frame on show.
    width : float
        Of a label.
    room : float
        Width of the axis.
    """
    order, chosen = axis.ordered, []
    taken: list[float] = []
    first = [current] if current in order else []
    for frame in (*first, *order[:1], *order[-1:], *order):
        place = float(axis.shares[frame]) * room
        after = bisect(taken, place)
        near = taken[max(after - 1, 0) : after + 1]
        if all(abs(place - other) >= width + _GAP for other in near):
            taken.insert(after, place)
            chosen.append(frame)
    return chosen


class FrameFoot(QWidget):
    """Labels of as many frames as have room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis = FrameAxis()
        self._current = 0
        self._margins = (0, 0)
        self._palette = PALETTES["dark"]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, fonts.scaled(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """One line, however short."""
        return QSize(0, fonts.scaled(HEIGHT))

    def set_axis(self, axis: FrameAxis) -> None:
        """Label these frames."""
        if not axis.looks_like(self._axis):
            self._axis = axis
            self.update()

    def set_current(self, frame: int) -> None:
        """Emphasise the frame on show."""
        if frame != self._current:
            self._current = frame
            self.update()

    def set_margins(self, left: int, right: int) -> None:
        """Those of the strips."""
        if (left, right) != self._margins:
            self._margins = left, right
            self.update()

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        self._palette = palette
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """What the labels are, and the labels."""
        painter = QPainter(self)
        painter.setFont(fonts.small())
        metrics, axis, height = QFontMetricsF(fonts.small()), self._axis, self.height()
        left, right = self._margins
        painter.setPen(QColor(self._palette.secondary))
        centred = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(7, 0, left, height), centred, axis.title)
        room = max(self.width() - left - right, 10)
        longest = max(axis.labels, key=len, default="")  # figures are equally wide
        width = metrics.horizontalAdvance(longest)
        for frame in with_room(axis, self._current, width, room):
            chosen = frame == self._current
            colour = self._palette.text if chosen else self._palette.secondary
            painter.setPen(QColor(colour))
            middle = left + float(axis.shares[frame]) * room
            box = QRectF(middle - width / 2 - 1, 0, width + 2, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, axis.labels[frame])
