"""Frames as a Qt table: roles, choices, headings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from darkviewer.core.health.check import Finding
from darkviewer.core.health.table import CHECKS
from darkviewer.gui.models.frame_columns import COLUMNS, FrameRow
from darkviewer.gui.models.frame_model import FrameModel

pytestmark = pytest.mark.usefixtures("qapp")

ROWS = [
    FrameRow("a.fits", place=0),
    FrameRow("b.fits", place=1, level="warn", words="warm"),
    FrameRow("c.fits", level="bad", words="left out: cut off", left_out=True),
]


@pytest.fixture
def model() -> FrameModel:
    made = FrameModel()
    QAbstractItemModelTester(
        made, QAbstractItemModelTester.FailureReportingMode.Fatal, made
    )
    made.set_rows(ROWS)
    return made


def test_choices(model: FrameModel) -> None:
    shown = []
    for choice in ("all", "left out"):
        model.choose(choice)
        shown.append([row.name for row in model.rows])
    assert shown == [["a.fits", "b.fits", "c.fits"], ["c.fits"]]
    model.choose("flagged")
    assert [row.name for row in model.rows] == ["b.fits", "c.fits"]
    assert model.row_of(1) == 0
    assert model.row_of(0) is None
    model.choose("sound")
    assert [row.name for row in model.rows] == ["a.fits"]
    assert model.counts() == {"all": 3, "sound": 1, "flagged": 2, "left out": 1}


def test_the_same_rows_leave_the_view_alone(model: FrameModel) -> None:
    told = []
    model.modelReset.connect(lambda: told.append(1))
    model.set_rows(list(ROWS))
    assert not told
    model.set_rows(ROWS[:2])
    assert told


def test_other_words_of_the_checks_touch_only_their_cells(model: FrameModel) -> None:
    resets: list[int] = []
    changed: list[tuple[int, int]] = []
    model.modelReset.connect(lambda: resets.append(1))

    def note(first: QModelIndex, last: QModelIndex) -> None:
        assert first == last
        changed.append((first.row(), first.column()))

    model.dataChanged.connect(note)
    noise = next(check for check in CHECKS if check.name == "noise")
    odd = ((noise, Finding("too noisy", status="warn", frames=("b.fits",))),)
    warm = replace(ROWS[1], words="warmer", level="bad", odd=odd)
    model.set_rows([ROWS[0], warm, ROWS[2]])
    assert not resets
    noisy = next(n for n, column in enumerate(COLUMNS) if column.name == "noise")
    assert changed == [(1, 0), (1, noisy), (1, len(COLUMNS) - 1)]
    assert model.index(1, len(COLUMNS) - 1).data() == "warmer"
    model.choose("flagged")
    model.set_rows([ROWS[0], replace(ROWS[1], level="ok"), ROWS[2]])
    assert len(resets) == 2  # one more row is not among them
    assert [row.name for row in model.rows] == ["c.fits"]


def test_headings(model: FrameModel) -> None:
    across = Qt.Orientation.Horizontal
    assert model.headerData(1, across) == "frame"
    assert model.headerData(1, across, Qt.ItemDataRole.ToolTipRole) == COLUMNS[1].tip
    side = model.headerData(1, across, Qt.ItemDataRole.TextAlignmentRole)
    assert side & Qt.AlignmentFlag.AlignLeft
    assert model.headerData(1, across, Qt.ItemDataRole.DecorationRole) is None
    assert model.headerData(1, Qt.Orientation.Vertical) is None


def test_cells(model: FrameModel) -> None:
    index = model.index(1, len(COLUMNS) - 1)
    assert index.data() == "warm"
    assert "b.fits: warm" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(FrameModel.ROW) is ROWS[1]
    assert index.data(Qt.ItemDataRole.DecorationRole) is None
    assert model.data(QModelIndex()) is None
    assert model.rowCount(index) == model.columnCount(index) == 0
