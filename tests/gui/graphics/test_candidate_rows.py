from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QTableView

from darkviewer.gui.graphics.candidate_rows import CandidateRows
from darkviewer.gui.models.candidate_columns import COLUMNS, LABEL_COLUMN
from darkviewer.gui.models.candidate_model import CandidateModel
from darkviewer.gui.style.theme import LABEL_MARKS, PALETTES, qt_palette
from tests.helpers.scene import Scene

PEAK = next(i for i, column in enumerate(COLUMNS) if column.title == "peak e⁻")
PALETTE = PALETTES["dark"]


@pytest.fixture
def table(scene: Scene) -> QTableView:
    scene.open()
    scene.calibrate()
    model = CandidateModel()
    view = CandidateRows(model, PALETTE)
    scene.qtbot.addWidget(view)
    model.setParent(view)
    model.set_table(scene.workspace.candidates)
    view.setPalette(qt_palette(PALETTE))
    view.setShowGrid(False)
    view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    view.resize(1800, 200)
    with scene.qtbot.waitExposed(view):
        view.show()
    return view


def cell(view: QTableView, row: int, column: int) -> NDArray[np.uint8]:
    """Red, green, blue of the pixels of a cell."""
    box = view.visualRect(view.model().index(row, column))
    picture = view.viewport().grab(box).toImage()
    picture = picture.convertToFormat(QImage.Format.Format_RGB888)
    flat = np.frombuffer(picture.constBits(), np.uint8)
    rows = flat.reshape(picture.height(), -1)[:, : 3 * picture.width()]
    return rows.reshape(picture.height(), -1, 3).copy()


def holds(pixels: NDArray[np.uint8], colour: str) -> bool:
    return bool((pixels == QColor(colour).getRgb()[:3]).all(axis=2).any())


def test_a_number_stands_at_the_right(table: QTableView) -> None:
    pixels = cell(table, 0, PEAK).astype(int)
    ink = np.flatnonzero((pixels != pixels[0, 0]).any(axis=(0, 2)))
    assert ink.size
    assert pixels.shape[1] - 12 < ink[-1] < pixels.shape[1] - 5


def test_a_column_is_not_dragged_narrower_than_its_numbers(table: QTableView) -> None:
    table.widen_columns()
    table.setColumnWidth(PEAK, 30)
    texts = [table.model().index(r, PEAK).data() for r in range(3)]
    widest = max(map(table.fontMetrics().horizontalAdvance, texts))
    assert table.columnWidth(PEAK) >= widest + 12


def test_a_number_at_the_edge_of_the_table_is_whole_or_not_there(
    table: QTableView,
) -> None:
    table.follow_text()
    values = [table.model().index(row, PEAK).data() for row in (0, 1)]
    assert values[0] != values[1]
    right = table.columnViewportPosition(PEAK) + table.columnWidth(PEAK)
    table.resize(right - 14 + table.width() - table.viewport().width(), 200)
    table.clearSelection()
    first, second = (cell(table, row, PEAK)[:, :-14] for row in (0, 1))
    assert (first == second).all(), "two numbers, cut, are on show"
    assert (first != first[0, 0]).any(), "nothing says that there is a number"


def test_the_selected_row_has_another_ground(table: QTableView) -> None:
    table.selectRow(1)
    for column in (0, PEAK, LABEL_COLUMN):
        assert holds(cell(table, 1, column), PALETTE.accent_fill)
        assert not holds(cell(table, 0, column), PALETTE.accent_fill)


def test_the_label_has_the_colour_of_its_marker(table: QTableView) -> None:
    rows = range(table.model().rowCount())
    texts = [table.model().index(row, LABEL_COLUMN).data() for row in rows]
    leader = texts.index("leader")
    assert holds(cell(table, leader, LABEL_COLUMN), LABEL_MARKS["leader"][1])
    assert not holds(cell(table, leader, PEAK), LABEL_MARKS["leader"][1])
