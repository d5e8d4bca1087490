"""The candidates as a Qt table: numpy columns below, texts only for cells on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QObject, Qt

from darkviewer.core.candidates.labels import RULES
from darkviewer.gui.models.candidate_columns import COLUMNS, LABEL_COLUMN
from darkviewer.gui.models.titled_table import Index, TitledTable
from darkviewer.gui.text.candidate_filter import LABELS, RowFilter
from darkviewer.gui.text.units import Units

if TYPE_CHECKING:
    from darkviewer.core.candidates.selection import CandidateTable

__all__ = ["CandidateModel"]

_ID = Qt.ItemDataRole.UserRole
_LABEL = Qt.ItemDataRole.UserRole + 1
_ROLES = frozenset(
    int(role)
    for role in (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.TextAlignmentRole,
        Qt.ItemDataRole.ToolTipRole,
        _ID,
        _LABEL,
    )
)
"""Views ask for many more, for every cell they paint."""


class CandidateModel(TitledTable):
    """Rows of a `CandidateTable`, filtered and sorted as index arrays."""

    ID = _ID
    LABEL = _LABEL
    columns = COLUMNS

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table: CandidateTable | None = None
        self._rows: NDArray[np.intp] = np.empty(0, dtype=np.intp)
        self._columns: dict[int, NDArray[Any]] = {}
        self._column: int | None = None
        self._descending = False
        self._filter = RowFilter()
        self._units = Units()

    def set_table(self, table: CandidateTable | None) -> None:
        """Show other candidates, keeping filter and order.

        Rows come and go at the end: a reset would cost the view a tenth of its time
        while a threshold moves. Whoever selects rows has to look where they are now.
        """
        rows, before = self._ordered(table), len(self._rows)
        if len(rows) < before:
            self.beginRemoveRows(QModelIndex(), len(rows), before - 1)
            self._rows = self._rows[: len(rows)]
            self.endRemoveRows()
        self._table, self._columns, self._rows = table, {}, rows[:before]
        if len(self._rows):
            last = self.index(len(self._rows) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        if len(rows) > before:
            self.beginInsertRows(QModelIndex(), before, len(rows) - 1)
            self._rows = rows
            self.endInsertRows()

    def set_filter(self, rows: RowFilter) -> None:
        """Keep only some rows."""
        self._filter = rows
        self._arrange()

    def set_units(self, units: Units) -> None:
        """Write pixel values in another unit."""
        if units != self._units:
            self._units = units
            last = self.columnCount() - 1
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)
            if len(self._rows):
                self.dataChanged.emit(
                    self.index(0, 0), self.index(len(self._rows) - 1, last)
                )

    def id_at(self, row: int) -> int | None:
        """Candidate id of a row on show."""
        if self._table is None or not 0 <= row < len(self._rows):
            return None
        return int(self._table.id[self._rows[row]])

    def row_of(self, candidate: int | None) -> int | None:
        """Row on show of a candidate; None when it is not among them."""
        if self._table is None or candidate is None:
            return None
        place = np.flatnonzero(self._table.id == candidate)
        found = np.flatnonzero(self._rows == place[0]) if place.size else place
        return int(found[0]) if found.size else None

    def text_at(self, row: int, column: int) -> str:
        """Text of a cell; quicker than through an index."""
        what = COLUMNS[column]
        text = what.cell(self._values(column)[self._rows[row]], self._units)
        return self._out_of(text) if what.title == "seen in" else text

    def widest_texts(self, column: int) -> list[str]:
        """The texts of a column of numbers that may be its widest, filtered or not."""
        what = COLUMNS[column]
        if self._table is None or what.left or not len(self._table):
            return []
        values = self._values(column)
        extremes = np.fmin.reduce(values), np.fmax.reduce(values)
        texts = [what.widest, *(what.cell(v, self._units) for v in extremes)]
        return [self._out_of(t) if what.title == "seen in" else t for t in texts]

    def label_at(self, row: int) -> str:
        """One of `LABELS`."""
        return LABELS[int(self._values(LABEL_COLUMN)[self._rows[row]])]

    # Qt's model interface

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        if role not in _ROLES or not index.isValid() or self._table is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.text_at(index.row(), index.column())
            case Qt.ItemDataRole.TextAlignmentRole:
                return self.side(index.column())
            case Qt.ItemDataRole.ToolTipRole:
                if (
                    index.column() == LABEL_COLUMN
                    and self._table.classification is not None
                ):
                    return self._rule(index.row())
                return self._place(index.row())
            case self.ID:
                return self.id_at(index.row())
            case self.LABEL:
                return self.label_at(index.row())
        return None

    def sort(
        self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder
    ) -> None:
        """By one column; -1 is the natural order (candidates first, brightest first).

        NaN sorts last in either direction.
        """
        self._column = column if column >= 0 else None
        self._descending = order == Qt.SortOrder.DescendingOrder
        self._arrange()
        self.headerDataChanged.emit(
            Qt.Orientation.Horizontal, 0, self.columnCount() - 1
        )

    def next_order(self, column: int) -> Qt.SortOrder | None:
        """Next order on a click on a title: largest first, smallest first, natural."""
        if column != self._column:
            return Qt.SortOrder.DescendingOrder
        return Qt.SortOrder.AscendingOrder if self._descending else None

    def title(self, section: int) -> str:
        """In the unit chosen; the sorted column carries an arrow."""
        title = COLUMNS[section].heading(self._units)
        if section != self._column:
            return title
        return f"{'↓' if self._descending else '↑'} {title}"

    def _values(self, column: int) -> NDArray[Any]:
        assert self._table is not None
        if column not in self._columns:
            self._columns[column] = COLUMNS[column].values(self._table)
        return self._columns[column]

    def _place(self, row: int) -> str:
        assert self._table is not None
        at = self._rows[row]
        x, y = int(self._table.x[at]), int(self._table.y[at])
        return f"x {x}, y {y} (0-based) · FITS {x + 1}, {y + 1}"

    def _out_of(self, text: str) -> str:
        """``1/10``; frames are counted only where leaders are examined."""
        assert self._table is not None
        known = self._table.classification
        return text if known is None else f"{text}/{known.evidence.n_frames}"

    def _rule(self, row: int) -> str:
        assert self._table is not None
        assert self._table.classification is not None
        rule = RULES[self._table.classification.label[self._rows[row]]]
        return f"{rule.label}: {rule.words}"

    def _arrange(self) -> None:
        self.beginResetModel()
        self._rows = self._ordered(self._table)
        self.endResetModel()

    def _ordered(self, table: CandidateTable | None) -> NDArray[np.intp]:
        if table is None:
            return np.empty(0, np.intp)
        keep = self._filter.shown(table)
        if self._column is None:
            parts = (keep & table.accepted, keep & ~table.accepted)
            return np.concatenate([np.flatnonzero(part) for part in parts])
        rows = np.flatnonzero(keep)
        keys = COLUMNS[self._column].values(table)[rows]
        if self._descending:
            keys = -keys.astype(np.float64)
        return rows[np.argsort(keys, kind="stable")]
