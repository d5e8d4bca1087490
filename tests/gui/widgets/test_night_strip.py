"""One line for the night, which opens to a plot."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from darkviewer.gui.widgets.night_strip import NightStrip
from tests.gui.models.test_night import frame


def test_it_is_there_only_with_frames_and_opens(qtbot: QtBot) -> None:
    strip = NightStrip()
    qtbot.addWidget(strip)
    clicks: list[int] = []
    strip.open_clicked.connect(lambda: clicks.append(1))
    assert strip.isHidden()
    strip.set_frames([frame(0), frame(1, path="b")])
    assert not strip.isHidden()
    assert strip.words.text() == "2 frames, 2 series"
    assert strip.plot.isHidden()
    strip.button.click()
    assert clicks == [1]
    strip.set_open(True)
    assert not strip.plot.isHidden()
    assert strip.button.toolTip().startswith("Hide")
    strip.set_frames([])
    assert strip.isHidden()
