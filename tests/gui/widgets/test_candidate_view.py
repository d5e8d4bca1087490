"""The heading of the table: whole counts, or none; room for the filter first."""

from __future__ import annotations

import pytest

from darkviewer.gui.widgets.candidate_view import CandidateView
from tests.helpers.scene import Scene


@pytest.fixture
def view(scene: Scene) -> CandidateView:
    made = CandidateView(scene.workspace)
    scene.qtbot.addWidget(made)
    made.resize(900, 240)
    with scene.qtbot.waitExposed(made):
        made.show()
    scene.open()
    scene.calibrate()
    return made


def test_counts_are_left_out_whole_where_there_is_no_room(view: CandidateView) -> None:
    everything = view._counts.text()
    assert " · " in everything
    seen = set()
    for width in range(900, 200, -10):
        view.resize(width, 240)
        words = view._counts.text()
        assert everything.startswith(words)
        assert words == "" or everything[len(words) :][:3] in ("", " · ")
        assert view._counts.isVisible() == bool(words)
        seen.add(words)
    assert seen == {everything, everything.split(" · ")[0], ""}


def test_an_empty_table_has_nothing_to_scroll(view: CandidateView) -> None:
    view.resize(300, 240)
    assert view.view.horizontalScrollBar().maximum() > 0
    view.filter.setText("x<0")
    view._filter()
    assert not view.view.horizontalScrollBar().isVisible()


def test_what_is_selected_is_a_candidate_and_not_a_place(
    view: CandidateView, scene: Scene
) -> None:
    workspace, chosen = scene.workspace, []
    model, selection = view.model, view.view.selectionModel()
    wanted = model.id_at(model.rowCount() - 1)  # the faintest: it goes first
    workspace.select_candidate(wanted)
    workspace.candidate_selected.connect(chosen.append)
    values = sorted(workspace.candidates.value_e.tolist())
    for threshold in (values[0], values[1], values[-1] + 1, values[0], 250.0, 300.0):
        workspace.set_parameter("threshold_e", threshold)
        row = model.row_of(wanted)
        rows = [index.row() for index in selection.selectedRows()]
        assert rows == ([] if row is None else [row])
    assert model.row_of(wanted) is not None
    assert workspace.selected == wanted
    assert chosen == []
