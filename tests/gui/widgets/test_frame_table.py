"""The table of frames: order, marks and keys."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.gui.models.frame_columns import COLUMNS, FrameRow
from darkviewer.gui.widgets.frame_table import FrameTable
from tests.helpers.scene import Scene, shown


@pytest.fixture
def table(scene: Scene) -> FrameTable:
    scene.open()
    made = shown(scene.qtbot, FrameTable(scene.workspace), 1000, 200)
    made.frames.set_rows(
        [
            FrameRow("a.fits", place=0, hot_pixels=3),
            FrameRow("b.fits", place=1, hot_pixels=1, level="warn", words="warm"),
            FrameRow("c.fits", level="bad", words="left out: a copy", left_out=True),
        ]
    )
    return made


def names(table: FrameTable) -> list[str]:
    return [row.name for row in table.frames.rows]


def test_sorting_by_soundness_shows_the_doubtful_first(table: FrameTable) -> None:
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert names(table) == ["c.fits", "b.fits", "a.fits"]


def test_what_is_not_known_is_last(table: FrameTable) -> None:
    hot = next(n for n, c in enumerate(COLUMNS) if c.title.startswith("hot"))
    table.sortByColumn(hot, Qt.SortOrder.AscendingOrder)
    assert names(table) == ["b.fits", "a.fits", "c.fits"]


def test_the_selection_survives_another_order(scene: Scene, table: FrameTable) -> None:
    scene.workspace.set_frame(1)
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert table.currentIndex().row() == 1
    table.frames.choose("left out")  # the frame on show is not among them
    assert not table.selectedIndexes()


def test_no_number_is_cut_and_no_column_shrinks(table: FrameTable) -> None:
    hot = next(n for n, c in enumerate(COLUMNS) if c.title.startswith("hot"))
    before = table.columnWidth(hot)
    table.frames.set_rows([FrameRow("a.fits", place=0, hot_pixels=123_456_789)])
    widest = table.fontMetrics().horizontalAdvance("123,456,789")
    assert table.columnWidth(hot) > max(widest, before)
    wide = table.columnWidth(hot)
    table.frames.set_rows([FrameRow("a.fits", place=0, hot_pixels=1)])
    assert table.columnWidth(hot) == wide


def test_other_keys_move_in_the_table(scene: Scene, table: FrameTable) -> None:
    table.selectRow(0)
    scene.qtbot.keyClick(table, Qt.Key.Key_Down)
    assert scene.workspace.frame == 1


def test_what_no_header_tells_has_no_column(table: FrameTable) -> None:
    time = next(n for n, c in enumerate(COLUMNS) if c.title.startswith("time"))
    assert table.isColumnHidden(time)
    told = FrameInfo(Path("a.fits"), (8, 8), time=datetime(2024, 5, 8))
    table.frames.set_rows([FrameRow("a.fits", told, 0)])
    assert not table.isColumnHidden(time)
