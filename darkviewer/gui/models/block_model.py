"""The pixels around one, as a table: columns and rows carry their pixel numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from darkviewer.core.display.cutout import Cutout

__all__ = ["BlockModel"]

Index = QModelIndex | QPersistentModelIndex
_LARGE = 10_000  # from here on decimals say nothing
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class BlockModel(QAbstractTableModel):
    """Shows a `Cutout`; what is outside the frame is empty."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size
        self._block: Cutout | None = None
        self._decimals = 0

    def set_block(self, block: Cutout | None, decimals: int) -> None:
        """Show other pixels, all with so many decimals."""
        self._block, self._decimals = block, decimals
        last = self._size - 1
        self.dataChanged.emit(self.index(0, 0), self.index(last, last))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)
        self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, last)

    def rowCount(self, parent: Index | None = None) -> int:
        """Always the same."""
        return 0 if parent is not None and parent.isValid() else self._size

    def columnCount(self, parent: Index | None = None) -> int:
        """Always the same."""
        return 0 if parent is not None and parent.isValid() else self._size

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The number, right-aligned, in a fixed-width face."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT
        if role == Qt.ItemDataRole.FontRole:
            return fonts.mono()
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Column and row of the frame, 0-based."""
        if role != Qt.ItemDataRole.DisplayRole or self._block is None:
            return None
        across = orientation == Qt.Orientation.Horizontal
        return str((self._block.x0 if across else self._block.y0) + section)

    def copied(self, indexes: Iterable[QModelIndex]) -> str:
        """The smallest rectangle around some cells as text: tabs, x above, y left."""
        block, chosen = self._block, list(indexes)
        if block is None or not chosen:
            return ""
        rows = range(min(i.row() for i in chosen), max(i.row() for i in chosen) + 1)
        columns = range(
            min(i.column() for i in chosen), max(i.column() for i in chosen) + 1
        )
        lines = [["y\\x", *(str(block.x0 + x) for x in columns)]]
        for y in rows:
            values = (block.values[y, x] for x in columns)
            lines.append([str(block.y0 + y), *(_digits(value) for value in values)])
        return "\n".join("\t".join(line) for line in lines) + "\n"

    def _text(self, row: int, column: int) -> str:
        block = self._block
        if block is None or not block.inside[row, column]:
            return ""
        value = float(block.values[row, column])
        return number(value, 0 if abs(value) >= _LARGE else self._decimals)


def _digits(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.8g}"
