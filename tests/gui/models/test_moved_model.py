"""Candidates gained or lost, as a table."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from darkviewer.core.review.what_if import Moved
from darkviewer.gui.models.moved_model import MovedModel
from darkviewer.gui.text.units import Units

MOVED = Moved(
    frame=np.array([4, 0], np.int32),
    x=np.array([10, 2047], np.int32),
    y=np.array([20, 3], np.int32),
    value_e=np.array([1325.4, 250.0]),
    sigma=np.array([34.31, np.nan]),
    stars=np.array([True, False]),
)


@pytest.fixture
def model() -> MovedModel:
    made = MovedModel()
    made.set_moved(MOVED, Units())
    return made


def rows(model: MovedModel) -> list[list[str]]:
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_each_candidate_in_words(model: MovedModel) -> None:
    assert rows(model) == [
        ["10, 20", "5", "1,325", "34.3", "PSF-like"],
        ["2047, 3", "1", "250", "–", ""],
    ]
    assert model.place_of(0) == (4, 10, 20)
    assert "click" in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
    sides = [
        model.index(0, column).data(Qt.ItemDataRole.TextAlignmentRole)
        for column in (0, 2)
    ]
    assert sides[0] & left
    assert sides[1] & right
    assert model.index(0, 0).data(Qt.ItemDataRole.DecorationRole) is None
    assert model.data(QModelIndex()) is None


def test_in_the_unit_chosen(model: MovedModel) -> None:
    model.set_moved(MOVED, Units("ADU", e_per_adu=2.0))
    assert rows(model)[0][2] == "662.7"
    horizontal = Qt.Orientation.Horizontal
    titles = [model.headerData(column, horizontal) for column in range(5)]
    assert titles == ["x, y", "frame", "ADU", "σ", "verdict"]


def test_none(model: MovedModel) -> None:
    QAbstractItemModelTester(model)
    model.set_moved(None, Units())
    assert model.rowCount() == 0
