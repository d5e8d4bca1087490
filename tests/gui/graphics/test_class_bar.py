"""The colours of the classes beside the image."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from darkviewer.core.hazard.class_map import SEVERITIES, WORST
from darkviewer.gui.graphics.class_bar import ClassBar
from darkviewer.gui.graphics.colour_maps import class_colours
from darkviewer.gui.style.theme import HAZARD_COLOURS, PALETTES
from tests.helpers.scene import shown

WIDTH = 78


@pytest.fixture
def bar(qtbot: QtBot) -> ClassBar:
    return shown(qtbot, ClassBar(WIDTH), WIDTH, 400)


def colours_in(bar: ClassBar) -> list[str]:
    """Down the middle of the swatches, each once."""
    image = bar.grab().toImage()
    down = [image.pixelColor(8, y).name() for y in range(image.height())]
    known = [QColor(one).name() for one in HAZARD_COLOURS.values()]
    return list(dict.fromkeys(name for name in down if name in known))


def test_the_worst_is_on_top_and_each_class_has_its_colour(bar: ClassBar) -> None:
    worst_first = [HAZARD_COLOURS[one.name].lower() for one in reversed(SEVERITIES)]
    assert colours_in(bar) == worst_first
    bar.set_palette(PALETTES["light"])
    assert colours_in(bar) == worst_first


def test_names_are_whole(bar: ClassBar) -> None:
    """An elided name would be no legend."""
    assert bar.sizeHint().width() == WIDTH
    widest = max(SEVERITIES, key=lambda one: bar.room_for(one.name))
    assert bar.room_for(widest.name) <= WIDTH, widest.name


def test_in_a_low_window_every_class_is_there(bar: ClassBar) -> None:
    bar.resize(WIDTH, 90)
    assert bar.severity_at(7) == WORST
    assert bar.severity_at(83) == 0
    assert bar.severity_at(2000) is None


def test_a_class_says_when_a_pixel_has_it(bar: ClassBar) -> None:
    at = QPoint(10, 10)
    event = QHelpEvent(QHelpEvent.Type.ToolTip, at, bar.mapToGlobal(at))
    QApplication.sendEvent(bar, event)
    assert "saturated in at least half" in QToolTip.text()
    QToolTip.hideText()


def test_at_night_all_is_red_and_the_worst_brightest(bar: ClassBar) -> None:
    reds = class_colours(red=True)
    assert all(one.green() < 40 and one.blue() < 40 for one in reds)
    assert [one.red() for one in reds] == sorted(one.red() for one in reds)
    assert len({one.name() for one in reds}) == len(SEVERITIES)
    bar.set_palette(PALETTES["night"])
    assert colours_in(bar) == []
