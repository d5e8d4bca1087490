"""The table of frames: order, marks and keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.health.check import Finding
from darkviewer.core.health.table import CHECKS
from darkviewer.gui.models.frame_choice import ColumnChoice
from darkviewer.gui.models.frame_columns import COLUMNS, FrameRow
from darkviewer.gui.models.frame_model import FrameModel
from darkviewer.gui.widgets.frame_table import FrameTable
from darkviewer.gui.widgets.row_pictures import RowPictures
from tests.helpers.scene import Scene, shown


@pytest.fixture
def table(scene: Scene, row_pictures: RowPictures) -> FrameTable:
    scene.open()
    made = shown(scene.qtbot, FrameTable(scene.workspace, row_pictures), 1000, 200)
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


def test_ctrl_click_on_the_only_row_leaves_it(scene: Scene, table: FrameTable) -> None:
    table.selectRow(1)
    box = table.visualRect(table.frames.index(1, 1))
    scene.qtbot.mouseClick(
        table.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.ControlModifier,
        box.center(),
    )
    assert table.chosen == (1,)


def test_several_stay_selected_in_another_order(table: FrameTable) -> None:
    table.choose_names({"b.fits", "a.fits", "gone.fits"})
    assert table.chosen == (0, 1)
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert [row.name for row in table.chosen_rows] == ["b.fits", "a.fits"]
    table.choose_names(["gone.fits"])
    assert len(table.chosen_rows) == 2


def test_up_and_down_step_over_what_is_left_out(
    scene: Scene, table: FrameTable
) -> None:
    left_out = [
        replace(row, left_out=n in (1, 3))
        for n, row in enumerate(
            FrameRow(f"{name}.fits", place=n) for n, name in enumerate("abcd")
        )
    ]
    table.frames.set_rows(left_out)
    scene.workspace.set_excluded_view("step over")
    table.selectRow(0)
    scene.qtbot.keyClick(table, Qt.Key.Key_Down)
    assert table.currentIndex().row() == 2
    scene.qtbot.keyClick(table, Qt.Key.Key_Down)  # there is none below
    assert table.currentIndex().row() == 2
    scene.qtbot.keyClick(table, Qt.Key.Key_Up)
    assert table.currentIndex().row() == 0
    scene.workspace.set_excluded_view("hide")
    assert [row.name for row in table.frames.rows] == ["a.fits", "c.fits"]
    table.frames.choose("left out")
    assert [row.name for row in table.frames.rows] == ["b.fits", "d.fits"]


def test_the_cell_that_a_check_speaks_of_says_why(table: FrameTable) -> None:
    checks = {check.name: check for check in CHECKS}
    odd = (
        (checks["noise"], Finding("too noisy", status="fail", frames=("a.fits",))),
        (checks["particles"], Finding("a shower", status="warn", frames=("a.fits",))),
    )
    row = FrameRow(
        "a.fits", place=0, level="bad", words="too noisy (and 1 more)", odd=odd
    )
    table.frames.set_rows([row])

    def at(title: str, role: int) -> str:
        columns = table.frames.columns
        section = next(n for n, c in enumerate(columns) if c.name == title)
        return table.frames.index(0, section).data(role)

    level, tip = FrameModel.LEVEL, Qt.ItemDataRole.ToolTipRole
    assert [at(t, level) for t in ("noise", "events", "hot")] == ["bad", "warn", ""]
    assert "a.fits: a shower" in at("events", tip)
    assert "too noisy" not in at("events", tip)
    assert "too noisy" in at("hot", tip)
    assert "a shower" in at("hot", tip)
    assert at(COLUMNS[-1].name, level) == "bad"
    assert table.grab().toImage().size() == table.size()


def test_other_columns_keep_order_and_filter(table: FrameTable) -> None:
    hot = next(n for n, c in enumerate(COLUMNS) if c.title.startswith("hot"))
    table.sortByColumn(hot, Qt.SortOrder.AscendingOrder)
    table.frames.set_filter("hot>0")
    table.set_choice(ColumnChoice().with_card("GAIN", shown=True))
    assert names(table) == ["b.fits", "a.fits"]
    table.set_choice(ColumnChoice().with_measure("hot", shown=False))
    assert names(table) == ["a.fits", "b.fits", "c.fits"]  # neither has a column now
    with pytest.raises(DarkviewerError):
        table.frames.set_filter("hot>0")
