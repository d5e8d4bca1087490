"""The table of candidates: heading, filter, and a selection shared with the image."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from darkviewer.gui.geometry.pixel_coords import centre
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.widgets.candidate_view import CandidateView
from tests.helpers.captures import HOT, NX, STAR
from tests.helpers.scene import Scene, shown
from tests.helpers.windows import Driver, settle


@pytest.fixture
def view(scene: Scene) -> CandidateView:
    made = shown(scene.qtbot, CandidateView(scene.workspace), 900, 240)
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
    candidates.filter.setText("x<3")
    opened.qtbot.waitUntil(lambda: candidates.filter.property("valid") == "true")


def test_why_a_filter_is_refused_stands_beside_it_with_the_place(
    opened: Driver,
) -> None:
    candidates, filter_ = opened.window.candidates, opened.window.candidates.filter
    filter_.setText("x<30")
    opened.qtbot.waitUntil(lambda: opened.workspace.row_filter.text == "x<30")
    rows = candidates.model.rowCount()
    filter_.setText("x<30 colour<3")
    opened.qtbot.waitUntil(lambda: bool(filter_.callout.text))
    assert "“colour<3”, from character 6, is not understood" in filter_.callout.text
    assert "still filtered by “x<30”" in filter_.callout.text
    assert candidates.model.rowCount() == rows
    assert opened.workspace.row_filter.text == "x<30"
    filter_.setText("")
    assert filter_.callout.text == ""
    candidates.begin_filter()
    filter_.setText("y<<3")
    opened.qtbot.keyClick(filter_, Qt.Key.Key_Return)  # at once
    assert "from character 1" in filter_.callout.text


def test_a_filter_acts_on_table_marks_and_gallery_and_says_so(opened: Driver) -> None:
    window, workspace = opened.window, opened.workspace
    table = workspace.candidates
    workspace.set_frame(STAR[0])
    opened.settle()

    def caption() -> str:
        return "\n".join(window.image.notes.caption.texts)

    def marked() -> set[int]:
        return set(window.image.view._marks._markers.ids().tolist())

    here = set(table.id[table.frame == STAR[0]].tolist())
    assert marked() == here
    opened.qtbot.waitUntil(lambda: "filter" not in caption())
    window.candidates.filter.setText(f"x<{STAR[1] + 1} y<{STAR[2] + 1} x>3")
    kept = (table.x <= STAR[1]) & (table.y <= STAR[2]) & (table.x > 3)
    wanted = set(table.id[kept].tolist())
    assert 0 < len(wanted) < len(table)
    opened.qtbot.waitUntil(lambda: marked() == here & wanted)
    opened.settle()
    gallery = window.gallery.model
    opened.qtbot.waitUntil(lambda: gallery.rowCount() == len(wanted))
    shown = {gallery.candidate(row) for row in range(gallery.rowCount())}
    assert shown == wanted
    assert f"{len(here & wanted)} of {len(here)} mark" in caption()
    assert f"{len(wanted)} OF {len(table)}" in window.gallery._title.text()
    assert f"{len(wanted)} of {len(table)} leaders" in window.candidates._counts.text()
    window.candidates.filter.clear()
    opened.qtbot.waitUntil(lambda: marked() == here)
    opened.qtbot.waitUntil(lambda: "filter" not in caption())


def test_candidates_only_takes_the_marks_of_the_others_away(opened: Driver) -> None:
    window, table = opened.window, opened.workspace.candidates
    opened.workspace.set_frame(HOT[0])
    opened.settle()
    window.candidates.show_kind(accepted_only=True)
    marks = window.image.view._marks._markers
    assert set(marks.ids().tolist()) == set(
        table.id[table.accepted & (table.frame == HOT[0])].tolist()
    )
    opened.workspace.set_frame(STAR[0])  # what is kept does not depend on the frame
    opened.settle()
    marks = window.image.view._marks._markers
    assert opened.id_of(*STAR) in marks.ids().tolist()


def test_a_test_that_has_not_run_is_said_and_offered(
    untested: MainWindow, qtbot: QtBot
) -> None:
    candidates, words = untested.candidates, untested.candidates._words
    candidates.filter.setText("p>1e-3")
    qtbot.waitUntil(lambda: candidates.model.rowCount() == 0)
    assert words.text == "The PSF test has not run: p is not known."
    assert words.offer.isVisible()
    candidates.filter.setText("telegraph")
    qtbot.waitUntil(lambda: "telegraph is not known" in words.text)
    candidates.filter.setText("p>1e-3")
    qtbot.waitUntil(lambda: "p is not known" in words.text)
    qtbot.mouseClick(words.offer, Qt.MouseButton.LeftButton)
    settle(untested, qtbot)
    assert untested.workspace.candidates.classification is not None
    assert candidates.model.rowCount() > 0
    assert not words.isVisible()


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


def test_the_words_of_an_empty_table_are_whole_where_it_is_low(opened: Driver) -> None:
    candidates = opened.window.candidates
    opened.workspace.set_parameter("threshold_e", 100_000)
    opened.settle()
    words = candidates._words
    assert words.isVisible()
    for high in (160, 60, 24):
        candidates.view.setFixedHeight(high)
        opened.qtbot.waitUntil(lambda high=high: candidates.view.height() == high)
        QApplication.processEvents()
        sentence = words._sentence
        assert sentence.height() >= sentence.heightForWidth(sentence.width())
