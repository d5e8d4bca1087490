"""The frames of a capture as a Qt table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from darkviewer.gui.models.frame_columns import COLUMNS, FrameRow, sort_key
from darkviewer.gui.text.tips import plain_tip

__all__ = ["CHOICES", "FrameModel"]

Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

CHOICES = {"all": "all", "flagged": "flagged", "left out": "left out"}
"""Which frames the table shows."""


class FrameModel(QAbstractTableModel):
    """Rows of `frame_rows`, chosen and sorted."""

    ROW = Qt.ItemDataRole.UserRole

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[FrameRow] = []
        self._rows: list[FrameRow] = []
        self._column = 1
        self._descending = False
        self._choice = "all"

    @property
    def rows(self) -> Sequence[FrameRow]:
        """Those on show, in their order."""
        return self._rows

    def set_rows(self, rows: Sequence[FrameRow]) -> None:
        """Show other frames, in the same order."""
        if list(rows) != self._all:
            self._all = list(rows)
            self._arrange()

    def choose(self, choice: str) -> None:
        """Show all frames, those that are doubtful, or those left out."""
        self._choice = choice
        self._arrange()

    def sort(
        self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder
    ) -> None:
        """By the values of a column."""
        self._column = column
        self._descending = order == Qt.SortOrder.DescendingOrder
        self._arrange()

    def row_of(self, place: int) -> int | None:
        """Row on show of a frame of the capture; None when it is not among them."""
        found = (n for n, row in enumerate(self._rows) if row.place == place)
        return next(found, None)

    def _arrange(self) -> None:
        column = COLUMNS[self._column]
        rows = [row for row in self._all if _chosen(self._choice, row)]
        rows.sort(key=lambda row: sort_key(column, row), reverse=self._descending)
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    # Qt's model interface

    def rowCount(self, parent: Index | None = None) -> int:
        """Frames on show."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Columns of the table."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Titles and tips of the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.title
            case Qt.ItemDataRole.ToolTipRole:
                return column.tip
            case Qt.ItemDataRole.TextAlignmentRole:
                return _LEFT if column.left else _RIGHT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, alignment and tip of a cell, and the row it belongs to."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], COLUMNS[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(row)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _LEFT if column.left else _RIGHT
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(f"{row.name}: {row.words}")
            case self.ROW:
                return row
        return None


def _chosen(choice: str, row: FrameRow) -> bool:
    if choice == "left out":
        return row.left_out
    return choice == "all" or row.level != "ok"
