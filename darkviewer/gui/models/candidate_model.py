"""The candidates as a Qt table: numpy columns below, texts only for cells on screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from darkviewer.core.candidates import CandidateTable
from darkviewer.gui.models.candidate_filter import LABELS, label_codes, matching
from darkviewer.gui.number_text import number

__all__ = ["COLUMNS", "LABEL_COLUMN", "CandidateModel", "Column"]

Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
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


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title and tip, what it sorts by, and one cell as text."""

    title: str
    tip: str
    values: Callable[[CandidateTable], NDArray[Any]]
    text: Callable[[Any], str]
    width: int
    left: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("frame", "Number of the frame, from 1.", lambda t: t.frame + 1, number, 56),
    Column("x", "Column, 0-based; FITS counts from 1.", lambda t: t.x, str, 56),
    Column("y", "Row, 0-based; FITS counts from 1.", lambda t: t.y, str, 56),
    Column(
        "peak e⁻",
        "Residual of the leader in electrons.",
        lambda t: t.value_e,
        lambda v: number(v, 0 if abs(v) >= 1000 else 1),
        76,
    ),
    Column(
        "ratio",
        "Lowest neighbour as a part of the peak.",
        lambda t: t.min_neighbour_ratio,
        lambda v: number(v, 2),
        56,
    ),
    Column(
        "label",
        "What the criterion says; synthetic rows were injected by you.",
        label_codes,
        lambda v: LABELS[v],
        124,
        left=True,
    ),
    Column(
        "plateau",
        "Adjacent pixels of exactly this value; 1 means no tie.",
        lambda t: t.plateau,
        number,
        64,
    ),
    Column(
        "edge",
        "On the border of the frame, with fewer neighbours.",
        lambda t: t.edge,
        lambda v: "edge" if v else "",
        46,
        left=True,
    ),
)

LABEL_COLUMN = next(i for i, column in enumerate(COLUMNS) if column.title == "label")


class CandidateModel(QAbstractTableModel):
    """Rows of a `CandidateTable`, filtered and sorted as index arrays."""

    ID = _ID
    LABEL = _LABEL

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table: CandidateTable | None = None
        self._rows = np.empty(0, dtype=np.intp)
        self._columns: dict[int, NDArray[Any]] = {}
        self._column: int | None = None
        self._descending = False
        self._text = ""
        self._frame: int | None = None
        self._accepted_only = False

    def set_table(self, table: CandidateTable | None) -> None:
        """Show other candidates, keeping filter and order."""
        self._table = table
        self._arrange()

    def set_filter(
        self, *, text: str = "", frame: int | None = None, accepted_only: bool = False
    ) -> None:
        """Keep only some rows.

        Raises
        ------
        DarkviewerError
            If `text` is not understood; nothing changes then.
        """
        if self._table is not None:
            matching(self._table, text)
        self._text, self._frame, self._accepted_only = text, frame, accepted_only
        self._arrange()

    def id_at(self, row: int) -> int | None:
        """Candidate id of a row on show."""
        if self._table is None or not 0 <= row < len(self._rows):
            return None
        return int(self._table.id[self._rows[row]])

    def row_of(self, candidate: int | None) -> int | None:
        """Row on show of a candidate; None when it is not among them."""
        if self._table is None or candidate is None:
            return None
        place = int(np.searchsorted(self._table.id, candidate))
        if place == len(self._table.id) or self._table.id[place] != candidate:
            return None
        found = np.flatnonzero(self._rows == place)
        return int(found[0]) if found.size else None

    # Qt's model interface

    def rowCount(self, parent: Index | None = None) -> int:
        """Rows on show."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """As `COLUMNS`."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Titles; the sorted column carries an arrow."""
        if orientation == Qt.Orientation.Vertical:
            return None
        column = COLUMNS[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._title(section)
            case Qt.ItemDataRole.ToolTipRole:
                return column.tip
            case Qt.ItemDataRole.TextAlignmentRole:
                return _LEFT if column.left else _RIGHT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        if role not in _ROLES or not index.isValid() or self._table is None:
            return None
        column = COLUMNS[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                values = self._values(index.column())
                return column.text(values[self._rows[index.row()]])
            case Qt.ItemDataRole.TextAlignmentRole:
                return _LEFT if column.left else _RIGHT
            case Qt.ItemDataRole.ToolTipRole:
                return self._place(index.row())
            case self.ID:
                return self.id_at(index.row())
            case self.LABEL:
                codes = self._values(LABEL_COLUMN)
                return LABELS[codes[self._rows[index.row()]]]
        return None

    def sort(
        self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder
    ) -> None:
        """By one column; -1 is the natural order (candidates first, brightest first).

        NaN stands last in either direction.
        """
        self._column = column if column >= 0 else None
        self._descending = order == Qt.SortOrder.DescendingOrder
        self._arrange()
        self.headerDataChanged.emit(
            Qt.Orientation.Horizontal, 0, self.columnCount() - 1
        )

    def next_order(self, column: int) -> Qt.SortOrder | None:
        """What a click on a title means: largest first, smallest first, natural."""
        if column != self._column:
            return Qt.SortOrder.DescendingOrder
        return Qt.SortOrder.AscendingOrder if self._descending else None

    def _title(self, section: int) -> str:
        title = COLUMNS[section].title
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

    def _arrange(self) -> None:
        self.beginResetModel()
        self._columns = {}
        self._rows = self._sorted(self._kept())
        self.endResetModel()

    def _kept(self) -> NDArray[np.intp]:
        table = self._table
        if table is None:
            return np.empty(0, dtype=np.intp)
        keep = matching(table, self._text)
        if self._frame is not None:
            keep &= table.frame == self._frame
        if self._accepted_only:
            keep &= table.accepted
        return np.flatnonzero(keep)

    def _sorted(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        if self._table is None or not rows.size:
            return rows
        if self._column is None:
            accepted = self._table.accepted[rows]
            parts = rows[accepted], rows[~accepted]
            return np.concatenate([self._brightest_first(part) for part in parts])
        keys = self._values(self._column)[rows]
        if self._descending:
            keys = -keys.astype(np.float64)
        return rows[np.argsort(keys, kind="stable")]

    def _brightest_first(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        # numpy's default sort is vectorised, several times faster than a stable one.
        assert self._table is not None
        return rows[np.argsort(-self._table.value_e[rows])]
