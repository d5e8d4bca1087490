"""Menus: by Alt and a letter, at the cursor, by the menu key; and the whole screen."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu
from pytestqt.qtbot import QtBot

from darkviewer.gui.actions.context_menus import CONTEXT, ContextMenus
from darkviewer.gui.actions.installed import installed
from darkviewer.gui.actions.menus import all_specs
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.models.session_model import SessionModel
from tests.helpers.captures import NX, NY
from tests.helpers.windows import Driver

K, M = Qt.Key, Qt.KeyboardModifier
LETTERS = {
    K.Key_F: "File",
    K.Key_S: "Session",
    K.Key_V: "View",
    K.Key_C: "Candidates",
    K.Key_T: "Tools",
    K.Key_H: "Help",
}


def popup(qtbot: QtBot) -> QMenu:
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def words(menu: QMenu) -> list[str]:
    return [action.text().replace("&", "") for action in menu.actions()]


def right_click(view: QAbstractItemView, place: QPoint) -> None:
    port = view.viewport()
    QTest.mouseClick(port, Qt.MouseButton.RightButton, pos=place)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, place, port.mapToGlobal(place)
    )
    QApplication.sendEvent(port, event)


def test_alt_and_a_letter_open_a_menu(opened: Driver, qtbot: QtBot) -> None:
    window = opened.window
    for place in (window.image, window.candidates.filter):
        for key, name in LETTERS.items():
            place.setFocus()
            opened.press(key, M.AltModifier)
            menu = popup(qtbot)
            assert menu is window.menus[name]
            menu.close()
            qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
            assert window.candidates.filter.text() == ""


def test_the_letters_of_a_menu_differ(window: MainWindow) -> None:
    for menu in window.menus.values():
        texts = [action.text().replace("&&", "") for action in menu.actions()]
        letters = [t[t.index("&") + 1].lower() for t in texts if "&" in t]
        assert len(set(letters)) == len(letters), texts
        plain = [text for text in texts if text]
        assert len(letters) >= min(len(plain), 20), texts


def test_menus_at_the_cursor_name_actions_that_there_are() -> None:
    names = {spec.name for _, spec in all_specs()}
    for rows in CONTEXT.values():
        assert {row for row in rows if row} <= names


def test_a_right_click_in_the_image_picks_the_pixel_and_offers(
    opened: Driver, qtbot: QtBot
) -> None:
    window, view = opened.window, opened.window.image.view
    middle = view.viewport().rect().center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=middle)
    menu = popup(qtbot)
    assert "Explain this pixel" in words(menu)
    held = window.workspace.pixel_in_hand
    assert abs(held.x - NX // 2) <= 1
    assert abs(held.y - NY // 2) <= 1
    menu.close()
    menu.actions()[words(menu).index("Copy pixel")].trigger()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith(
        f"{held.frame + 1:05}.fits x={held.x} y={held.y} (0-based)"
    )
    assert " e-" in copied


def test_a_right_drag_still_moves_the_picture(opened: Driver) -> None:
    view = opened.window.image.view
    opened.window.image.view.one_to_one()
    port, button = view.viewport(), Qt.MouseButton.RightButton
    here, there = QPoint(200, 200), QPoint(260, 230)
    QTest.mousePress(port, button, pos=here)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, here, here)
    QApplication.sendEvent(port, event)  # as X11 does, before the button is released
    QTest.mouseMove(port, there)
    QTest.mouseRelease(port, button, pos=there)
    assert QApplication.activePopupWidget() is None


def test_the_menu_key_opens_it_too(opened: Driver, qtbot: QtBot) -> None:
    view = opened.window.image.view
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, QPoint(9, 9), view.mapToGlobal(QPoint(9, 9))
    )
    QApplication.sendEvent(view.viewport(), event)
    popup(qtbot).close()


@pytest.mark.parametrize("part", ["candidates", "gallery"])
def test_a_right_click_on_a_candidate_selects_and_offers(
    part: str, opened: Driver, qtbot: QtBot
) -> None:
    window = opened.window
    view = window.candidates.view if part == "candidates" else window.gallery.list
    opened.qtbot.waitUntil(lambda: view.model().rowCount() > 1)
    second = view.model().index(1, 0)
    right_click(view, view.visualRect(second).center())
    menu = popup(qtbot)
    assert view.currentIndex().row() == 1
    assert words(menu)[0] == "Zoom to the candidate"
    menu.close()
    menu.actions()[words(menu).index("Copy row")].trigger()
    titles, figures = QGuiApplication.clipboard().text().split("\n")
    copied = dict(zip(titles.split("\t"), figures.split("\t"), strict=True))
    table = window.workspace.candidates
    row = list(table.id).index(window.workspace.selected)
    assert int(copied["x"]) == table.x[row]
    assert float(copied["peak e⁻"]) == pytest.approx(table.value_e[row], abs=0.6)


def test_a_right_click_on_a_session_does_not_open_it(
    opened: Driver, root: Path, qtbot: QtBot
) -> None:
    window, view = opened.window, opened.window.browser.view
    shown = window.workspace.session
    shutil.copytree(shown.path.parent, shown.path.parent.with_name("02_00_00"))
    opened.press(K.Key_F5)
    opened.settle()
    other = view.indexBelow(view.currentIndex())
    path = other.data(SessionModel.PATH)
    assert path == root / "2024-05-08" / "02_00_00" / "Dark30s"
    right_click(view, view.visualRect(other).center())
    menu = popup(qtbot)
    names = ["Open", "Show in the file manager", "Copy the path", "Kind"]
    assert words(menu) == names
    menu.close()
    opened.settle()
    assert window.workspace.session is shown
    menu.actions()[2].trigger()
    assert QGuiApplication.clipboard().text() == str(path)
    menu.actions()[0].trigger()
    opened.settle()
    assert window.workspace.session.path == path


def test_f11_is_the_whole_screen_and_back(window: MainWindow, qtbot: QtBot) -> None:
    action = window.actions_by_name["full_screen"]
    QTest.keyClick(window, K.Key_F11)
    assert window.isFullScreen()
    qtbot.waitUntil(action.isChecked)
    QTest.keyClick(window, K.Key_F11)
    assert not window.isFullScreen()
    qtbot.waitUntil(lambda: not action.isChecked())


def test_one_menu_at_a_time_is_kept(opened: Driver, qtbot: QtBot) -> None:
    context = installed(opened.window).context
    assert isinstance(context, ContextMenus)
    for _ in range(3):
        opened.window.image.view.menu_requested.emit(QPoint(5, 5))
        popup(qtbot).close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(opened.window.findChildren(QMenu, "at the cursor")) == 1
