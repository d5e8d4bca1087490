"""The sources of a master as a Qt table."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt

from darkviewer.core.vetting.master_sources import LABELS, MasterSource
from darkviewer.gui.models.titled_table import Index, TitledTable
from darkviewer.gui.text.numbers import chance, number

__all__ = ["COLUMNS", "MasterSourceModel"]

_KNOWN = {None: "", True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """Title, meaning and text of one column."""

    title: str
    tip: str
    text: Callable[[MasterSource], str]
    left: bool = False


def _known(value: float, decimals: int = 0) -> str:
    return "" if math.isnan(value) else number(value, decimals)


COLUMNS = (
    SourceColumn("label", "What it looks like.", lambda row: row.label, left=True),
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


class MasterSourceModel(TitledTable):
    """One row per source, in the order they are given."""

    columns = COLUMNS

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[MasterSource, ...] = ()

    @property
    def rows(self) -> tuple[MasterSource, ...]:
        """Those on show."""
        return self._rows

    def set_rows(self, rows: tuple[MasterSource, ...]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, alignment, and in words what the label means."""
        row, column = self._rows[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 0:
            return f"{row.label}: {LABELS[row.label]}."
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(index.column())
        return None
