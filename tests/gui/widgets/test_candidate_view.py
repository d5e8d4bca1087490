"""The table of candidates: heading, filter, and a selection shared with the image."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from darkviewer.gui.geometry.pixel_coords import centre
from darkviewer.gui.widgets.candidate_view import CandidateView
from tests.helpers.captures import HOT, NX, STAR
from tests.helpers.scene import Scene
from tests.helpers.windows import Driver


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
    workspace.pixel_changed.connect(lambda held: chosen.append((held.x, held.y)))
    values = sorted(workspace.candidates.value_e.tolist())
    for threshold in (values[0], values[1], values[-1] + 1, values[0], 250.0, 300.0):
        workspace.set_parameter("threshold_e", threshold)
        row = model.row_of(wanted)
        rows = [index.row() for index in selection.selectedRows()]
        assert rows == ([] if row is None else [row])
    assert model.row_of(wanted) is not None
    assert workspace.selected == wanted
    held = workspace.pixel_in_hand
    assert set(chosen) <= {(held.x, held.y)}


def test_a_row_brings_its_frame_and_its_pixel(opened: Driver) -> None:
    view, model = opened.window.candidates.view, opened.window.candidates.model
    row = model.row_of(opened.id_of(*HOT))
    opened.qtbot.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        pos=view.visualRect(model.index(row, 1)).center(),
    )
    opened.settle()
    assert opened.workspace.selected == opened.id_of(*HOT)
    assert opened.workspace.frame == HOT[0]


def test_j_and_k_walk_through_the_rows_in_their_order(opened: Driver) -> None:
    window, model = opened.window, opened.window.candidates.model
    window.image.setFocus()
    window.candidates.select_first()
    opened.press(Qt.Key.Key_J)
    assert opened.workspace.selected == model.id_at(1)
    opened.press(Qt.Key.Key_K)
    assert opened.workspace.selected == model.id_at(0)
    opened.press(Qt.Key.Key_Up)
    assert opened.workspace.selected == model.id_at(0)


def test_the_selection_survives_sorting_and_filtering(opened: Driver) -> None:
    candidates, workspace = opened.window.candidates, opened.workspace
    chosen = workspace.selected
    candidates.model.sort(3)
    assert workspace.selected == chosen
    candidates.filter.setText(f"frame {HOT[0] + 1}")
    opened.qtbot.waitUntil(lambda: candidates.model.row_of(chosen) is None)
    assert workspace.selected == chosen
    candidates.filter.setText("")
    opened.qtbot.waitUntil(lambda: candidates.model.row_of(chosen) is not None)
    assert candidates.view.currentIndex().row() == candidates.model.row_of(chosen)


def test_a_filter_that_is_not_understood_is_marked(opened: Driver) -> None:
    candidates = opened.window.candidates
    candidates.filter.setText("colour<3")
    opened.qtbot.waitUntil(lambda: candidates.filter.property("valid") == "false")
    assert "not understood" in opened.window.status.message.text()
    candidates.filter.setText("x<3")
    opened.qtbot.waitUntil(lambda: candidates.filter.property("valid") == "true")


def test_enter_zooms_to_the_candidate_and_backspace_returns(opened: Driver) -> None:
    window = opened.window
    window.image.setFocus()
    whole = window.image.region
    opened.press(Qt.Key.Key_Return)
    x0, x1, y0, y1 = window.image.region
    assert x1 - x0 < NX - 1
    assert x0 <= STAR[1] <= x1
    assert y0 <= STAR[2] <= y1
    opened.press(Qt.Key.Key_Backspace)
    assert window.image.region == whole


def test_a_click_on_a_marker_selects_its_row(opened: Driver) -> None:
    window = opened.window
    window.candidates.select_first()
    opened.workspace.set_frame(HOT[0])
    opened.settle()
    view = window.image.view
    seen = view._view.rect(view._size())
    point = (centre(*HOT[1:]) - seen.topLeft()) * view._view.scale
    opened.qtbot.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=point.toPoint()
    )
    assert opened.workspace.selected == opened.id_of(*HOT)
    row = window.candidates.view.currentIndex().row()
    assert row == window.candidates.model.row_of(opened.id_of(*HOT))


def test_ctrl_takes_nothing_out_of_hand(view: CandidateView, scene: Scene) -> None:
    wanted = view.model.id_at(1)
    scene.workspace.select_candidate(wanted)
    place = view.view.visualRect(view.model.index(1, 0)).center()
    button, held = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
    scene.qtbot.mouseClick(view.view.viewport(), button, held, place)
    rows = [index.row() for index in view.view.selectionModel().selectedRows()]
    assert rows == [1]
    assert scene.workspace.selected == wanted
