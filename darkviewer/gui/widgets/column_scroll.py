"""Some columns of a table stay in sight, the others move beneath them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QObject, QSignalBlocker, Qt
from PySide6.QtWidgets import QScrollBar, QTableView

__all__ = ["ColumnScroll"]


class ColumnScroll(QObject):
    """The first columns and the last one stay; a bar chooses among the others.

    The others come and go as a whole, so that no number is ever cut. Where they do not
    all fit, some can be put first.

    Parameters
    ----------
    view : QTableView
        Its last column takes the room that is left.
    staying : int
        So many columns at the left stay.

    Attributes
    ----------
    bar : QScrollBar
        To be placed below the table; hidden where there is room for all.
    """

    def __init__(self, view: QTableView, *, staying: int) -> None:
        super().__init__(view)
        self._view, self._staying = view, staying
        self._widths: list[int] = []
        self._first: tuple[int, ...] = ()
        self._placing = False
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.bar = QScrollBar(Qt.Orientation.Horizontal, view)
        self.bar.setAccessibleName("Columns")
        self.bar.setToolTip("More columns: flagged ones come first.")
        self.bar.valueChanged.connect(self.fit)
        self.bar.hide()
        view.horizontalHeader().sectionResized.connect(self._resized)

    def set_columns(self, widths: Sequence[int], *, first: Collection[int]) -> None:
        """Widths of all columns, 0 for one that is not shown.

        Parameters
        ----------
        widths : sequence of int
            The last is the least width of the last column.
        first : collection of int
            Columns that come first where not all fit.
        """
        self._widths, self._first = list(widths), tuple(sorted(first))
        self.fit()

    def step(self, by: int) -> None:
        """Move by so many columns."""
        self.bar.setValue(self.bar.value() + by)

    def fit(self, _value: int = 0) -> None:
        """Show as many columns as there is room for."""
        if not self._widths or self._placing:
            return
        self._placing = True
        last = len(self._widths) - 1
        others = [n for n in range(self._staying, last) if self._widths[n]]
        fixed = sum(self._widths[: self._staying]) + self._widths[last]
        room = self._view.viewport().width() - fixed
        fits = sum(self._widths[n] for n in others) <= room
        if not fits:
            ahead = [n for n in others if n in self._first]
            others = ahead + [n for n in others if n not in ahead]
        self._set_range(0 if fits else self._furthest(others, room))
        shown = self._from(others, self.bar.value(), room)
        self._put_in_order(others)
        for section in range(self._staying, last):
            hidden = section not in shown
            self._view.setColumnHidden(section, hidden)
            if not hidden:
                self._view.setColumnWidth(section, self._widths[section])
        for section in range(self._staying):
            self._view.setColumnWidth(section, self._widths[section])
        self._placing = False

    def _set_range(self, most: int) -> None:
        with QSignalBlocker(self.bar):
            self.bar.setRange(0, most)
        self.bar.setPageStep(max(len(self._widths) - self._staying - 1 - most, 1))
        self.bar.setVisible(most > 0)

    def _furthest(self, others: Sequence[int], room: int) -> int:
        """From which column on all that follow fit."""
        place, used = len(others), 0
        while place and used + self._widths[others[place - 1]] <= room:
            place -= 1
            used += self._widths[others[place]]
        return min(place, len(others) - 1)

    def _from(self, others: Sequence[int], start: int, room: int) -> set[int]:
        """One at least, then those that fit."""
        shown, used = set(others[start : start + 1]), 0
        for section in others[start:]:
            used += self._widths[section]
            if used > room:
                break
            shown.add(section)
        return shown

    def _put_in_order(self, others: Sequence[int]) -> None:
        header = self._view.horizontalHeader()
        hidden = [
            n for n in range(self._staying, len(self._widths) - 1) if n not in others
        ]
        for place, section in enumerate((*others, *hidden), self._staying):
            if header.visualIndex(section) != place:
                header.moveSection(header.visualIndex(section), place)

    def _resized(self, section: int, _old: int, new: int) -> None:
        """A width that the user chose is kept; the last column has what is left."""
        if not self._placing and new and section < len(self._widths) - 1:
            self._widths[section] = new
            self.fit()
