"""The queue as a list: one row per pixel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt

from darkviewer.core.review.classes import VerdictClass, class_named
from darkviewer.gui.text.numbers import count_of, number

if TYPE_CHECKING:
    from darkviewer.core.review.queue import Entry

__all__ = ["MANY_FRAMES", "QueueModel"]

MANY_FRAMES = 32
"""More frames than this are counted; their strip would be too fine to see."""

_MADE = 256
"""Rows of which entry and verdict are kept: a few screens."""

Index = QModelIndex | QPersistentModelIndex


class QueueModel(QStringListModel):
    """Entries in the order of the queue, and what was said of each.

    Both are asked for row by row: a hundred thousand entries cost no more than those
    in sight. How many rows there are is asked of Qt's own list of strings, a list of
    empty ones: laying out a view asks it once for every row, which would take more
    than a second in Python.
    """

    ENTRY = Qt.ItemDataRole.UserRole

    def __init__(self) -> None:
        super().__init__()
        self._entries: Sequence[Entry] = ()
        self._said: Callable[[int], str] = defaultdict[int, str](str).__getitem__
        self._made: dict[int, Entry] = {}
        self._known: dict[int, VerdictClass | None] = {}
        self.frames = 0
        self.blind = False
        self.in_hand: int | None = None

    def set_queue(
        self,
        entries: Sequence[Entry],
        said: Callable[[int], str],
        *,
        frames: int,
    ) -> None:
        """Another queue.

        Parameters
        ----------
        entries : sequence of Entry
            In their order.
        said : callable
            Name of the class that the reviewer gave the entry of a row; empty without
            a verdict.
        frames : int
            Of the session.
        """
        self._entries, self._said, self.frames = entries, said, frames
        self._made.clear()
        self._known.clear()
        self.setStringList([""] * len(entries))

    def entry(self, row: int) -> Entry:
        """What a row shows; made once for all that the list asks about it."""
        if row not in self._made:
            if len(self._made) >= _MADE:
                self._made.clear()
            self._made[row] = self._entries[row]
        return self._made[row]

    def said(self, row: int) -> VerdictClass | None:
        """The verdict on it, None while there is none."""
        if row not in self._known:
            if len(self._known) >= _MADE:
                self._known.clear()
            self._known[row] = class_named(self._said(row))
        return self._known[row]

    def renew(self, row: int) -> None:
        """Another verdict was given, or one taken back: others may follow from it."""
        self._known.clear()
        here = self.index(row)
        self.dataChanged.emit(here, here)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Position as text; the tip and the accessible text say everything."""
        entry = self.entry(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{entry.x}, {entry.y}"
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(index.row(), entry)
        return entry if role == self.ENTRY else None

    def _words(self, row: int, entry: Entry) -> str:
        seen = ", ".join(str(frame + 1) for frame in entry.frames[:MANY_FRAMES])
        more = len(entry.frames) - MANY_FRAMES
        if more > 0:
            seen += f" and {count_of(more, 'more', 'more')}"
        known = self.said(row)
        parts = [
            f"x {entry.x}, y {entry.y} (0-based)",
            "label hidden" if self.blind else entry.label or "no label yet",
            f"{number(entry.sigma, 1)} σ",
            f"seen in {count_of(len(entry.frames), 'frame')}: {seen}",
            "taken away by hand" if entry.removed else "",
            f"your verdict: {known.words}" if known else "",
        ]
        return "\n".join(part for part in parts if part)
