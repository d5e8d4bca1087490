"""What the headers tell, below the sessions."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from darkviewer.gui.style import fonts
from tests.helpers.padded import write_padded
from tests.helpers.windows import Driver, open_window


def test_each_value_names_the_card_that_it_comes_from(
    qtbot: QtBot, tmp_path: Path
) -> None:
    at = Driver(open_window(qtbot, size=(1280, 800)), qtbot)
    at.window.places.go("frames")
    headers = at.window.frames.headers
    assert headers.isVisible()
    assert headers.values["exposure_s"].text() == "–"
    at.open(write_padded(tmp_path / "d", INSTRUME="QHY42PRO", GAIN=5, EXPTIME=30.0))
    told = {
        name: (headers.values[name].text(), headers.sources[name].text())
        for name in ("exposure_s", "gain", "camera", "offset")
    }
    assert told == {
        "exposure_s": ("30 s", "EXPTIME"),
        "gain": ("5", "GAIN"),
        "camera": ("QHY42PRO", "INSTRUME"),
        "offset": ("–", ""),
    }
    assert "QHY42PRO" in headers.values["camera"].toolTip()


def test_in_a_low_window_the_sessions_have_all_the_room(qtbot: QtBot) -> None:
    at = Driver(open_window(qtbot, size=(1280, 800)), qtbot)
    at.window.places.go("frames")
    column = at.window.frames.headers.parentWidget()
    column.resize(column.width(), fonts.scaled(300))
    assert not at.window.frames.headers.isVisible()
