"""Buttons mirror their actions; segmented bars hold one value."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from darkviewer.gui.controls.buttons import ActionButton, KeyButton
from darkviewer.gui.controls.segmented import Segmented
from darkviewer.gui.dialogs.panel import Panel


def test_a_button_follows_its_action(qtbot: QtBot) -> None:
    action = QAction("Fit the frame")
    action.setIconText("Fit")
    action.setShortcut(QKeySequence("F"))
    button = ActionButton(action)
    qtbot.addWidget(button)
    assert (button.text(), button.hint) == ("Fit", "F")
    action.setEnabled(False)
    assert not button.isEnabled()
    action.setEnabled(True)
    with qtbot.waitSignal(action.triggered):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_action_decides_whether_its_button_is_checked(qtbot: QtBot) -> None:
    action = QAction("Invert", checkable=True)
    button = ActionButton(action)
    qtbot.addWidget(button)
    button.click()
    assert button.isChecked() == action.isChecked() is True
    action.setChecked(False)
    assert not button.isChecked()


def test_only_single_keys_stand_in_a_button(qtbot: QtBot) -> None:
    action = QAction("Export…")
    action.setShortcut(QKeySequence("Ctrl+E"))
    button = ActionButton(action)
    qtbot.addWidget(button)
    assert button.hint == ""


def test_a_checked_button_is_no_wider(qtbot: QtBot) -> None:
    button = KeyButton("Residual", "D")
    qtbot.addWidget(button)
    button.setCheckable(True)
    before = button.sizeHint()
    button.setChecked(True)
    assert button.sizeHint() == before


def test_enter_on_what_is_chosen_already_goes_on_to_the_default(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = Panel("a dialog", parent)
    kinds, done, pressed = Segmented({"a": "one", "b": "two"}), KeyButton("Save"), []
    kinds.set_value("a")
    done.clicked.connect(lambda: pressed.append(kinds.value))
    dialog.column.addWidget(kinds)
    dialog.add_buttons(done, default=done)
    dialog.show()
    one, two = kinds.findChildren(KeyButton)
    for button in (one, two, two):
        button.setFocus()
        qtbot.keyClick(button, Qt.Key.Key_Return)
    assert pressed == ["a", "b"]
