"""The night's frames over time: level, noise, temperature and hot pixels, small."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from darkviewer.core.foreign_text import shown
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES, Palette
from darkviewer.gui.text.numbers import number

if TYPE_CHECKING:
    from darkviewer.gui.models.night import NightFrame

__all__ = ["ROWS", "NightPlot"]

_GAP = 8.0  # between words and points
_AIR = 4.0  # above and below the points of a row
_DOT = 4.0
_REACH = 12.0  # a click need not hit a point exactly
_MOST = 2000
"""Newest frames that are drawn: more would not be painted within a frame."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One measure; `own` ones are drawn about the median of their series."""

    title: str
    value: Callable[[NightFrame], float]
    decimals: int
    unit: str
    own: bool = True


ROWS = (
    _Row("level", lambda one: one.level_adu, 1, "ADU"),
    _Row("noise", lambda one: one.noise_adu, 2, "ADU"),
    _Row(
        "temp.",
        lambda one: np.nan if one.temperature_c is None else one.temperature_c,
        1,
        "°C",
        own=False,
    ),
    _Row("hot", lambda one: float(one.hot_px), 0, "px"),
)


class NightPlot(QWidget):
    """Four rows over one axis of time; each series has a colour and a shape.

    Level, noise and hot pixels are drawn about the median of their series, since those
    of another exposure are another matter; the value of the newest frame is written.
    """

    frame_requested = Signal(object)  # NightFrame

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frames: tuple[NightFrame, ...] = ()
        self._series: NDArray[np.int64] = np.empty(0, np.int64)
        self._times = np.empty(0)
        self._values = np.empty((len(ROWS), 0))  # as drawn
        self._palette = PALETTES["dark"]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Level, noise, temperature, hot pixels of the night")

    def sizeHint(self) -> QSize:
        """Low: it is there to be glanced at."""
        return QSize(200, round(self._row_height() * len(ROWS)))

    def minimumSizeHint(self) -> QSize:
        """The words, and a few points."""
        return QSize(round(self._left() + self._right() + 40), self.sizeHint().height())

    def set_frames(self, frames: Sequence[NightFrame]) -> None:
        """Show these, which are in the order of time."""
        self._frames = tuple(frames)[-_MOST:]
        series: dict[object, int] = {}
        keys = [(one.path, one.series) for one in self._frames]
        self._series = np.array([series.setdefault(k, len(series)) for k in keys], int)
        self._times = np.array([one.time.timestamp() for one in self._frames])
        self._values = np.array([self._drawn(row) for row in ROWS])
        self.updateGeometry()
        self.update()

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        self._palette = palette
        self.update()

    def points(self, row: int) -> NDArray[np.float64]:
        """Where the frames are drawn in a row, shape (frames, 2); NaN: nowhere."""
        box, values = self._box(row), self._values[row]
        across = _shares(self._times)
        up = _shares(values)
        return np.column_stack(
            [box.left() + across * box.width(), box.bottom() - up * box.height()]
        )

    def frame_at(self, at: QPointF) -> NightFrame | None:
        """The nearest frame, if one is near."""
        row = int(at.y() // self._row_height())
        if not self._frames or not 0 <= row < len(ROWS):
            return None
        away = np.hypot(*(self.points(row) - (at.x(), at.y())).T)
        away = np.where(np.isnan(away), np.inf, away)
        nearest = int(np.argmin(away))
        return self._frames[nearest] if away[nearest] <= _REACH else None

    def words(self, frame: NightFrame) -> str:
        """All that is drawn of a frame."""
        parts = [frame.name, f"{frame.time:%H:%M:%S}", frame.title]
        parts += [
            f"{row.title} {number(row.value(frame), row.decimals)} {row.unit}"
            for row in ROWS
            if np.isfinite(row.value(frame))
        ]
        return shown(" · ".join(parts))

    def _drawn(self, row: _Row) -> NDArray[np.float64]:
        values = np.array([row.value(one) for one in self._frames], np.float64)
        if row.own:
            for series in np.unique(self._series):
                mine = self._series == series
                known = values[mine & np.isfinite(values)]
                values[mine] -= np.median(known) if known.size else 0.0
        return values

    # places

    def _row_height(self) -> float:
        return QFontMetricsF(fonts.small()).height() + _AIR

    def _left(self) -> float:
        metrics = QFontMetricsF(fonts.small())
        return max(metrics.horizontalAdvance(row.title) for row in ROWS) + _GAP

    def _right(self) -> float:
        metrics = QFontMetricsF(fonts.small())
        texts = (self._newest(row) for row in range(len(ROWS)))
        return max(map(metrics.horizontalAdvance, texts)) + _GAP

    def _newest(self, row: int) -> str:
        """The value of the newest frame, in words."""
        value = ROWS[row].value(self._frames[-1]) if self._frames else np.nan
        if not np.isfinite(value):
            return "–"
        return f"{number(value, ROWS[row].decimals)} {ROWS[row].unit}"

    def _box(self, row: int) -> QRectF:
        height = self._row_height()
        width = max(self.width() - self._left() - self._right(), 10.0)
        whole = QRectF(self._left(), row * height, width, height)
        return whole.adjusted(_DOT / 2, _AIR, -_DOT / 2, -_AIR)

    # Qt's events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the frame under the cursor."""
        frame = self.frame_at(event.position())
        if frame is not None and event.button() == Qt.MouseButton.LeftButton:
            self.frame_requested.emit(frame)

    def event(self, event: QEvent) -> bool:
        """Tell of the frame under the cursor."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            frame = self.frame_at(QPointF(event.pos()))
            words = _TIP if frame is None else self.words(frame)
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Title, points and newest value of each measure."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(fonts.small())
        for row in range(len(ROWS)):
            self._paint_words(painter, row)
            self._paint_points(painter, row)

    def _paint_words(self, painter: QPainter, row: int) -> None:
        height, middle = self._row_height(), Qt.AlignmentFlag.AlignVCenter
        line = QRectF(0, row * height, self.width(), height)
        painter.setPen(QColor(self._palette.secondary))
        painter.drawText(
            line, int(middle | Qt.AlignmentFlag.AlignLeft), ROWS[row].title
        )
        painter.setPen(QColor(self._palette.text))
        painter.drawText(
            line, int(middle | Qt.AlignmentFlag.AlignRight), self._newest(row)
        )

    def _paint_points(self, painter: QPainter, row: int) -> None:
        """All of one series at once: a night has thousands."""
        palette = self._palette
        colours = palette.accent, palette.ok, palette.text, palette.secondary
        points = self.points(row) if self._frames else np.empty((0, 2))
        known = np.isfinite(points).all(axis=1)
        for series in np.unique(self._series).tolist():
            place = series % (2 * len(colours))
            pen = QPen(QColor(colours[place % len(colours)]), _DOT)
            square = place >= len(colours)
            caps = Qt.PenCapStyle
            pen.setCapStyle(caps.SquareCap if square else caps.RoundCap)
            painter.setPen(pen)
            mine = points[known & (self._series == series)].tolist()
            painter.drawPoints([QPointF(x, y) for x, y in mine])


_TIP = (
    "Each point is a frame of this night, each colour a series; level, noise and hot\n"
    "pixels are drawn about the median of their series. A click opens the frame."
)


def _shares(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """From 0 for the lowest to 1 for the highest; the middle where all are equal."""
    known = values[np.isfinite(values)]
    low, high = (known.min(), known.max()) if known.size else (0.0, 0.0)
    if high <= low:
        return np.where(np.isfinite(values), 0.5, np.nan)
    return (values - low) / (high - low)
