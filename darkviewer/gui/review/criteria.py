"""All criteria of one pixel, each in its own place whatever the pixel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QWidget

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
from darkviewer.gui.text.pixel_words import comparison, written
from darkviewer.gui.text.units import Units

if TYPE_CHECKING:
    from darkviewer.core.candidates.explain import Criterion

__all__ = ["Criteria"]

_ROWS = 12
"""Room that is kept before the first pixel is known."""

_NAME, _VALUE, _LIMITS = "above the threshold", "0,000", ("≥ 0,000 e⁻", "< 0 frames")
"""As wide as usual ones."""

_WIDE = "−0.000"
"""As wide as most values: a name does not change its words from pixel to pixel."""

_SHORTER = (
    ("above the noise, alone or as a star", "pixel or star above noise"),
    ("far enough above its own noise", "above its own noise"),
    ("not below its ", "not below "),
    ("neighbours bright enough", "bright neighbours"),
    ("inside their ranges", "in range"),
)
"""Of names, for where the whole does not fit; the tip has that."""


class Criteria(PaintedRows):
    """Mark, criterion, value and limit in columns.

    What is asked stays in its row; what the pixel answers changes mark and colour.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        self._items: tuple[Criterion, ...] = ()
        self._units = Units()
        self._hidden = True
        super().__init__("Criteria", least=15, most=18, parent=parent)

    def show_criteria(
        self,
        items: Sequence[Criterion] | None,
        units: Units | None = None,
        *,
        hidden: bool = False,
    ) -> None:
        """Show the questions, and the answers of a pixel unless they are `hidden`.

        None: the pixel is unknown; the questions stay.
        """
        rows = self.count()
        self._hidden = hidden or items is None
        if items is not None:
            self._items, self._units = tuple(items), units or Units()
        if self.count() != rows:
            self.updateGeometry()
        self.told()

    def count(self) -> int:
        """As many as are asked."""
        return max(_ROWS, len(self._items))

    def sentences(self) -> tuple[str, ...]:
        """``✓ above the threshold: 1,325 > 200 e⁻``."""
        return tuple(map(self._sentence, self._items))

    def _sentence(self, item: Criterion) -> str:
        if self._hidden:
            return f"{UNKNOWN} {item.name}"
        return f"{MARKS[item.passed]} {item.name}: {comparison(item, self._units)}"

    def needed(self) -> float:
        """Room for the shortest names beside value and limit."""
        texts = sum(wide(text, fonts.body()) for text in (_NAME, _VALUE))
        return self.mark_width() + texts + self._limit_width() + 2 * GAP

    def _limit_width(self) -> float:
        return max(wide(text, fonts.body()) for text in _LIMITS)

    def prepare(
        self, items: tuple[Criterion, ...], units: Units, *, hidden: bool
    ) -> bool:
        """Paint what may be shown next; whether that was left to do."""
        with showing(self, _items=items, _units=units, _hidden=hidden):
            return self.paint_ahead()

    def depends(self) -> Depends:
        """The same criteria are the same objects."""
        return Depends((self._units, self._hidden), self._items)

    def paint(self, painter: QPainter) -> None:
        """Row by row."""
        painter.setFont(fonts.body())
        for row, item in enumerate(self._items):
            self._paint_row(painter, row, item)

    def _paint_row(self, painter: QPainter, row: int, item: Criterion) -> None:
        passed = None if self._hidden else item.passed
        value, asked = self._texts(item)
        first, last = self.lines_of(row)
        right = last.right() - self._limit_width() - GAP
        painter.setPen(self.colour(passed=passed))
        painter.drawText(first, LEFT, MARKS[passed])
        name = first.adjusted(self.mark_width(), 0, 0, 0)
        room = name.width()
        if not self.folded:
            name.setRight(right - wide(_WIDE, painter.font()) - GAP / 2)
            room = name.width()
            name.setRight(right - wide(value, painter.font()) - GAP / 2)
            room = min(room, name.width())
        painter.setPen(self.text_colour)
        draw(painter, name, _fitting(item.name, painter.font(), room), LEFT)
        if passed is False:
            painter.setPen(self.colour(passed=False))
        painter.drawText(last.adjusted(0, 0, right - last.right(), 0), RIGHT, value)
        painter.setPen(self.faint_colour)
        draw(painter, last.adjusted(right + GAP, 0, 0, 0), asked, LEFT)

    def _texts(self, item: Criterion) -> tuple[str, str]:
        """Value, and limit with its relation."""
        if self._hidden:
            return UNKNOWN, UNKNOWN
        value, limit = written(item, self._units, short=True)
        if item.quantity.partition(",")[0] == "p" and value != UNKNOWN:
            value = f"p {value}"
        return value, f"{item.relation} {limit}"


def _fitting(name: str, font: QFont, room: float) -> str:
    if wide(name, font) <= room:
        return name
    for words, shorter in _SHORTER:
        name = name.replace(words, shorter)
    return name
