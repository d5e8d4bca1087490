"""Candidates that other limits would gain or lose, as a Qt table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from darkviewer.gui.models.titled_table import Index, PlainColumn, TitledTable
from darkviewer.gui.text.numbers import number
from darkviewer.gui.text.units import Units

if TYPE_CHECKING:
    from darkviewer.core.review.what_if import Moved

__all__ = ["COLUMNS", "MovedModel"]


COLUMNS = (
    PlainColumn("x, y", "Column and row, 0-based.", left=True),
    PlainColumn("frame", "Number of the frame, from 1."),
    PlainColumn("e⁻", "Residual of the pixel."),
    PlainColumn("σ", "Residual over its own noise."),
    PlainColumn("verdict", "Whether somebody has called it PSF-like.", left=True),
)
_VALUE = 2


class MovedModel(TitledTable):
    """The most significant first; texts are made when they are shown."""

    columns = COLUMNS

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.moved: Moved | None = None
        self._rows: range = range(0)
        self._units = Units()

    def set_moved(self, moved: Moved | None, units: Units) -> None:
        """Show other candidates, or none."""
        self.beginResetModel()
        self.moved, self._units = moved, units
        self._rows = range(0 if moved is None else len(moved))
        self.endResetModel()

    def title(self, section: int) -> str:
        """The unit of the residual is the one chosen."""
        if section == _VALUE:
            return self._units.of("e-").words
        return super().title(section)

    def place_of(self, row: int) -> tuple[int, int, int]:
        """Frame, column and row of a candidate."""
        assert self.moved is not None
        columns = self.moved.frame, self.moved.x, self.moved.y
        frame, x, y = (int(column[row]) for column in columns)
        return frame, x, y

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a cell."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts(index.row())[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return "A click goes there."
        return None

    def _texts(self, row: int) -> tuple[str, ...]:
        assert self.moved is not None
        frame, x, y = self.place_of(row)
        value = self._units.of("e-").text(float(self.moved.value_e[row]), 0)
        sigma = number(float(self.moved.sigma[row]), 1)
        star = "PSF-like" if self.moved.stars[row] else ""
        return f"{x}, {y}", number(frame + 1), value, sigma, star
