"""The columns of the table: which are shown, and what their cells say."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.models.candidate_columns import COLUMNS
from darkviewer.gui.text.candidate_filter import RowFilter
from tests.helpers.captures import STAR
from tests.helpers.stars import FRAMES, row_of
from tests.helpers.windows import settle

P = next(i for i, column in enumerate(COLUMNS) if column.title == "p")


def test_the_table_shows_what_the_criterion_needs(
    untested: MainWindow, qtbot: QtBot
) -> None:
    view = untested.candidates.view
    titles = [column.title for column in COLUMNS]

    def shown() -> set[str]:
        return {t for i, t in enumerate(titles) if not view.isColumnHidden(i)}

    assert not shown() & {"σ", "χ²", "p", "ΔBIC", "L/(1+L)", "seen in"}
    assert {"plateau", "edge"} <= shown()
    untested.workspace.set_parameter("criterion", "psf")
    settle(untested, qtbot)
    assert {"σ", "χ²", "p", "ΔBIC", "L/(1+L)", "flux e⁻", "seen in"} <= shown()
    assert {"dx", "dy", "FWHM", "dof", "label"} <= shown()
    assert not shown() & {"plateau", "edge"}


def cell(window: MainWindow, candidate: int, title: str) -> object:
    """What the table shows, and the tip of the cell."""
    model = window.candidates.model
    column = next(i for i, c in enumerate(COLUMNS) if c.title == title)
    return model.index(model.row_of(candidate), column)


def test_cells_say_what_the_engine_found(tested: MainWindow) -> None:
    table = tested.workspace.candidates
    star = row_of(tested.workspace, *STAR)
    candidate = int(table.id[star])
    shape = table.classification.evidence.shape
    assert cell(tested, candidate, "χ²").data() == f"{shape.chi2[star]:.1f}"
    assert cell(tested, candidate, "flux e⁻").data() == f"{shape.flux_e[star]:,.0f}"
    assert cell(tested, candidate, "seen in").data() == f"1/{FRAMES}"
    label = cell(tested, candidate, "label")
    assert label.data() == "PSF-like"
    tip = label.data(Qt.ItemDataRole.ToolTipRole)
    assert "a star explains it best" in tip


def test_one_label_can_be_looked_at_alone(tested: MainWindow) -> None:
    view = tested.candidates
    words = tested.workspace.candidates.classification.words
    view.show_kind(label="telegraph")
    assert view.model.rowCount() == int((words == "telegraph").sum()) > 0
    view.show_kind()
    for text, label in (("psf-like", "PSF-like"), ("single pixel", "single pixel")):
        view.model.set_filter(RowFilter(text=text))
        assert view.model.rowCount() == int((words == label).sum()) > 0
    view.model.set_filter(RowFilter(text="p>1e-3 dbic>0"))
    assert view.model.rowCount() >= 1


def test_no_number_of_the_table_is_cut(tested: MainWindow) -> None:
    workspace, view = tested.workspace, tested.candidates.view
    table = workspace.candidates
    p = table.classification.evidence.shape.p
    p[:3] = 2e-123, 0.0, 4e-19
    table.classification.evidence.shape.flux_e[0] = -1.25e9
    workspace.candidates_changed.emit(replace(table, value_e=table.value_e * 1e4))
    model, metrics = tested.candidates.model, view.fontMetrics()
    for section, column in enumerate(COLUMNS):
        if view.isColumnHidden(section) or column.left:
            continue
        texts = [model.text_at(row, section) for row in range(model.rowCount())]
        widest = max(map(metrics.horizontalAdvance, texts))
        assert view.columnWidth(section) >= widest + 12, column.title
    shown = {model.text_at(row, P) for row in range(model.rowCount())}
    assert {"< 1e−99", "4e−19"} <= shown
    assert "0" not in shown
