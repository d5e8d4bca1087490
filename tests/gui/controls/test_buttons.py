"""Buttons mirror their actions; segmented bars hold one value."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from pytestqt.qtbot import QtBot

from darkviewer.gui.controls.buttons import ActionButton, KeyButton


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
