"""The table of the sources of a master."""

from __future__ import annotations

from PySide6.QtCore import Qt

from darkviewer.core.vetting.master_sources import MasterSource
from darkviewer.gui.models.master_source_model import COLUMNS, MasterSourceModel

HOT = MasterSource("hot pixel", 3, 1204, 900.4, 30.04, 1, known=True)
STAR = MasterSource("star-like", 7, 8, 5e3, 99.0, 9, 2e4, 2.1, 0.3, 12.0)


def texts(model: MasterSourceModel, row: int) -> list[str]:
    return [model.data(model.index(row, column)) for column in range(len(COLUMNS))]


def test_rows_say_what_is_known() -> None:
    model = MasterSourceModel()
    model.set_rows((STAR, HOT))
    assert model.rowCount() == 2
    assert model.columnCount() == len(COLUMNS) == 11
    assert (
        model.rowCount(model.index(0, 0)) == model.columnCount(model.index(0, 0)) == 0
    )
    assert texts(model, 0) == [
        *("star-like", "7", "8", "5,000", "99.0", "9"),
        *("20,000", "2.10", "0.30", "12.0", ""),
    ]
    assert texts(model, 1)[5:] == ["1", "", "", "", "", "yes"]


def test_titles_and_labels_are_explained() -> None:
    model = MasterSourceModel()
    model.set_rows((STAR,))
    across, tip = Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
    assert model.headerData(3, across) == "excess e⁻"
    assert "7x7" in model.headerData(3, across, tip)
    assert model.headerData(3, across, Qt.ItemDataRole.FontRole) is None
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert "see the sky" in model.data(model.index(0, 0), tip)
    assert model.data(model.index(0, 1), tip) is None
    alignment = Qt.ItemDataRole.TextAlignmentRole
    assert model.headerData(0, across, alignment) & int(Qt.AlignmentFlag.AlignLeft)
    for column in range(len(COLUMNS)):  # titles are above their numbers
        alike = model.data(model.index(0, column), alignment)
        assert model.headerData(column, across, alignment) == alike
    assert model.data(model.index(0, 1), alignment) & int(Qt.AlignmentFlag.AlignRight)
