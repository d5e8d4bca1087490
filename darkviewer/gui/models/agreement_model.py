"""Reviewers side by side as Qt tables: each with each, and who said what."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from darkviewer.core.foreign_text import shown
from darkviewer.core.review.classes import CLASSES
from darkviewer.gui.models.titled_table import Index, PlainColumn, TitledTable
from darkviewer.gui.text.numbers import number

if TYPE_CHECKING:
    from darkviewer.core.review.comparison import Pair

__all__ = ["ConfusionModel", "PairModel", "kappa_text"]


@dataclass(frozen=True, slots=True)
class _PairColumn:
    title: str
    tip: str
    text: Callable[[Pair], str]
    left: bool = False


def kappa_text(value: float) -> str:
    """Two decimals; empty where it is unknown."""
    return "" if math.isnan(value) else number(value, 2)


def _interval(pair: Pair) -> str:
    low, high = pair.kappa.low, pair.kappa.high
    return "" if math.isnan(low) else f"{kappa_text(low)} to {kappa_text(high)}"


def _agreed(pair: Pair) -> str:
    return number(int(pair.counts.trace()))


_PAIR_COLUMNS = (
    _PairColumn("reviewer", "One of the two.", lambda p: shown(p.one), left=True),
    _PairColumn("and", "The other one.", lambda p: shown(p.other), left=True),
    _PairColumn("both", "Judged by both.", lambda p: number(p.kappa.items)),
    _PairColumn("same", "Put into the same class by both.", _agreed),
    _PairColumn(
        "κ",
        "Cohen's kappa: agreement beyond chance. 1 is full, 0 is what chance gives.",
        lambda p: kappa_text(p.kappa.value),
    ),
    _PairColumn("95 %", "Interval of kappa.", _interval, left=True),
)


class PairModel(TitledTable):
    """One row for each two reviewers."""

    columns = _PAIR_COLUMNS

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[Pair] = ()

    @property
    def rows(self) -> Sequence[Pair]:
        """Those on show."""
        return self._rows

    def set_rows(self, rows: Sequence[Pair]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text and alignment."""
        if role == Qt.ItemDataRole.DisplayRole:
            return _PAIR_COLUMNS[index.column()].text(self._rows[index.row()])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(index.column())
        return None


class ConfusionModel(TitledTable):
    """What one said (rows) where the other said that; classes nobody used are not."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[int] = ()
        self._pair: Pair | None = None

    def set_pair(self, pair: Pair | None) -> None:
        """Show these two."""
        self.beginResetModel()
        self._pair = pair
        self._rows = () if pair is None else _used(pair)
        who = "" if pair is None else shown(pair.other)
        self.columns = (
            PlainColumn("", "What the first one said.", left=True),
            *(PlainColumn(CLASSES[n].words, f"So said {who}.") for n in self._rows),
        )
        self.endResetModel()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, alignment, and in words what a cell counts."""
        assert self._pair is not None
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(column)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        name = CLASSES[row].words
        if column == 0:
            return name
        said = self._rows[column - 1]
        count = number(int(self._pair.counts[row, said]))
        if role == Qt.ItemDataRole.DisplayRole:
            return count
        one, other = shown(self._pair.one), shown(self._pair.other)
        return f"{count}: {name} said {one}, {CLASSES[said].words} said {other}."


def _used(pair: Pair) -> list[int]:
    either = pair.counts.sum(axis=0) + pair.counts.sum(axis=1)
    return [n for n in range(len(CLASSES)) if either[n]]
