"""The night's frames drawn over time, and the one that a click asks for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from darkviewer.gui.graphics.night_plot import ROWS, NightPlot
from darkviewer.gui.models.night import NightFrame
from darkviewer.gui.style.theme import PALETTES
from tests.gui.models.test_night import frame
from tests.helpers.scene import shown

LEVEL, TEMPERATURE = 0, 2


def night() -> list[NightFrame]:
    """Two series of other levels; one frame of the second is 40 ADU higher."""
    first = [replace(frame(h, f"{h}.fits"), level_adu=100.0 + h) for h in range(3)]
    second = [
        replace(frame(h, f"{h}.fits", "b"), level_adu=9000.0, temperature_c=-10.0)
        for h in range(3, 6)
    ]
    second[1] = replace(second[1], level_adu=9040.0)
    return [*first, *second]


@pytest.fixture
def plot(qtbot: QtBot) -> NightPlot:
    made = shown(qtbot, NightPlot(), 400, 90)
    made.set_frames(night())
    return made


def test_points_are_in_time_and_about_the_median_of_their_series(
    plot: NightPlot,
) -> None:
    x, y = plot.points(LEVEL).T
    assert np.allclose(np.diff(x), np.diff(x)[0])
    assert x[0] < x[-1] < plot.width()
    assert y[4] < y.min(initial=np.inf, where=np.arange(6) != 4) - 5  # up is higher
    assert y[1] == pytest.approx(y[3])  # both are the medians of their series
    assert y[0] > y[1] > y[2]


def test_what_no_header_tells_is_nowhere(plot: NightPlot) -> None:
    points = plot.points(TEMPERATURE)
    assert np.isnan(points[:3, 1]).all()
    assert np.isfinite(points[3:]).all()


def test_a_click_asks_for_the_nearest_frame(plot: NightPlot, qtbot: QtBot) -> None:
    asked: list[NightFrame] = []
    plot.frame_requested.connect(asked.append)
    left = Qt.MouseButton.LeftButton
    x, y = plot.points(LEVEL)[4]
    qtbot.mouseClick(plot, left, pos=QPoint(round(x) + 3, round(y) + 2))
    assert asked == [night()[4]]
    qtbot.mouseClick(plot, Qt.MouseButton.RightButton, pos=QPoint(round(x), round(y)))
    between = (plot.points(LEVEL)[3] + plot.points(LEVEL)[4]) / 2
    qtbot.mouseClick(plot, left, pos=QPoint(round(between[0]), 2))
    assert len(asked) == 1
    assert plot.frame_at(QPointF(x, 10 * plot.height())) is None


def test_the_tip_tells_name_time_and_values(plot: NightPlot) -> None:
    x, y = plot.points(LEVEL)[4]
    for at, words in (
        (QPoint(round(x), round(y)), "4.fits · 23:00:00 · b · level 9,040.0 ADU"),
        (QPoint(1, 1), "Each point is a frame"),
    ):
        event = QHelpEvent(QHelpEvent.Type.ToolTip, at, plot.mapToGlobal(at))
        QApplication.sendEvent(plot, event)
        assert words in QToolTip.text()
    assert "temp." not in plot.words(night()[0])


def test_it_is_painted_in_the_colours_of_the_theme(plot: NightPlot) -> None:
    x, y = (round(float(value)) for value in plot.points(LEVEL)[4])
    for name in ("dark", "light"):
        palette = PALETTES[name]
        plot.set_palette(palette)
        image = plot.grab().toImage()
        colour = image.pixelColor(x, y)
        assert colour.name() == palette.ok, name  # the second series


def test_nothing_to_draw_and_one_frame(plot: NightPlot) -> None:
    plot.set_frames([])
    assert plot.frame_at(QPointF(50, 5)) is None
    plot.grab()
    plot.set_frames([frame(0)])
    x, y = plot.points(LEVEL)[0]
    assert 0 < x < plot.width()
    assert 0 < y < plot.height() / len(ROWS)
    assert plot.minimumSizeHint().width() <= plot.width()
