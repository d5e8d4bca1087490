"""A capture that has begun, in one line."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from darkviewer.core.frames.session import Session
from darkviewer.gui.widgets.new_capture_line import NewCaptureLine


def test_it_names_the_capture_and_asks(qtbot: QtBot) -> None:
    line = NewCaptureLine()
    qtbot.addWidget(line)
    assert line.isHidden()
    clicks: list[int] = []
    line.open_clicked.connect(lambda: clicks.append(1))
    line.offer(Session(Path("x"), "2024-05-08", "03_38_48", "Dark30s"))
    assert line.words.text() == "New: 03:38:48 Dark30s"
    assert "2024-05-08" in line.button.toolTip()
    line.button.click()
    assert clicks == [1]
    line.offer(Session(Path("folder")))
    assert line.words.text() == "New: folder"
    line.offer(None)
    assert line.isHidden()
