"""The list of keys: it listens on request, asks, and shows what was changed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from darkviewer.gui.actions.installed import InstalledActions, installed
from darkviewer.gui.actions.menus import all_specs
from darkviewer.gui.actions.pressed import pressed_key
from darkviewer.gui.actions.shortcuts import ShortcutsDialog
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.startup.memory import recall, remember
from darkviewer.gui.widgets.image_view import MOUSE
from darkviewer.storage.appdata.settings import Settings

K, M = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> ShortcutsDialog:
    QTest.keyClick(window, K.Key_F1)
    found = window.findChild(ShortcutsDialog)
    assert isinstance(found, ShortcutsDialog)
    qtbot.waitUntil(found.isVisible)
    found.activateWindow()
    qtbot.waitUntil(found.isActiveWindow)
    return found


@pytest.fixture
def actions(window: MainWindow) -> InstalledActions:
    return installed(window)


def press(dialog: ShortcutsDialog, key: K, modifier: M = M.NoModifier) -> None:
    """Where the keyboard is, as a user does."""
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.window() is dialog
    QTest.keyClick(focus, key, modifier)


def double_click(dialog: ShortcutsDialog, name: str) -> None:
    table = dialog.table
    table.choose(name)
    table.scrollToItem(table.item(table.currentRow(), 1))
    where = table.visualItemRect(table.item(table.currentRow(), 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)


def test_every_command_and_gesture_is_listed(dialog: ShortcutsDialog) -> None:
    for _, spec in all_specs():
        key, text, tip = dialog.table.row_text(spec.name)
        assert (text, tip) == (spec.text, spec.tip)
        assert bool(spec.keys) == (key != "–")
    cells = [dialog.table.item(row, 0) for row in range(dialog.table.rowCount())]
    assert {gesture for gesture, _ in MOUSE} <= {cell.text() for cell in cells}


def test_no_key_is_taken_before_it_is_asked_for(
    dialog: ShortcutsDialog, actions: InstalledActions
) -> None:
    for key, modifier in (
        *((key, M.NoModifier) for key in (K.Key_X, K.Key_Down, K.Key_Space, K.Key_F3)),
        *((key, M.NoModifier) for key in (K.Key_Alt, K.Key_Shift, K.Key_Control)),
        (K.Key_Tab, M.NoModifier),
        (K.Key_O, M.ControlModifier),
        (K.Key_X, M.AltModifier),
    ):
        dialog.table.setFocus()  # where the keyboard is when it opens
        press(dialog, key, modifier)
        assert actions.own_keys == {}
        assert dialog.isVisible()


def test_escape_closes_it(
    dialog: ShortcutsDialog, window: MainWindow, qtbot: QtBot
) -> None:
    press(dialog, K.Key_Escape)
    qtbot.waitUntil(lambda: window.findChild(ShortcutsDialog) is None)


def test_a_double_click_listens_and_shows_it(
    dialog: ShortcutsDialog, actions: InstalledActions, window: MainWindow
) -> None:
    double_click(dialog, "fit")
    assert dialog.table.row_text("fit")[0] == "press a key…"
    assert "Press the new key of “Fit the frame”" in dialog.outcome.text()
    press(dialog, K.Key_W, M.ControlModifier)
    assert actions.own_keys == {"fit": "Ctrl+W"}
    fit = window.actions_by_name["fit"]
    assert fit.shortcut() == QKeySequence("Ctrl+W")
    assert fit.toolTip().endswith("(Ctrl+W)")
    key, _, tip = dialog.table.row_text("fit")
    assert key == "Ctrl+W"
    assert tip.startswith("Changed, was F.")
    assert dialog.table.item(dialog.table.currentRow(), 0).font().bold()
    assert dialog.outcome.text() == "“Fit the frame” is now Ctrl+W."


def test_return_is_change_and_the_next_key_alone_is_taken(
    dialog: ShortcutsDialog, actions: InstalledActions
) -> None:
    dialog.table.choose("fit")
    press(dialog, K.Key_Return)
    assert dialog.table.listening == "fit"
    press(dialog, K.Key_Q)
    press(dialog, K.Key_X)
    assert actions.own_keys == {"fit": "Q"}


def test_escape_and_modifiers_alone_change_nothing_while_it_listens(
    dialog: ShortcutsDialog, actions: InstalledActions
) -> None:
    dialog.table.choose("open")
    dialog.change.click()
    table = dialog.table
    for kind, before, shown in (  # Qt wants the modifiers of before the event
        (QEvent.Type.KeyPress, M.NoModifier, "Alt+…"),
        (QEvent.Type.KeyRelease, M.AltModifier, "press a key…"),
    ):
        QApplication.sendEvent(table, QKeyEvent(kind, K.Key_Alt, before))
        assert table.row_text("open")[0] == shown
    press(dialog, K.Key_Escape)
    assert table.listening == ""
    assert table.row_text("open")[0] == "Ctrl+O"
    assert actions.own_keys == {}
    assert dialog.isVisible()


def test_a_key_held_down_is_not_taken_for_the_next(
    dialog: ShortcutsDialog, actions: InstalledActions
) -> None:
    dialog.table.choose("fit")
    press(dialog, K.Key_Return)
    again = QKeyEvent(QEvent.Type.KeyPress, K.Key_Return, M.NoModifier, "\r", True)
    QApplication.sendEvent(dialog.table, again)
    assert dialog.table.listening == "fit"
    assert actions.own_keys == {}


def test_a_letter_presses_at_once_what_is_lit_then(
    dialog: ShortcutsDialog, actions: InstalledActions
) -> None:
    """Afterwards the keyboard may go to a title, which is no command."""
    table, keys = dialog.table, actions.keys
    lit = table.chosen
    press(dialog, K.Key_N, M.AltModifier)  # No key
    press(dialog, K.Key_Up, M.ControlModifier)
    assert table.chosen == ""
    assert not dialog.change.isEnabled()
    dialog.repaint()
    QTest.qWait(150)  # Qt's own would press it after 100 ms
    assert actions.keys == keys | {lit: ""}


def test_going_elsewhere_ends_it(
    dialog: ShortcutsDialog, actions: InstalledActions
) -> None:
    dialog.table.choose("fit")
    dialog.change.click()
    dialog.clear.setFocus()
    assert dialog.table.listening == ""
    dialog.change.click()
    view = dialog.table.viewport()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert dialog.table.listening == ""
    assert actions.own_keys == {}


def test_a_key_of_another_command_is_asked_about(
    dialog: ShortcutsDialog, actions: InstalledActions
) -> None:
    dialog.table.choose("fit")
    dialog.change.click()
    press(dialog, K.Key_Z)
    assert "Z belongs to “One to one”" in dialog.outcome.text()
    assert dialog.question.isVisible()
    assert actions.own_keys == {}
    press(dialog, K.Key_Return)  # the safe answer has the keyboard
    assert not dialog.question.isVisible()
    assert actions.own_keys == {}
    dialog.change.click()
    press(dialog, K.Key_Z)
    press(dialog, K.Key_Escape)
    assert dialog.isVisible()
    assert actions.own_keys == {}
    dialog.change.click()
    press(dialog, K.Key_Z)
    dialog.question.yes.click()
    assert actions.own_keys == {"fit": "Z", "one_to_one": ""}
    assert "“One to one” has no key" in dialog.outcome.text()
    assert dialog.table.row_text("one_to_one")[2].startswith("Changed, was Z.")


def test_only_the_first_of_several_keys_is_replaced(
    dialog: ShortcutsDialog, window: MainWindow
) -> None:
    dialog.table.choose("next_candidate")
    dialog.change.click()
    press(dialog, K.Key_Q)
    shortcuts = window.actions_by_name["next_candidate"].shortcuts()
    assert shortcuts == [QKeySequence("Q"), QKeySequence("Down")]


def test_defaults_come_back_after_a_question(
    dialog: ShortcutsDialog, actions: InstalledActions
) -> None:
    assert not dialog.restore_all.isEnabled()
    dialog.table.choose("fit")
    dialog.clear.click()
    assert actions.own_keys == {"fit": ""}
    dialog.restore_all.click()
    assert "1 changed command" in dialog.outcome.text()
    dialog.question.no.click()
    assert actions.own_keys == {"fit": ""}
    dialog.restore_all.click()
    dialog.question.yes.click()
    assert actions.own_keys == {}
    assert dialog.outcome.text() == "Shortcuts restored to defaults."
    assert not dialog.restore_all.isEnabled()


def test_one_default_comes_back_from_whoever_has_it(
    dialog: ShortcutsDialog, actions: InstalledActions
) -> None:
    actions.set_own_keys({"fit": "Q", "one_to_one": "F"})
    dialog.table.choose("fit")
    dialog._follow()
    dialog.restore.click()
    assert actions.keys["fit"] == "F"
    assert actions.keys["one_to_one"] == ""


def test_what_was_changed_is_remembered(
    dialog: ShortcutsDialog, window: MainWindow
) -> None:
    dialog.table.choose("fit")
    dialog.change.click()
    press(dialog, K.Key_Q)
    settings = Settings()
    remember(window, settings)
    assert settings.options["keys"] == {"fit": "Q"}
    installed(window).set_own_keys({})
    recall(window, settings)
    assert installed(window).keys["fit"] == "Q"


@pytest.mark.parametrize(
    ("key", "modifiers", "text", "name"),
    [
        (K.Key_A, M.NoModifier, "a", "A"),
        (K.Key_A, M.ShiftModifier, "A", "Shift+A"),
        (K.Key_Plus, M.ShiftModifier, "+", "+"),
        (K.Key_Left, M.ShiftModifier, "", "Shift+Left"),
        (K.Key_5, M.KeypadModifier, "5", "5"),
        (K.Key_E, M.ControlModifier | M.AltModifier, "\x05", "Ctrl+Alt+E"),
        (K.Key_Shift, M.ShiftModifier, "", ""),
        (K.Key_AltGr, M.NoModifier, "", ""),
        (K.Key_MediaPlay, M.NoModifier, "", ""),  # its name has a blank
    ],
)
def test_keys_are_named_as_in_the_table(key: K, modifiers: M, text: str, name: str):
    event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text)
    assert pressed_key(event) == name
