"""Columns that stay, and those that move beneath them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QApplication, QTableView
from pytestqt.qtbot import QtBot

from darkviewer.core.health.check import Finding
from darkviewer.core.health.table import CHECKS
from darkviewer.gui.models.frame_columns import FrameRow
from darkviewer.gui.widgets.column_scroll import ColumnScroll
from darkviewer.gui.widgets.frame_table import FrameTable
from darkviewer.gui.widgets.row_pictures import RowPictures
from tests.helpers.scene import PATIENCE_MS, Scene, shown


@pytest.fixture
def view(qtbot: QtBot) -> QTableView:
    """Two columns of 30 that stay, five of 100, and words of 60 at least."""
    made = QTableView()
    made.setModel(QStandardItemModel(3, 8, made))
    made.verticalHeader().hide()
    made.horizontalHeader().setStretchLastSection(True)
    return shown(qtbot, made, 480, 120)


WIDTHS = [30, 30, 100, 100, 100, 100, 100, 60]


def in_sight(view: QTableView) -> list[int]:
    header = view.horizontalHeader()
    order = [header.logicalIndex(place) for place in range(header.count())]
    return [section for section in order if not view.isColumnHidden(section)]


def test_as_many_as_fit_and_a_bar_for_the_others(
    qtbot: QtBot, view: QTableView
) -> None:
    across = ColumnScroll(view, staying=2)
    across.fit()  # nothing is known yet
    across.set_columns(WIDTHS, first=())
    assert in_sight(view) == [0, 1, 2, 3, 4, 7]  # 60 + 300 + 60 of less than 480
    assert across.bar.maximum() == 2
    across.step(1)
    assert in_sight(view) == [0, 1, 3, 4, 5, 7]
    across.step(9)
    assert in_sight(view) == [0, 1, 4, 5, 6, 7]
    own = view.horizontalScrollBar()  # the table itself never scrolls
    qtbot.waitUntil(lambda: own.maximum() == 0, timeout=PATIENCE_MS)
    view.resize(700, 120)
    across.fit()
    assert in_sight(view) == [0, 1, 2, 3, 4, 5, 6, 7]
    assert across.bar.isHidden()


def test_some_come_first_where_not_all_fit(view: QTableView) -> None:
    across = ColumnScroll(view, staying=2)
    across.set_columns(WIDTHS, first={6, 5})
    assert in_sight(view) == [0, 1, 5, 6, 2, 7]
    across.set_columns([30, 30, 0, 100, 0, 100, 100, 60], first={6})
    assert in_sight(view) == [0, 1, 3, 5, 6, 7]


def test_one_is_in_sight_however_narrow(view: QTableView) -> None:
    across = ColumnScroll(view, staying=2)
    view.resize(120, 120)
    across.set_columns(WIDTHS, first=())
    assert in_sight(view) == [0, 1, 2, 7]
    across.step(9)
    assert in_sight(view) == [0, 1, 6, 7]


def test_a_width_that_the_user_chose_is_kept(view: QTableView) -> None:
    across = ColumnScroll(view, staying=2)
    across.set_columns(WIDTHS, first=())
    view.horizontalHeader().resizeSection(2, 190)
    assert in_sight(view) == [0, 1, 2, 3, 7]  # 60 + 290 + 60
    assert view.columnWidth(2) == 190


def test_the_flagged_measure_of_the_frames_comes_first(
    scene: Scene, row_pictures: RowPictures
) -> None:
    scene.open()
    table = shown(scene.qtbot, FrameTable(scene.workspace, row_pictures), 620, 200)
    check = next(check for check in CHECKS if check.name == "particles")
    odd = ((check, Finding("a shower", status="warn", frames=("a.fits",))),)
    rows = [FrameRow("a.fits", place=0, level="warn", words="a shower", odd=odd)]
    table.frames.set_rows(rows)
    header = table.horizontalHeader()
    first = table.frames.columns[header.logicalIndex(2)]
    assert first.name == "events"
    before = in_sight(table)
    assert before[-1] == len(table.frames.columns) - 1
    middle = QPointF(table.viewport().rect().center())
    for turned in (QPoint(-120, 0), QPoint(120, 0), QPoint(0, -120)):
        turn = QWheelEvent(
            middle,
            table.viewport().mapToGlobal(middle),
            QPoint(),
            turned,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(table.viewport(), turn)
        assert (in_sight(table) != before) is (turned.x() < 0)
