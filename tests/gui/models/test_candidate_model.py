"""The table of candidates: order, filter, texts, ids, and speed on many rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.modeltest import ModelTester

from darkviewer.gui.models.candidate_columns import COLUMNS
from darkviewer.gui.models.candidate_model import CandidateModel
from darkviewer.gui.text.candidate_filter import RowFilter
from tests.helpers.tables import NX, NY, table_of

PEAK = 3


def column(model: CandidateModel, title: str) -> list[str]:
    at = [c.title for c in COLUMNS].index(title)
    return [model.data(model.index(row, at)) for row in range(model.rowCount())]


def test_it_is_a_model_as_qt_wants_it(
    model: CandidateModel, qtmodeltester: ModelTester
) -> None:
    qtmodeltester.check(model)


def test_candidates_come_first_then_the_brightest(model: CandidateModel) -> None:
    assert column(model, "peak e⁻") == ["300.0", "250.0", "1,234", "1,000.0"]
    assert column(model, "label") == ["PSF candidate"] * 2 + ["leader"] * 2


def test_texts(model: CandidateModel) -> None:
    assert column(model, "frame") == ["2", "1", "1", "2"]
    assert column(model, "ratio") == ["0.33", "0.35", "0.05", "–"]
    assert column(model, "edge") == ["", "", "edge", ""]


def test_tip_gives_both_origins(model: CandidateModel) -> None:
    tip = model.data(model.index(0, 1), Qt.ItemDataRole.ToolTipRole)
    assert tip == "x 150, y 250 (0-based) · FITS 151, 251"


@pytest.mark.parametrize("descending", [False, True])
def test_sort_puts_nan_last(model: CandidateModel, descending: bool) -> None:
    order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
    section = [c.title for c in COLUMNS].index("ratio")
    model.sort(section, order)
    ratios = column(model, "ratio")
    assert ratios[-1] == "–"
    assert ratios[:3] == sorted(ratios[:3], reverse=descending)
    assert model.headerData(section, Qt.Orientation.Horizontal).startswith(
        "↓" if descending else "↑"
    )


def test_ids_and_rows_find_each_other(model: CandidateModel) -> None:
    for row in range(model.rowCount()):
        assert model.row_of(model.id_at(row)) == row
    assert model.row_of(12345) is None
    assert model.row_of(None) is None
    assert model.id_at(99) is None


def test_a_filtered_candidate_has_no_row(model: CandidateModel) -> None:
    hidden = model.id_at(3)
    model.set_filter(RowFilter(accepted_only=True))
    assert model.rowCount() == 2
    assert model.row_of(hidden) is None


def test_without_a_table_there_is_nothing() -> None:
    model = CandidateModel()
    model.set_filter(RowFilter(text="x<100"))
    model.sort(3)
    assert model.rowCount() == 0


@given(data=st.data())
def test_another_table_is_shown_whole(data: st.DataObject) -> None:
    """Whatever came before: rows are added and removed, never left over."""
    model = CandidateModel()
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    model.set_filter(RowFilter(text=data.draw(st.sampled_from(["", "x<500"]))))
    model.sort(data.draw(st.sampled_from([-1, PEAK])), Qt.SortOrder.DescendingOrder)
    natural = model._column is None
    kept = 500 if model._filter.text else NX
    for _ in range(4):
        peaks = data.draw(st.lists(st.integers(1, 9999), max_size=9, unique=True))
        rows = [
            (0, p % 1000, p // 1000, float(p), 0.5, p % 3 == 0)
            for p in sorted(peaks, reverse=True)
        ]
        model.set_table(table_of(rows) if rows else None)
        shown = [row for row in rows if row[1] < kept]
        if natural:
            shown.sort(key=lambda row: (not row[5], -row[3]))
        ids = [(row[2]) * NX + row[1] for row in shown]
        assert [model.id_at(row) for row in range(model.rowCount())] == ids
        assert column(model, "x") == [str(row[1]) for row in shown]
    del tester


def test_many_rows_are_found_again() -> None:
    n = 20_000
    rng = np.random.default_rng(1)
    places = rng.choice(NX * NY, n, replace=False)
    table = table_of(
        [
            (0, int(at % NX), int(at // NX), float(k + 1), 0.5, k % 2 == 0)
            for k, at in enumerate(places)
        ]
    )
    model = CandidateModel()
    model.set_table(table)
    model.sort(PEAK, Qt.SortOrder.AscendingOrder)
    assert [model.id_at(row) for row in (0, n // 2, n - 1)] == [
        places[0],
        places[n // 2],
        places[-1],
    ]
    assert model.row_of(int(places[777])) == 777
