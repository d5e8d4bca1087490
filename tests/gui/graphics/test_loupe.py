"""The magnifier: each pixel as it is, wherever the cursor goes."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from darkviewer.core.display.pyramid import build_levels
from darkviewer.core.display.stretch import Stretch
from darkviewer.core.layers.layer_image import LayerImage
from darkviewer.gui.graphics.colour_maps import colour_table
from darkviewer.gui.graphics.loupe import PIXELS, Loupe

GREY = Stretch("linear", 0.0, 256.0)
HALF = PIXELS // 2


@pytest.fixture
def loupe(qtbot: QtBot) -> Loupe:
    view = QWidget()
    qtbot.addWidget(view)
    view.resize(800, 600)
    with qtbot.waitExposed(view):
        view.show()
    made = Loupe(view)
    made.holder = view  # lives as long as the test
    return made


def image_of(values: np.ndarray) -> LayerImage:
    return LayerImage(0, "raw", "ADU", "a.fits", build_levels(values), values)


@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
@pytest.mark.parametrize("inverted", [False, True])
def test_every_pixel_is_shown_as_in_the_image(
    loupe: Loupe, dtype: type, inverted: bool
) -> None:
    values = np.random.default_rng(4).integers(0, 256, (60, 80)).astype(dtype)
    loupe.look_at(image_of(values), (30, 20), GREY, colour_table(inverted=inverted))
    picture = loupe.grab().toImage()
    zoom = (loupe.width() - 4) / PIXELS
    for dy in range(-HALF, HALF + 1):
        for dx in range(-HALF, HALF + 1):
            at = QPoint(*(round(2 + (HALF + d + 0.5) * zoom) for d in (dx, dy)))
            value = int(values[20 + dy, 30 + dx])
            expected = 255 - value if inverted else value
            assert picture.pixelColor(at).red() == expected, (dx, dy)


def test_beyond_the_frame_there_is_no_pixel(loupe: Loupe) -> None:
    values = np.full((60, 80), 200, np.uint16)
    loupe.look_at(image_of(values), (0, 0), GREY, colour_table())
    picture = loupe.grab().toImage()
    assert picture.pixelColor(picture.width() - 10, picture.height() - 10).red() == 200
    corner = {picture.pixelColor(x, y).name() for x in range(3, 9) for y in range(3, 9)}
    assert "#c8c8c8" not in corner


@pytest.mark.parametrize("x", [0, 400, 799])
@pytest.mark.parametrize("y", [0, 300, 599])
def test_it_leaves_the_cursor_and_the_words_free(loupe: Loupe, x: int, y: int) -> None:
    values = np.zeros((60, 80), np.uint16)
    loupe.look_at(image_of(values), (30, 20), GREY, colour_table())
    words = QRect(10, 500, 300, 90)
    loupe.move_beside(QPoint(x, y), clear_of=words)
    assert loupe.parentWidget().rect().contains(loupe.geometry())
    assert not loupe.geometry().contains(x, y)
    assert not loupe.geometry().intersects(words)


def test_it_is_small_in_a_small_image(loupe: Loupe) -> None:
    loupe.parentWidget().resize(300, 200)
    values = np.zeros((60, 80), np.uint16)
    loupe.look_at(image_of(values), (30, 20), GREY, colour_table())
    assert loupe.height() < 100
