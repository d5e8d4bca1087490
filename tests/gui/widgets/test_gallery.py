from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from darkviewer.gui.models.gallery_model import LIMIT
from darkviewer.gui.widgets.gallery import Gallery
from tests.helpers.captures import HOT, STAR, cube, residual_e
from tests.helpers.scene import Scene, shown
from tests.helpers.tables import table
from tests.helpers.windows import Driver

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def gallery(scene: Scene) -> Gallery:
    return shown(scene.qtbot, Gallery(scene.workspace, scene.store), 230, 240)


def fill(scene: Scene, gallery: Gallery) -> None:
    scene.open()
    scene.calibrate()
    scene.qtbot.waitUntil(lambda: gallery.model.rowCount() > 0)
    scene.settle()


def test_accepted_candidates_come_first(scene: Scene, gallery: Gallery) -> None:
    fill(scene, gallery)
    known = scene.workspace.candidates
    assert gallery.model.rowCount() == len(known)
    accepted = [gallery.model.accepted(row) for row in range(len(known))]
    assert accepted == sorted(accepted, reverse=True)
    assert gallery.model.place(0) == STAR
    index = gallery.model.index(0)
    assert index.data() == "20, 30"
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("frame 2, x 20, y 30 (0-based): PSF candidate, ")


def test_a_click_selects(scene: Scene, gallery: Gallery) -> None:
    fill(scene, gallery)
    row = gallery.model.row_of(scene.candidate(*HOT))
    place = gallery.list.visualRect(gallery.model.index(row)).center()
    scene.qtbot.mouseClick(gallery.list.viewport(), LEFT, pos=place)
    assert scene.workspace.selected == scene.candidate(*HOT)
    assert scene.workspace.frame == HOT[0]


def test_selecting_elsewhere_is_followed(scene: Scene, gallery: Gallery) -> None:
    fill(scene, gallery)
    scene.workspace.select_candidate(scene.candidate(*HOT))
    row = gallery.model.row_of(scene.candidate(*HOT))
    assert gallery.list.currentIndex().row() == row
    scene.workspace.select_candidate(None)
    assert not gallery.list.selectionModel().hasSelection()


def test_pictures_come_as_they_are_seen(scene: Scene, gallery: Gallery) -> None:
    fill(scene, gallery)
    gallery.grab()
    scene.settle()
    picture = gallery.list.viewport().grab().toImage()
    cell = gallery.list.visualRect(gallery.model.index(0))
    middle = QPoint(cell.center().x(), cell.top() + 4 + 22)
    frame, x, y = STAR
    values = residual_e(cube(), frame)[y - 2 : y + 3, x - 2 : x + 3]
    grey = (values - values.min()) / np.ptp(values) * 255
    for row, line in enumerate(grey):
        for column, expected in enumerate(line):
            place = middle + QPoint(9 * (column - 2), 9 * (row - 2))
            assert picture.pixelColor(place).red() == pytest.approx(expected, abs=1)


def test_a_new_selection_of_candidates_keeps_the_selected_one(
    scene: Scene, gallery: Gallery
) -> None:
    fill(scene, gallery)
    scene.workspace.select_candidate(scene.candidate(*HOT))
    scene.workspace.set_parameter("ratio", 0.9)
    scene.qtbot.wait(100)
    assert scene.workspace.selected == scene.candidate(*HOT)
    row = gallery.list.currentIndex().row()
    assert gallery.model.candidate(row) == scene.candidate(*HOT)


def test_no_session_no_pictures(scene: Scene, gallery: Gallery) -> None:
    fill(scene, gallery)
    scene.workspace.set_session(None)
    scene.qtbot.waitUntil(lambda: gallery.model.rowCount() == 0)
    gallery.grab()


def test_of_100_000_leaders_the_first_are_shown(scene: Scene, gallery: Gallery) -> None:
    many = table(100_000)
    scene.workspace.candidates = many
    gallery._renew()
    gallery.list.doItemsLayout()
    assert gallery.model.rowCount() == LIMIT
    assert gallery._title.text() == "GALLERY · 2,000 OF 100,000"
    assert all(gallery.model.accepted(row) for row in range(LIMIT))


def test_ctrl_takes_nothing_out_of_hand(scene: Scene, gallery: Gallery) -> None:
    fill(scene, gallery)
    scene.workspace.select_candidate(scene.candidate(*HOT))
    row = gallery.model.row_of(scene.candidate(*HOT))
    place = gallery.list.visualRect(gallery.model.index(row)).center()
    viewport, held = gallery.list.viewport(), Qt.KeyboardModifier.ControlModifier
    scene.qtbot.mouseClick(viewport, LEFT, held, place)
    selected = gallery.list.selectionModel().selectedIndexes()
    assert [index.row() for index in selected] == [row]
    assert scene.workspace.selected == scene.candidate(*HOT)


def test_the_first_one_is_marked_when_the_list_gets_the_keyboard(
    opened: Driver,
) -> None:
    gallery, workspace = opened.window.gallery, opened.workspace
    opened.qtbot.waitUntil(lambda: gallery.model.rowCount() > 0)
    workspace.select_candidate(None)
    gallery._renew()  # a list that is filled anew has no current row
    assert not gallery.list.selectedIndexes()
    gallery.list.setFocus(Qt.FocusReason.TabFocusReason)
    rows = [index.row() for index in gallery.list.selectedIndexes()]
    assert rows == [gallery.model.row_of(workspace.selected)] == [0]


def test_a_divider_cannot_cut_its_words(opened: Driver) -> None:
    gallery = opened.window.gallery
    opened.workspace.set_session(None)
    opened.qtbot.waitUntil(gallery._advice.isVisible)
    dividers = opened.window.parts._splitters
    dividers["lower"].setSizes([2000, 300, 300, 1])
    dividers["whole"].setSizes([2000, 1])
    QApplication.processEvents()
    words = gallery._advice
    assert words.height() >= words.heightForWidth(words.width())
