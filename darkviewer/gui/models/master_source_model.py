"""The sources of a master as a Qt table."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from darkviewer.core.vetting.master_sources import LABELS, MasterSource
from darkviewer.gui.text.numbers import chance, number

__all__ = ["COLUMNS", "MasterSourceModel"]

Index = QModelIndex | QPersistentModelIndex

_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_KNOWN = {None: "", True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """Title, meaning and text of one column."""

    title: str
    tip: str
    text: Callable[[MasterSource], str]


def _known(value: float, decimals: int = 0) -> str:
    return "" if math.isnan(value) else number(value, decimals)


COLUMNS = (
    SourceColumn("label", "What it looks like.", lambda row: row.label),
    SourceColumn("x", "Column, 0-based.", lambda row: number(row.x)),
    SourceColumn("y", "Row, 0-based.", lambda row: number(row.y)),
    SourceColumn(
        "excess e⁻",
        "Above the median of the 7x7 pixels around; columns and glow above the rest.",
        lambda row: number(row.excess_e),
    ),
    SourceColumn(
        "σ",
        "The same in robust sigmas of the master about its surroundings.",
        lambda row: number(row.sigmas, 1),
    ),
    SourceColumn(
        "pixels",
        "Connected, each more than 10 sigma above its surroundings.",
        lambda row: number(row.pixels),
    ),
    SourceColumn(
        "flux e⁻", "Light of the fitted star.", lambda row: _known(row.flux_e)
    ),
    SourceColumn(
        "FWHM", "Width of the fitted star, pixels.", lambda row: _known(row.fwhm_px, 2)
    ),
    SourceColumn(
        "p",
        "How often a star looks at least as unlike one, 10 % of each pixel allowed.",
        lambda row: "" if math.isnan(row.p) else chance(row.p),
    ),
    SourceColumn(
        "ΔBIC",
        "How much better a star explains it than hot pixel, pair or track.",
        lambda row: _known(row.dbic, 1),
    ),
    SourceColumn(
        "earlier",
        "Whether the earlier capture it was compared with has it, too.",
        lambda row: _KNOWN[row.known],
    ),
)


class MasterSourceModel(QAbstractTableModel):
    """One row per source, in the order they are given."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[MasterSource, ...] = ()

    def set_rows(self, rows: tuple[MasterSource, ...]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Sources."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Always the same."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, alignment, and in words what the label means."""
        row, column = self.rows[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 0:
            return f"{row.label}: {LABELS[row.label]}."
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return _RIGHT
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Titles, and what they mean."""
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return COLUMNS[section].tip
        return None
