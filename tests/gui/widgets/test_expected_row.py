from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from darkviewer.core.frames.grouping import Expected
from darkviewer.gui.widgets.expected_row import ExpectedRow
from darkviewer.gui.workspace import Workspace
from darkviewer.runs.expectations import Preset


def test_one_line_says_what_is_expected(qtbot: QtBot) -> None:
    workspace = Workspace()
    row = ExpectedRow(workspace)
    qtbot.addWidget(row)
    assert (row.words.text(), row.edit.isEnabled()) == ("nothing", False)
    assert "open one first" in row.toolTip()
    workspace.set_root(Path("/captures/night"))
    assert row.edit.isEnabled()
    assert "Expected below /captures/night: nothing." in row.toolTip()
    workspace.set_preset(Preset("/captures", Expected(exposure_s=30, frames=9)))
    assert row.words.text() == "30 s, 9 frames"
    assert "Expected below /captures: 30 s, 9 frames." in row.toolTip()
    with qtbot.waitSignal(row.edit_clicked):
        row.edit.click()
