"""Controls keep the keys they need for themselves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QPushButton,
    QSlider,
    QTabBar,
    QTreeView,
)
from pytestqt.qtbot import QtBot

from darkviewer.gui.controls.own_keys import belongs_to_widget


def key(code: Qt.Key, modifier: object = Qt.KeyboardModifier.NoModifier) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.ShortcutOverride, code, modifier)


def test_a_text_field_keeps_what_prints_and_moves(qtbot: QtBot) -> None:
    field, table = QLineEdit(), QTreeView()
    qtbot.addWidget(field)
    qtbot.addWidget(table)
    control = Qt.KeyboardModifier.ControlModifier
    for code in (Qt.Key.Key_R, Qt.Key.Key_Left, Qt.Key.Key_Return, Qt.Key.Key_Home):
        assert belongs_to_widget(field, key(code), own=table)
    for event in (
        key(Qt.Key.Key_F5),
        key(Qt.Key.Key_Escape),
        key(Qt.Key.Key_E, control),
    ):
        assert not belongs_to_widget(field, event, own=table)


def test_lists_sliders_and_buttons_keep_the_keys_they_move_by(qtbot: QtBot) -> None:
    tree, table = QTreeView(), QTreeView()
    slider, button, tabs = QSlider(), QPushButton(), QTabBar()
    for widget in (tree, table, slider, button, tabs):
        qtbot.addWidget(widget)
    assert belongs_to_widget(tree, key(Qt.Key.Key_Down), own=table)
    assert not belongs_to_widget(tree, key(Qt.Key.Key_R), own=table)
    assert not belongs_to_widget(table, key(Qt.Key.Key_Down), own=table)
    assert belongs_to_widget(slider, key(Qt.Key.Key_Left), own=table)
    assert not belongs_to_widget(slider, key(Qt.Key.Key_R), own=table)
    assert belongs_to_widget(button, key(Qt.Key.Key_Space), own=table)
    assert not belongs_to_widget(button, key(Qt.Key.Key_Left), own=table)
    assert belongs_to_widget(tabs, key(Qt.Key.Key_Right), own=table)
    assert not belongs_to_widget(tabs, key(Qt.Key.Key_Down), own=table)
    assert not belongs_to_widget(None, key(Qt.Key.Key_Left), own=table)
