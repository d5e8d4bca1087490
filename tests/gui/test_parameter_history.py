"""Undo and redo of parameters."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.helpers.windows import Driver


def test_undo_takes_back_a_whole_drag_at_once(opened: Driver) -> None:
    workspace, row = opened.workspace, opened.window.parameters.rows["threshold_e"]
    row.slider.setSliderDown(True)
    for value in (500, 600, 700):
        row.slider.setValue(value)
    row.slider.setSliderDown(False)
    assert workspace.parameters.threshold_e > 500
    opened.window.image.setFocus()
    opened.settle()
    opened.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert workspace.parameters.threshold_e == 200
    assert not workspace.history.canUndo()
    opened.settle()
    opened.window.actions_by_name["redo"].trigger()
    assert workspace.parameters.threshold_e > 500
