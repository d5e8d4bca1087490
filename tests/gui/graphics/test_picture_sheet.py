"""Parts of a picture: drawn by bands as at once, in vectors, with their words."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.graphics.measure_strip import MeasureStrip
from darkviewer.gui.graphics.picture_sheet import Caption, Sheet, recorded
from darkviewer.gui.models.strip_data import DRAWN, StripData
from darkviewer.gui.style.theme import PALETTES

DARK = PALETTES["dark"]
WORDS = ("2024-05-08 / Dark30s", "Residual · frame 3 of 10 · " + "very long " * 12)


class Block:
    """A plain part that notes which rows it was asked for."""

    def __init__(self, width: int, height: int, colour: str) -> None:
        self.width, self.height, self.colour = width, height, colour
        self.asked: list[tuple[int, int]] = []

    def paint(self, painter: QPainter, top: int, bottom: int) -> None:
        self.asked.append((top, bottom))
        whole = QRectF(0, 0, self.width, self.height)
        painter.fillRect(whole, QColor(self.colour))


def test_parts_lie_below_each_other() -> None:
    first, second = Block(5, 4, "#ff0000"), Block(3, 2, "#00ff00")
    sheet = Sheet((first, second), "#0000ff", least_height=8)
    assert (sheet.width, sheet.height) == (5, 8)
    picture = sheet.band(0, 8)
    assert picture.shape == (8, 5, 3)
    assert (picture[:4] == (255, 0, 0)).all()
    assert (picture[4:6, :3] == (0, 255, 0)).all()
    assert (picture[4:6, 3:] == (0, 0, 255)).all()
    assert (picture[6:] == (0, 0, 255)).all()


def test_bands_are_the_picture_and_ask_for_their_rows_only() -> None:
    first, second = Block(4, 5, "#ff0000"), Block(4, 5, "#00ff00")
    sheet = Sheet((first, second, Caption(WORDS, 300, 1.0, DARK)), "#000000")
    whole = sheet.band(0, sheet.height)
    first.asked.clear()
    second.asked.clear()
    step = 3
    parts = [
        sheet.band(top, min(top + step, sheet.height))
        for top in range(0, sheet.height, step)
    ]
    assert np.array_equal(np.concatenate(parts), whole)
    assert first.asked == [(0, 3), (3, 5)]
    assert second.asked == [(0, 1), (1, 4), (4, 5)]


def test_long_lines_of_a_caption_go_on_below() -> None:
    wide, narrow = (Caption(WORDS, width, 1.0, DARK) for width in (2000, 300))
    assert narrow.height > wide.height
    twice = Caption(WORDS, 600, 2.0, DARK)
    assert twice.height == pytest.approx(2 * narrow.height, abs=2)
    assert Caption((), 300, 1.0, DARK).height == 0


def test_what_is_too_wide_is_refused() -> None:
    sheet = Sheet((Block(32_001, 1, "#000000"),), "#000000")
    with pytest.raises(DarkviewerError, match="32,001 columns is too wide"):
        sheet.check()
    Sheet((Block(32_000, 1, "#000000"),), "#000000").check()


def test_a_widget_is_recorded_as_it_looks(qtbot: QtBot) -> None:
    label = QLabel("Level")
    qtbot.addWidget(label)
    label.setStyleSheet("background: #203040; color: white")
    label.resize(60, 24)
    label.show()
    sheet = Sheet((recorded(label, 1.0),), "#000000")
    grabbed = label.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    assert (sheet.width, sheet.height) == (60, 24)
    picture = sheet.band(0, 24)
    for y, x in ((0, 0), (23, 59)):
        assert tuple(picture[y, x]) == grabbed.pixelColor(x, y).getRgb()[:3]
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 2  # there are letters


def test_symbols_of_a_plot_stay_round_when_enlarged(qtbot: QtBot) -> None:
    plot = pg.PlotWidget()
    qtbot.addWidget(plot)
    plot.setBackground("#000000")
    plot.hideAxis("left")
    plot.hideAxis("bottom")
    plot.plot([0.0], [0.0], symbol="o", symbolSize=20, symbolBrush="#ff0000", pen=None)
    plot.resize(100, 100)
    plot.show()
    part = recorded(plot, 8.0)
    assert not any(getattr(item, "_exportOpts", False) for item in plot.scene().items())
    red = Sheet((part,), "#000000").band(0, part.height)[..., 0] == 255
    inside = int(np.count_nonzero(red))
    width = int(red.any(axis=0).sum())
    # A disc fills pi/4 of its square; a coarse one of 8 x 8 blocks has straight edges.
    assert inside / width**2 == pytest.approx(np.pi / 4, rel=0.02)
    edge = np.flatnonzero(red[:, red.shape[1] // 2 + width // 3])
    assert (edge[0] % 8, edge[-1] % 8) != (0, 7)


def test_strips_are_recorded_as_lines(qtbot: QtBot) -> None:
    strip = MeasureStrip(StripData(DRAWN["level"]))
    qtbot.addWidget(strip)
    strip.resize(300, 60)
    strip.show()
    picture = recorded(strip, 1.0).picture
    assert not strip.in_vectors
    strip.in_vectors = True
    assert recorded(strip, 1.0).picture.size() == picture.size()
