"""Keys can be looked up, and changed unless they are taken."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QLabel,
)

from darkviewer.gui.actions.installed import installed
from darkviewer.gui.actions.menus import all_specs
from darkviewer.gui.actions.shortcuts import ShortcutsDialog
from darkviewer.gui.main_window import MainWindow


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
