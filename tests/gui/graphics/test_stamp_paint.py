from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from darkviewer.core.display.cutout import cutout
from darkviewer.gui.graphics.stamp_paint import (
    cells,
    ink,
    paint_cells,
    stamp_colours,
    stamp_picture,
)
from darkviewer.gui.style.theme import PALETTES

DARK = PALETTES["dark"]


def test_the_highest_pixel_is_white_and_the_lowest_black() -> None:
    image = np.arange(100.0).reshape(10, 10)
    colours = stamp_colours(cutout(image, 5, 5), DARK)
    assert colours[4, 4] == 0xFFFFFFFF
    assert colours[0, 0] == 0xFF000000
    assert np.all(np.diff(colours[2].astype(np.int64)) > 0)


@pytest.mark.parametrize("value", [7.0, np.nan])
def test_constant_and_unknown_pixels_are_black(value: float) -> None:
    colours = stamp_colours(cutout(np.full((9, 9), value), 4, 4), DARK)
    assert np.all(colours == 0xFF000000)


def test_night_is_red() -> None:
    image = np.arange(100.0).reshape(10, 10)
    colours = stamp_colours(cutout(image, 5, 5), PALETTES["night"])
    red, green, blue, _ = QColor.fromRgb(int(colours[4, 4])).getRgb()
    assert red == 255
    assert green < 40
    assert blue < 40


def test_what_lies_outside_the_frame_is_hatched() -> None:
    picture = QImage(50, 50, QImage.Format.Format_RGB32)
    picture.fill(QColor("#00ff00"))
    painter = QPainter(picture)
    places = cells(QRectF(0, 0, 50, 50), 5, 0)
    paint_cells(painter, places, cutout(np.full((9, 9), 5.0), 0, 0), DARK)
    painter.end()
    inside = {picture.pixelColor(x, 35).name() for x in range(21, 49)}
    outside = {picture.pixelColor(x, 5).name() for x in range(50)}
    assert inside == {"#000000"}
    assert outside == {DARK.raised, DARK.line}


def test_the_picture_has_a_pixel_for_a_pixel() -> None:
    image = np.random.default_rng(3).normal(0, 50, (9, 9))
    corner = cutout(image, 0, 0)
    picture, colours = stamp_picture(corner, DARK), stamp_colours(corner, DARK)
    for y in range(5):
        for x in range(5):
            expected = int(colours[y, x]) if corner.inside[y, x] else 0
            assert picture.pixel(x, y) == expected


def test_text_is_readable_on_every_grey() -> None:
    for name in ("dark", "night"):
        for level in range(256):
            ground = QColor(level, level, level)
            if name == "night":
                ground = QColor(level, round(level * 26 / 255), round(level * 18 / 255))
            text = ink(ground.rgb(), PALETTES[name])
            assert _contrast(text, ground) >= (2.65 if name == "night" else 4)


def _contrast(a: QColor, b: QColor) -> float:
    """By the formula of WCAG 2."""

    def luminance(colour: QColor) -> float:
        parts = [c / 255 for c in colour.getRgb()[:3]]
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
        ]
        return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)
