"""Candidates of a light frame that were vetted, as a Qt table: artefacts first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from darkviewer.gui.text.numbers import number
from darkviewer.gui.text.tips import plain_tip

if TYPE_CHECKING:
    from darkviewer.runs.vet import Vetting

__all__ = ["COLUMNS", "VetModel"]

Index = QModelIndex | QPersistentModelIndex

COLUMNS = (
    ("x", "Column in the light frame, 0-based."),
    ("y", "Row in the light frame, 0-based."),
    ("artefact", "Probability that it is an artefact of this sensor."),
    ("why", "What the pixel there does in the darks, and what the shape says."),
)
"""Titles and tips."""

_WHY = len(COLUMNS) - 1
_Right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_Left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class VetModel(QAbstractTableModel):
    """Rows in the order of their probability; texts are made when they are shown."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.vetting: Vetting | None = None
        self._order = np.empty(0, np.intp)

    def set_vetting(self, vetting: Vetting | None) -> None:
        """Show other candidates, or none."""
        self.beginResetModel()
        self.vetting = vetting
        self._order = np.empty(0, np.intp)
        if vetting is not None:
            self._order = np.argsort(-vetting.match.probability, kind="stable")
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Candidates there are."""
        return 0 if parent is not None and parent.isValid() else len(self._order)

    def columnCount(self, parent: Index | None = None) -> int:
        """Of `COLUMNS`."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Titles of the columns, and what they mean."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        title, tip = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        if role == Qt.ItemDataRole.TextAlignmentRole and section < _WHY:
            return _Right
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _Left
        return tip if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a cell; all of it in the tip."""
        if not index.isValid() or self.vetting is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() < _WHY:
            return _Right
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        text = self._text(int(self._order[index.row()]), index.column())
        return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text

    def _text(self, row: int, column: int) -> str:
        from darkviewer.reports.vet import reasons

        assert self.vetting is not None
        match = self.vetting.match
        if column == _WHY:
            return reasons(self.vetting, np.array([row]))[0]
        place = (self.vetting.x, self.vetting.y, match.probability)[column]
        return number(float(place[row]), 1 if column < 2 else 3)
