"""What all tables of titled columns have in common."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QModelIndex, Qt

from darkviewer.gui.models.titled_table import Index, TitledTable

Role = Qt.ItemDataRole


@dataclass(frozen=True)
class Column:
    title: str
    tip: str
    left: bool = False


class Pets(TitledTable):
    columns = (Column("name", "As called.", left=True), Column("age", "In years."))

    def __init__(self) -> None:
        super().__init__()
        self._rows = ["Rex", "Tom", "Ada"]

    def data(self, index: Index, role: int = Role.DisplayRole) -> str | None:
        return self._rows[index.row()] if role == Role.DisplayRole else None


@pytest.fixture
def model() -> Pets:
    return Pets()


def test_rows_and_columns_have_nothing_below_them(model: Pets) -> None:
    assert (model.rowCount(), model.columnCount()) == (3, 2)
    assert (model.rowCount(QModelIndex()), model.columnCount(QModelIndex())) == (3, 2)
    cell = model.index(1, 0)
    assert cell.data() == "Tom"
    assert (model.rowCount(cell), model.columnCount(cell)) == (0, 0)


def test_titles_tips_and_sides(model: Pets) -> None:
    across = Qt.Orientation.Horizontal
    assert [model.headerData(n, across) for n in (0, 1)] == ["name", "age"]
    assert model.headerData(1, across, Role.ToolTipRole) == "In years."
    words = model.headerData(0, across, Role.TextAlignmentRole)
    numbers = model.headerData(1, across, Role.TextAlignmentRole)
    assert words & Qt.AlignmentFlag.AlignLeft
    assert numbers & Qt.AlignmentFlag.AlignRight
    assert model.headerData(0, across, Role.FontRole) is None
    assert model.headerData(0, Qt.Orientation.Vertical) is None
