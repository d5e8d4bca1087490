"""Vetted candidates in a table, artefacts first."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt

from darkviewer.core.progress import drive
from darkviewer.gui.models.vet_model import COLUMNS, VetModel
from darkviewer.runs.vet import vet_file
from tests.helpers.lights import TELEGRAPH

Role = Qt.ItemDataRole


@pytest.fixture
def model(sensor_path: Path, tmp_path: Path) -> VetModel:
    path = tmp_path / "found.csv"
    path.write_text(f"x,y\n60.25,45\n,\n{TELEGRAPH[0]}.0,{TELEGRAPH[1]}.1\n")
    model = VetModel()
    model.set_vetting(drive(vet_file(path, sensor_path)))
    return model


def row(model: VetModel, number: int) -> list[str]:
    return [model.index(number, column).data() for column in range(len(COLUMNS))]


def test_artefacts_come_first_and_rows_without_a_place_last(model: VetModel) -> None:
    assert model.rowCount() == 3
    assert row(model, 0)[:3] == ["20.0", "30.1", "1.000"]
    assert row(model, 0)[3].startswith("telegraph pixel here, high in 3 of 8")
    assert row(model, 1)[:2] == ["60.2", "45.0"]
    assert row(model, 2) == ["–", "–", "–", "no place in the table"]


def test_texts_are_whole_in_the_tip(model: VetModel) -> None:
    tip = model.index(0, 3).data(Role.ToolTipRole)
    assert "telegraph pixel here" in tip
    assert model.index(0, 0).data(Role.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert model.index(0, 3).data(Role.TextAlignmentRole) & Qt.AlignmentFlag.AlignLeft
    assert model.index(0, 3).data(Role.DecorationRole) is None


def test_titles_and_what_they_mean(model: VetModel) -> None:
    head = Qt.Orientation.Horizontal
    for section, column in enumerate(COLUMNS):
        assert model.headerData(section, head) == column.title
        assert model.headerData(section, head, Role.ToolTipRole) == column.tip
    right = model.headerData(0, head, Role.TextAlignmentRole)
    assert right & Qt.AlignmentFlag.AlignRight
    left = model.headerData(3, head, Role.TextAlignmentRole)
    assert left & Qt.AlignmentFlag.AlignLeft
    assert model.headerData(3, head, Role.DecorationRole) is None
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_nothing_to_show(model: VetModel) -> None:
    assert model.data(QModelIndex()) is None
    cell = model.index(0, 0)
    assert (model.rowCount(cell), model.columnCount(cell)) == (0, 0)
    model.set_vetting(None)
    assert (model.rowCount(), model.columnCount()) == (0, len(COLUMNS))
    assert np.size(model._rows) == 0
