"""How far the reviewer is: count, minutes, bar, and what is left."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from darkviewer.gui.controls.labels import SparedLabel, SteadyLabel, section_title
from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import count_of, number

__all__ = ["QueueHead", "time_words"]

_BAR_PX = 4
_HOUR = 60
_LONG = 120.0
"""Minutes from which time is said in hours."""

_BETWEEN = 8
_AS_HIGH = QSizePolicy.Policy.Preferred
_COUNTS_TIP = "Each pixel is one entry, however many frames it is seen in."
_SPENT_TIP = (
    "Pixels judged, of those in the queue, and the time spent on them: "
    "a pause of more than a minute does not count."
)


def time_words(minutes: float) -> str:
    """``14 min``, ``2 h 20 min``; what is not known is ``–``."""
    if not math.isfinite(minutes):
        return "–"
    if minutes < _LONG:
        return f"{number(minutes)} min"
    hours, rest = divmod(round(minutes), _HOUR)
    return f"{number(hours)} h {rest} min" if rest else f"{number(hours)} h"


class _Count(QWidget):
    """``37`` large, the rest of the line small."""

    def __init__(self) -> None:
        super().__init__()
        self._judged = self._rest = ""
        self._shown = "", "", ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_words(self, judged: str, rest: str, counts: str) -> None:
        """Two parts of one line; what the queue holds is in the tip, too."""
        if (judged, rest, counts) == self._shown:
            return
        self._judged, self._rest, _ = self._shown = judged, rest, counts
        self.setAccessibleName(f"{judged} {rest}")
        self.setToolTip(f"{judged} {rest}\n{_SPENT_TIP}\n{counts}")
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the large figures."""
        return QSize(0, QFontMetrics(self._large()).height())

    def _large(self) -> QFont:
        font = fonts.body()
        font.setPointSizeF(fonts.points(fonts.HEADING_PX))
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Both on one base line."""
        painter, large = QPainter(self), QFontMetrics(self._large())
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        base = large.ascent()
        painter.setFont(self._large())
        painter.drawText(0, base, self._judged)
        left = large.horizontalAdvance(self._judged) + fonts.scaled(5)
        font = fonts.body()
        painter.setFont(font)
        rest = QFontMetrics(font).elidedText(
            self._rest, Qt.TextElideMode.ElideRight, self.width() - left
        )
        painter.drawText(left, base, rest)


class _Bar(QWidget):
    """Judged of all, as a length."""

    def __init__(self) -> None:
        super().__init__()
        self._part = 0.0
        self.setFixedHeight(_BAR_PX)

    def set_part(self, part: float) -> None:
        """0 to 1."""
        if part != self._part:
            self._part = part
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A rounded line, filled from the left."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        box = QRectF(self.rect())
        for role, wide in (
            (QPalette.ColorRole.Mid, box.width()),
            (QPalette.ColorRole.Accent, box.width() * self._part),
        ):
            painter.setBrush(self.palette().color(role))
            half = _BAR_PX / 2
            painter.drawRoundedRect(QRectF(0, 0, wide, _BAR_PX), half, half)


class QueueHead(QWidget):
    """Count and minutes stand first; rate and time left are quiet."""

    def __init__(self) -> None:
        super().__init__()
        self.counts = SparedLabel(role="small")
        self.counts.setSizePolicy(QSizePolicy.Policy.Ignored, _AS_HIGH)
        self.counts.setAlignment(_AT_THE_RIGHT)
        self.count, self.bar = _Count(), _Bar()
        self.rate = SteadyLabel("8,888 an hour", "small")
        self.left = SteadyLabel("88 min left", "small")
        self.left.setAlignment(_AT_THE_RIGHT)
        self._left = math.nan
        title = section_title("Review queue")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        for first, second in ((title, self.counts), (self.rate, self.left)):
            row = QHBoxLayout()
            row.setSpacing(_BETWEEN)
            row.addWidget(first)
            row.addWidget(second, 1)
            column.addLayout(row)
        column.insertWidget(1, self.count)
        column.insertWidget(2, self.bar)
        self.set_counts(0, 0)
        self.set_progress(0, 0, minutes=0.0, an_hour=math.nan, left=math.nan)

    def set_counts(self, pixels: int, events: int) -> None:
        """How much there is in the queue."""
        words = f"{count_of(pixels, 'pixel')}, {count_of(events, 'event')}"
        self.counts.setText(words)
        self.counts.setToolTip(_COUNTS_TIP)
        self._counts = words

    def set_progress(
        self, judged: int, total: int, *, minutes: float, an_hour: float, left: float
    ) -> None:
        """How far the reviewer is.

        Parameters
        ----------
        judged, total : int
            Pixels of the queue.
        minutes : float
            Spent so far.
        an_hour, left : float
            Verdicts in an hour, and minutes left at that pace; NaN while not known.
        """
        rest = f"of {number(total)} · {time_words(minutes)}"
        self.count.show_words(number(judged), rest, self._counts)
        self.bar.set_part(min(judged / total, 1.0) if total else 0.0)
        self.rate.setText(f"{number(an_hour)} an hour")
        self._left = left
        self._say_left()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fewer words where there is little room."""
        super().resizeEvent(event)
        self._say_left()

    def _say_left(self) -> None:
        words = f"{time_words(self._left)} left"
        whole = f"{words} at your pace"
        room = self.width() - self.rate.sizeHint().width() - _BETWEEN
        fits = self.left.fontMetrics().horizontalAdvance(whole) <= room
        self.left.setText(whole if fits else words)
        self.left.set_tip("At the pace of your last verdicts; nobody sets a goal.")


_AT_THE_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
