"""Whether somebody uses the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from darkviewer.gui.controls.last_input import LastInput
from tests.helpers.scene import shown


@pytest.fixture
def used(qtbot: QtBot) -> LastInput:
    window = QWidget()
    QVBoxLayout(window).addWidget(QLineEdit())
    found = LastInput(window)
    found.watch()  # not on screen yet: nothing to watch
    shown(qtbot, window, 200, 100)
    found.watch()
    found.watch()
    found.at -= 1000
    return found


def test_keys_and_clicks_count(used: LastInput) -> None:
    handle = used._window.windowHandle()
    assert used.quiet_for(30)
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert not used.quiet_for(30)
    used.at -= 1000
    QTest.mouseMove(handle, QPoint(20, 20))
    assert used.quiet_for(30)
    QTest.keyClick(handle, Qt.Key.Key_A)
    assert not used.quiet_for(30)


def test_dialogs_and_menus_count_while_they_are_open(used: LastInput) -> None:
    dialog = QDialog(used._window)
    dialog.show()
    assert not used.quiet_for(30)
    dialog.close()
    used.at -= 1000
    assert used.quiet_for(30)
    menu = QMenu(used._window)
    menu.addAction("one")
    menu.popup(QPoint(0, 0))
    assert not used.quiet_for(30)
    menu.close()
    assert used.quiet_for(30)
