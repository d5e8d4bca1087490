"""Every key in every dialog: it does what it says, or nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from darkviewer.gui.controls.labels import label
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.startup.app import make_application
from tests.helpers.windows import Driver

K = Qt.Key
KEYS = (
    *(K.Key_A, K.Key_Z, K.Key_5, K.Key_Space, K.Key_Tab, K.Key_Backtab),
    *(K.Key_Shift, K.Key_Control, K.Key_Alt, K.Key_Meta, K.Key_AltGr, K.Key_CapsLock),
    *(K.Key_Up, K.Key_Down, K.Key_Left, K.Key_Right, K.Key_Home, K.Key_End),
    *(K.Key_PageUp, K.Key_PageDown, K.Key_F5, K.Key_Insert, K.Key_Backspace),
    *(K.Key_Menu, K.Key_unknown, K.Key_Dead_Acute, K.Key_VolumeUp),
)
DIALOGS = (
    *("facts", "inject", "export", "explain"),
    *("result_cache", "shortcuts", "about", "manual"),
)


def press_all(where: QWidget) -> None:
    for key in KEYS:
        for modifier in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
            Qt.KeyboardModifier.AltModifier,
        ):
            QTest.keyClick(where, key, modifier)


@pytest.mark.parametrize("name", DIALOGS)
def test_any_key_in_any_dialog(name: str, opened: Driver) -> None:
    window, qtbot = opened.window, opened.qtbot
    window.workspace.select_candidate(int(window.workspace.candidates.id[0]))
    window.actions_by_name[name].trigger()
    qtbot.waitUntil(lambda: bool(window.findChildren(Panel)))
    (dialog,) = window.findChildren(Panel)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    press_all(dialog)
    QTest.keyClick(dialog, K.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(Panel))


def test_arrow_and_page_keys_scroll(qtbot: QtBot) -> None:
    make_application()
    parent = QWidget()
    qtbot.addWidget(parent)
    panel = Panel("Long", parent)
    for line in range(100):
        panel.column.addWidget(label(f"line {line}", "secondary"))
    panel.resize(300, 200)
    with qtbot.waitExposed(panel):
        panel.show()
    bar = panel._area.verticalScrollBar()
    QTest.keyClick(panel, K.Key_Down)
    assert bar.value() == bar.singleStep()
    QTest.keyClick(panel, K.Key_End)
    assert bar.value() == bar.maximum() > 0
    QTest.keyClick(panel, K.Key_PageUp)
    assert bar.value() == bar.maximum() - bar.pageStep()
    QTest.keyClick(panel, K.Key_Home)
    assert bar.value() == 0
    panel.close()
