"""Candidates of a light frame that were vetted, as a Qt table: artefacts first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from darkviewer.gui.models.titled_table import Index, PlainColumn, TitledTable
from darkviewer.gui.text.numbers import number
from darkviewer.gui.text.tips import plain_tip

if TYPE_CHECKING:
    from darkviewer.runs.vet import Vetting

__all__ = ["COLUMNS", "VetModel"]


COLUMNS = (
    PlainColumn("x", "Column in the light frame, 0-based."),
    PlainColumn("y", "Row in the light frame, 0-based."),
    PlainColumn("artefact", "Probability that it is an artefact of this sensor."),
    PlainColumn(
        "why",
        "What the pixel there does in the darks, and what the shape says.",
        left=True,
    ),
)

_WHY = len(COLUMNS) - 1


class VetModel(TitledTable):
    """Rows in the order of their probability; texts are made when they are shown."""

    columns = COLUMNS

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.vetting: Vetting | None = None
        self._rows: NDArray[np.intp] = np.empty(0, np.intp)

    def set_vetting(self, vetting: Vetting | None) -> None:
        """Show other candidates, or none."""
        self.beginResetModel()
        self.vetting = vetting
        self._rows = np.empty(0, np.intp)
        if vetting is not None:
            self._rows = np.argsort(-vetting.match.probability, kind="stable")
        self.endResetModel()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a cell; all of it in the tip."""
        if not index.isValid() or self.vetting is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(index.column())
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        text = self._text(int(self._rows[index.row()]), index.column())
        return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text

    def _text(self, row: int, column: int) -> str:
        from darkviewer.reports.vet import reasons

        assert self.vetting is not None
        match = self.vetting.match
        if column == _WHY:
            return reasons(self.vetting, np.array([row]))[0]
        place = (self.vetting.x, self.vetting.y, match.probability)[column]
        return number(float(place[row]), 1 if column < 2 else 3)
