"""How much rather a star than each of its rivals, as bars from the limit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from darkviewer.core.candidates.explain import RIVAL_WORDS
from darkviewer.gui.review.painted import (
    GAP,
    LEFT,
    MARKS,
    RIGHT,
    UNKNOWN,
    PaintedRows,
    draw,
    wide,
)
from darkviewer.gui.review.prepared import Depends, showing
from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import MINUS, fitted, number, trimmed

if TYPE_CHECKING:
    from darkviewer.core.candidates.explain import Criterion

__all__ = ["DbicBars", "along", "signed"]

LOWEST, HIGHEST = -1e3, 1e4
"""Ends of the axis, from the limit; bars that go on are cut there."""

_TICKS = ((-100.0, f"{MINUS}100"), (0.0, ""), (100.0, "+100"), (1e4, "+10k"))
_THICK, _AXIS = 8, 14
_VALUE = "+00,000"
_BARS = 80  # least width of the bars beside the names


def along(difference: float) -> float:
    """Place on the signed logarithmic axis, 0 at its left end and 1 at its right.

    Parameters
    ----------
    difference : float
        From the limit.
    """
    low, high, here = (
        math.asinh(value / 2)
        for value in (LOWEST, HIGHEST, min(max(difference, LOWEST), HIGHEST))
    )
    return (here - low) / (high - low)


def signed(value: float) -> str:
    """``+1,930``, ``−12``, ``+0.4``; as wide as `_VALUE` at most: ``+307k``."""
    text = number(value, 1 if abs(value) < 10 else 0)
    if len(text.lstrip(MINUS)) >= len(_VALUE):
        text = fitted(value, len(_VALUE) - 2)
    return f"+{text}" if value > 0 else text


class DbicBars(PaintedRows):
    """One row per rival of the star: mark, name, bar and value; the axis below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._items: tuple[Criterion, ...] | None = None
        self._limit = 0.0
        name = "ΔBIC: rather a star than each rival"
        super().__init__(name, least=16, most=16, parent=parent)
        self.told()

    def show_rivals(self, items: Sequence[Criterion] | None, limit: float) -> None:
        """Show a pixel's criteria, one per rival; None: unknown, or not to be seen."""
        self._items = None if items is None else tuple(items)
        self._limit = limit
        self.told()

    @property
    def rows(self) -> list[tuple[str, float, bool | None]]:
        """Of each rival: its name, the difference, and whether it is high enough."""
        if self._items is None:
            return [(rival, math.nan, None) for rival in RIVAL_WORDS]
        return [
            (rival, item.value, item.passed)
            for rival, item in zip(RIVAL_WORDS, self._items, strict=True)
        ]

    def count(self) -> int:
        """One per rival."""
        return len(RIVAL_WORDS)

    def below(self) -> int:
        """The numbers of the axis."""
        return fonts.scaled(_AXIS)

    def sentences(self) -> list[str]:
        """``✓ rather a star than a hot pixel: ΔBIC +1,930, limit 0``."""
        limit = trimmed(self._limit, 2)
        return [
            f"{MARKS[passed]} rather a star than a {rival}: "
            + (f"ΔBIC {signed(value)}, limit {limit}" if passed is not None else "–")
            for rival, value, passed in self.rows
        ]

    def needed(self) -> float:
        """Bars beside names and values."""
        return self._left() + fonts.scaled(_BARS) + self._right()

    def _left(self) -> float:
        names = max(wide(rival, fonts.body()) for rival in RIVAL_WORDS)
        return self.mark_width() + names + GAP

    def _right(self) -> float:
        return wide(_VALUE, fonts.body()) + GAP

    def prepare(self, items: tuple[Criterion, ...] | None, limit: float) -> bool:
        """Paint what may be shown next; whether that was left to do."""
        with showing(self, _items=items, _limit=limit):
            return self.paint_ahead()

    def depends(self) -> Depends:
        """The same criteria are the same objects."""
        return Depends((self._items is None, self._limit), self._items or ())

    def paint(self, painter: QPainter) -> None:
        """Axis first, so that the bars lie on it."""
        left, right = (0.0, 0.0) if self.folded else (self._left(), self._right())
        high = self.height() - self.below()
        bars = QRectF(left, 0, self.width() - left - right, high)
        self._paint_axis(painter, bars)
        painter.setFont(fonts.body())
        for row, (rival, value, passed) in enumerate(self.rows):
            first, last = self.lines_of(row)
            painter.setPen(self.colour(passed=passed))
            painter.drawText(first, LEFT, MARKS[passed])
            painter.setPen(self.text_colour)
            name = first.adjusted(self.mark_width(), 0, -self._right(), 0)
            draw(painter, name, rival, LEFT)
            if passed is False:
                painter.setPen(self.colour(passed=False))
            text = UNKNOWN if passed is None else signed(value)
            painter.drawText(first, RIGHT, text)
            if math.isfinite(value):
                self._paint_bar(painter, bars, last.center().y(), value - self._limit)

    def _paint_bar(
        self, painter: QPainter, bars: QRectF, middle: float, over: float
    ) -> None:
        zero, end = (bars.left() + bars.width() * along(v) for v in (0.0, over))
        thick = fonts.scaled(_THICK)
        box = QRectF(min(zero, end), middle - thick / 2, abs(end - zero), thick)
        painter.fillRect(box, QColor(self.palette_now.accent))

    def _paint_axis(self, painter: QPainter, bars: QRectF) -> None:
        painter.setFont(fonts.small())
        free = 0.0  # where the next number may begin
        for value, words in _TICKS:
            x = bars.left() + bars.width() * along(value)
            zero = not words
            colour = self.faint_colour if zero else QColor(self.palette_now.line)
            painter.setPen(colour)
            painter.drawLine(QLineF(x, bars.top(), x, bars.bottom() + 2))
            text = words or trimmed(self._limit, 2)
            broad = wide(text, painter.font()) + 1
            start = min(max(x - broad / 2, 0.0), self.width() - broad)
            if start >= free:
                painter.setPen(self.faint_colour)
                box = QRectF(start, bars.bottom() + 1, broad, self.below() - 1)
                painter.drawText(box, LEFT, text)
                free = start + broad + GAP / 2
