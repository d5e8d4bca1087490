"""The table of actions: every row reaches menus, keys and the list of shortcuts."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QTabBar,
    QTreeView,
)
from pytestqt.qtbot import QtBot

from darkviewer.gui.actions.installed import installed
from darkviewer.gui.actions.menus import all_specs
from darkviewer.gui.actions.shortcuts import ShortcutsDialog
from darkviewer.gui.controls.own_keys import belongs_to_widget
from darkviewer.gui.main_window import MainWindow

# As the product's own table of keys has them.
KEYS = {
    "previous_frame": "Left",
    "next_frame": "Right",
    "back_10": "PgUp",
    "on_10": "PgDown",
    "first_frame": "Home",
    "last_frame": "End",
    "blink": "B",
    "blink_next": "Shift+B",
    "play": "Space",
    "next_candidate": "J Down",
    "previous_candidate": "K Up",
    "zoom_to": "Return Enter",
    "layer_raw": "R",
    "layer_master": "M",
    "layer_residual": "D",
    "linear_or_log": "L",
    "auto": "A",
    "invert": "I",
    "fit": "F",
    "one_to_one": "Z",
    "go_to": "G",
    "previous_zoom": "Backspace",
    "undo": "Ctrl+Z",
    "rescan": "F5",
    "open": "Ctrl+O",
    "export": "Ctrl+E",
    "filter": "Ctrl+F",
    "cancel": "Esc",
    "shortcuts": "F1",
}


def test_names_and_keys_are_unique() -> None:
    specs = [spec for _, spec in all_specs()]
    names = Counter(spec.name for spec in specs)
    keys = Counter(key for spec in specs for key in spec.keys.split())
    assert max(names.values()) == 1
    assert max(keys.values()) == 1


def test_keys_are_those_of_the_product() -> None:
    found = {spec.name: spec.keys for _, spec in all_specs()}
    assert {name: found[name] for name in KEYS} == KEYS


def test_every_key_is_one_that_qt_knows() -> None:
    for _, spec in all_specs():
        for key in spec.keys.split():
            sequence = QKeySequence(key)
            assert sequence.count() == 1, key
            assert sequence[0].key() != Qt.Key.Key_unknown, key


def test_every_tip_is_a_sentence() -> None:
    for _, spec in all_specs():
        assert spec.tip.endswith("."), spec.name
        assert spec.tip[0].isupper(), spec.name


def test_every_row_is_in_its_menu_and_asks_for_a_known_state(
    window: MainWindow,
) -> None:
    states = window.states()
    for path, spec in all_specs():
        action = window.actions_by_name[spec.name]
        assert action in window.menus[path].actions()
        assert spec.needs in states
        assert spec.tip in action.toolTip()


def test_without_a_capture_only_what_makes_sense_is_enabled(
    window: MainWindow,
) -> None:
    enabled = {n for n, a in window.actions_by_name.items() if a.isEnabled()}
    assert {"open", "demo", "shortcuts", "about", "quit"} <= enabled
    assert not {"fit", "export", "inject", "next_frame", "layer_raw"} & enabled


def test_the_list_of_shortcuts_has_every_key(window: MainWindow) -> None:
    window.actions_by_name["shortcuts"].trigger()
    dialog = window.findChild(ShortcutsDialog)
    texts = {label.text() for label in dialog.findChildren(QLabel)}
    for _, spec in all_specs():
        if spec.keys:
            assert spec.text in texts
    dialog.close()


def test_a_key_can_be_changed_unless_it_is_taken(window: MainWindow) -> None:
    window.actions_by_name["shortcuts"].trigger()
    dialog = window.findChild(ShortcutsDialog)
    fit, field = window.actions_by_name["fit"], dialog.fields["fit"]
    field.setKeySequence(QKeySequence("Z"))  # the key of 1:1
    field.editingFinished.emit()
    assert fit.shortcut() == QKeySequence("F")
    assert "belongs to “One to one”" in dialog.outcome.text()
    assert field.keySequence() == QKeySequence("F")
    field.setKeySequence(QKeySequence("W"))
    field.editingFinished.emit()
    assert fit.shortcut() == QKeySequence("W")
    assert fit.toolTip().endswith("(W)")
    assert installed(window).own_keys == {"fit": "W"}
    dialog.fields["next_candidate"].setKeySequence(QKeySequence("U"))
    dialog.fields["next_candidate"].editingFinished.emit()
    shortcuts = window.actions_by_name["next_candidate"].shortcuts()
    assert shortcuts == [QKeySequence("U"), QKeySequence("Down")]
    dialog._reset()
    assert fit.shortcut() == QKeySequence("F")
    dialog.close()


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
