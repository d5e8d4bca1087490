"""The two lines above the table of frames, in the real window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.helpers.captures import cube, write_capture
from tests.helpers.scene import PATIENCE_MS
from tests.helpers.windows import Driver, open_window


def test_what_leaving_out_does_is_said_above_the_table(
    qtbot: QtBot, tmp_path: Path
) -> None:
    at = Driver(open_window(qtbot, size=(1024, 700)), qtbot)
    at.open(write_capture(tmp_path, cube()))
    at.press(Qt.Key.Key_F8)
    at.settle()
    head = at.window.frames.list_head
    assert head.master.text() == "5 of 5 used"
    buttons = {button.text(): button for button in head._buttons}
    assert list(buttons) == ["Leave out…", "Use again", "Export…"]
    assert buttons["Leave out…"].isEnabled()
    assert not buttons["Use again"].isEnabled()
    buttons["Leave out…"].click()
    assert head.reason_entry.isVisible()
    head.reason_entry.take.click()
    qtbot.waitUntil(
        lambda: head.master.text().startswith(
            "4 of 5 used · without 00002.fits: median of 4; "
        ),
        timeout=PATIENCE_MS,
    )
    assert "leader" in head.master.text()
    assert head.master.text() in head.master.toolTip()
    at.settle()
    assert head.choice._buttons["left out"].text() == "left out 1"
    buttons["Use again"].click()
    qtbot.waitUntil(
        lambda: head.master.text().startswith(
            "5 of 5 used · with 00002.fits again: median of 5; "
        ),
        timeout=PATIENCE_MS,
    )
    at.workspace.set_session(None)
    at.settle()
    assert head.master.text() == ""
    head.resize(300, head.height())
    assert all(button._tight for button in head._buttons)
