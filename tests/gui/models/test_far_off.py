"""Which figure is worth knowing though no check speaks of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt

from darkviewer.gui.models import frame_model
from darkviewer.gui.models.far_off import far_off
from darkviewer.gui.models.frame_columns import COLUMNS, FrameColumn, FrameRow
from darkviewer.gui.models.frame_model import FrameModel

HOT = next(column for column in COLUMNS if column.name == "hot")
WORDS = COLUMNS[-1]


def rows(*hot: int | None, left_out: int = -1) -> list[FrameRow]:
    return [
        FrameRow(f"{n}.fits", place=n, hot_pixels=value, left_out=n == left_out)
        for n, value in enumerate(hot)
    ]


def test_one_far_off_the_others() -> None:
    assert far_off(HOT, rows(5, 7, 4, 6, 5, 31)) == {"5.fits"}
    assert far_off(HOT, rows(0, 0, 0, 0, 0, 9)) == frozenset()  # ten or more of them
    assert far_off(HOT, rows(1000, 1000, 1000, 1000, 1090)) == frozenset()  # a tenth
    assert far_off(HOT, rows(0, 0, 0, 40)) == frozenset()  # too few to tell
    assert far_off(HOT, rows(0, 0, 0, 0, None)) == frozenset()
    assert far_off(WORDS, rows(0, 0, 0, 0, 0, 40)) == frozenset()


def test_the_others_are_those_in_use() -> None:
    assert far_off(HOT, rows(0, 0, 0, 0, 0, 40, left_out=5)) == {"5.fits"}


@pytest.mark.usefixtures("qapp")
def test_the_table_says_so() -> None:
    model = FrameModel()
    model.set_rows(rows(5, 7, 4, 6, 5, 31))
    section = COLUMNS.index(HOT)
    here, there = model.index(5, section), model.index(0, section)
    assert here.data(FrameModel.FAR) is True
    assert there.data(FrameModel.FAR) is False
    tip = Qt.ItemDataRole.ToolTipRole
    assert "hot is far off the other frames" in here.data(tip)
    assert "far off" not in there.data(tip)


@pytest.mark.usefixtures("qapp")
def test_frames_that_are_not_listed_count_among_the_others() -> None:
    model, section = FrameModel(), COLUMNS.index(HOT)
    model.set_filter("5.fits")
    model.set_rows(rows(5, 7, 4, 6, 5, 31))
    assert model.index(0, section).data(FrameModel.FAR) is True
    model.set_rows(rows(30, 32, 29, 31, 30, 31))
    assert model.index(0, section).data(FrameModel.FAR) is False


@pytest.mark.usefixtures("qapp")
def test_only_a_column_in_sight_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def noted(column: FrameColumn, found: Sequence[FrameRow]) -> frozenset[str]:
        asked.append(column.name)
        return far_off(column, found)

    monkeypatch.setattr(frame_model, "far_off", noted)
    model, section = FrameModel(), COLUMNS.index(HOT)
    model.set_rows(rows(5, 7, 4, 6, 5, 31))
    assert asked == []
    for row in range(6):
        model.index(row, section).data(FrameModel.FAR)
    assert asked == ["hot"]
