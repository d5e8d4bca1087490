"""The gallery as a Qt list: candidate ids below, nothing per row above."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from darkviewer.gui.text.units import Units

if TYPE_CHECKING:
    from darkviewer.core.candidates.selection import CandidateTable

__all__ = ["LIMIT", "GalleryModel"]

LIMIT = 2000
"""More than anybody looks through; Qt needs a moment to lay out many thousands."""

Index = QModelIndex | QPersistentModelIndex


class GalleryModel(QAbstractListModel):
    """Accepted candidates in the order of the table, then other leaders, to `LIMIT`.

    Attributes
    ----------
    total : int
        How many there would be without filter and limit.
    units : Units
        For the tips.
    """

    def __init__(self) -> None:
        super().__init__()
        self._table: CandidateTable | None = None
        self._rows: NDArray[np.intp] = np.empty(0, np.intp)
        self.total = 0
        self.units = Units()

    def set_table(
        self, table: CandidateTable | None, kept: NDArray[np.bool_] | None = None
    ) -> None:
        """Show a table, or those of its rows that are kept."""
        self.beginResetModel()
        self._table = table
        shown, self.total = np.empty(0, np.intp), 0
        if table is not None:
            shown, self.total = np.argsort(~table.accepted, kind="stable"), len(table)
        if kept is not None:
            shown = shown[kept[shown]]
        self._rows = shown[:LIMIT]
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Number of stamps."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The caption, and a longer one as the tip."""
        if self._table is None or not index.isValid():
            return None
        row = self._rows[index.row()]
        x, y = int(self._table.x[row]), int(self._table.y[row])
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{x}, {y}"
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            peak = float(self._table.value_e[row])
            value = self.units.of("e-").with_unit(peak, 0)
            kind = "PSF candidate" if self._table.accepted[row] else "leader"
            frame = int(self._table.frame[row]) + 1
            return f"frame {frame}, x {x}, y {y} (0-based): {kind}, {value}"
        return None

    def place(self, row: int) -> tuple[int, int, int]:
        """(frame, x, y) of a stamp."""
        at, table = self._rows[row], self._table
        assert table is not None
        return int(table.frame[at]), int(table.x[at]), int(table.y[at])

    def accepted(self, row: int) -> bool:
        """Whether it is a PSF candidate."""
        assert self._table is not None
        return bool(self._table.accepted[self._rows[row]])

    def candidate(self, row: int) -> int:
        """Candidate id of a stamp."""
        assert self._table is not None
        return int(self._table.id[self._rows[row]])

    def row_of(self, candidate: int | None) -> int | None:
        """Row of a candidate, None when it is not shown."""
        if candidate is None or self._table is None:
            return None
        found = np.flatnonzero(self._table.id[self._rows] == candidate)
        return int(found[0]) if found.size else None
