"""The entry for the reason keeps its buttons whole in any strip."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES, apply_palette
from darkviewer.gui.widgets.reason_entry import LONGEST, ReasonEntry
from tests.helpers.scene import shown


@pytest.fixture
def text_of_normal_size() -> Iterator[None]:
    yield
    fonts.set_scale(1.0)
    QApplication.setFont(fonts.body())
    apply_palette(PALETTES["dark"])


INFO = FrameInfo(Path("00001.fits"), (8, 8))


@pytest.mark.parametrize("width", [290, 420, 800])
def test_long_reasons_leave_the_buttons_whole(qtbot: QtBot, width: int) -> None:
    strip = shown(qtbot, QWidget(), width, 60)
    entry = ReasonEntry(strip)
    entry.ask([INFO], ["9" * LONGEST, "light leak"])
    qtbot.wait(1)
    for button in (entry.take, entry.leave):
        assert button.width() >= button.sizeHint().width()
        assert entry.rect().contains(button.geometry())
    strip.resize(width - 20, 60)
    qtbot.wait(1)
    assert entry.size() == strip.size()
    assert entry.take.width() >= entry.take.sizeHint().width()


def test_a_wide_strip_shows_the_keys(qtbot: QtBot) -> None:
    strip = shown(qtbot, QWidget(), 800, 60)
    entry = ReasonEntry(strip)
    entry.ask([INFO], [])
    wide = entry.take.sizeHint().width()
    strip.resize(300, 60)
    assert entry.take.sizeHint().width() < wide
    strip.resize(800, 60)
    assert entry.take.sizeHint().width() == wide


@pytest.mark.usefixtures("text_of_normal_size")
def test_large_text_in_a_narrow_strip_keeps_the_first_button_whole(
    qtbot: QtBot,
) -> None:
    strip = shown(qtbot, QWidget(), 310, 60)
    entry = ReasonEntry(strip)
    entry.ask([INFO], ["9" * LONGEST])
    for scale in (1.0, 1.5, 1.0):
        fonts.set_scale(scale)
        QApplication.setFont(fonts.body())
        apply_palette(PALETTES["dark"])
        qtbot.wait(1)
        entry.fit()
        qtbot.wait(1)
        for button in (entry.take, entry.leave):
            if button.isVisible():
                assert button.width() >= button.sizeHint().width()
        assert entry.take.isVisible()
        assert entry.leave.isVisible() == (scale == 1.0)
