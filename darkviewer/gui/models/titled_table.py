"""A Qt table whose columns have a title, what it means, and a side of their texts."""

from __future__ import annotations

from collections.abc import Sequence, Sized
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

__all__ = ["Index", "PlainColumn", "TitledColumn", "TitledTable"]

Index = QModelIndex | QPersistentModelIndex

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TitledColumn(Protocol):
    """What a table tells of a column."""

    @property
    def title(self) -> str:
        """Above it."""

    @property
    def tip(self) -> str:
        """What it means."""

    @property
    def left(self) -> bool:
        """Whether it holds words, and no numbers."""


@dataclass(frozen=True, slots=True)
class PlainColumn:
    """A `TitledColumn` of a table that makes the texts of its cells itself."""

    title: str
    tip: str
    left: bool = False


class TitledTable(QAbstractTableModel):
    """Rows and columns without a tree below them; the cells are up to the subclass.

    Attributes
    ----------
    columns : sequence of TitledColumn
        Those on show.
    """

    columns: Sequence[TitledColumn] = ()
    _rows: Sized = ()

    def rowCount(self, parent: Index | None = None) -> int:
        """Rows on show."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Columns on show."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Titles of the columns, and what they mean."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.title(section)
            case Qt.ItemDataRole.ToolTipRole:
                return self.columns[section].tip
            case Qt.ItemDataRole.TextAlignmentRole:
                return self.side(section)
        return None

    def title(self, section: int) -> str:
        """What is written above a column."""
        return self.columns[section].title

    def side(self, section: int) -> Qt.AlignmentFlag:
        """At which side the texts of a column begin or end."""
        return _LEFT if self.columns[section].left else _RIGHT
