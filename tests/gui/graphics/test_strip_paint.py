"""What a strip shows: band, lines, squares, arrows with numbers, crosses, words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from darkviewer.core.health.limits import Band
from darkviewer.gui.graphics.measure_strip import MeasureStrip
from darkviewer.gui.models.frame_axis import FrameAxis
from darkviewer.gui.models.strip_data import DRAWN, Lines, StripData
from darkviewer.gui.style.theme import PALETTES
from tests.helpers.scene import shown

PALETTE = PALETTES["dark"]
SMOOTHED = 48  # of 255: slanting lines mix with what is behind them
LINES = Lines(Band("level", 10.0, 1.0, 8.0, 12.0, own=False), 1.0, "a rule")


def data(values: list[float], **others: Any) -> StripData:
    frames = len(values)
    axis = FrameAxis("frame", (np.arange(frames) + 0.5) / frames, ("n",) * frames)
    parts = {
        "names": tuple(f"{n}.fits" for n in range(frames)),
        "values": np.array(values),
        "texts": tuple(f"{v:.1f}" for v in values),
        "axis": axis,
    }
    return StripData(DRAWN["level"], **(parts | others))


@pytest.fixture
def strip(qtbot: QtBot) -> MeasureStrip:
    made = shown(qtbot, MeasureStrip(data([])), 700, 100)
    made.set_palette(PALETTE)
    return made


def near(image: QImage, at: QPointF, colour: str, reach: int = 5) -> bool:
    """Whether about this colour is painted close to a place."""
    wanted = np.array(QColor(colour).getRgb())
    places = range(-reach, reach + 1)
    found = (at + QPointF(dx, dy) for dx in places for dy in places)
    inside = (place.toPoint() for place in found)
    return any(
        np.abs(image.pixelColor(place).getRgb() - wanted).max() < SMOOTHED
        for place in inside
        if image.rect().contains(place)
    )


def test_the_band_lies_between_the_limits(strip: MeasureStrip) -> None:
    strip.set_data(data([10.0, 10.5, 9.5], lines=LINES))
    image, plot = strip.grab().toImage(), strip.plot()
    x = plot.box.left() + 3
    fill = QColor(PALETTE.accent_fill)
    for value, inside in ((12.5, False), (11.5, True), (8.5, True), (7.5, False)):
        y = round(plot.y_of(value))
        assert (image.pixelColor(round(x), y) == fill) is inside
    for end in LINES.ends.values():
        assert near(image, QPointF(plot.box.right(), plot.y_of(end)), PALETTE.accent)


def test_one_limit_has_all_below_it(strip: MeasureStrip) -> None:
    band = replace(LINES.band, low=None)
    strip.set_data(data([1.0, 2.0], lines=replace(LINES, band=band)))
    bottom = round(strip.plot().box.bottom()) - 2
    x = round(strip.plot().box.left()) + 3
    assert strip.grab().toImage().pixelColor(x, bottom) == QColor(PALETTE.accent_fill)


def test_what_is_odd_is_a_square_and_what_is_left_out_a_cross(
    strip: MeasureStrip,
) -> None:
    strip.set_current(3)
    strip.set_data(
        data([10, 12.5, 10, 10, np.nan], lines=LINES, odd=frozenset({1}),
             left_out=frozenset({2, 4}))
    )  # fmt: skip
    image, plot = strip.grab().toImage(), strip.plot()
    assert near(image, plot.point(0), PALETTE.text)
    assert near(image, plot.point(1), PALETTE.warn)
    assert near(image, plot.point(2), PALETTE.bad)
    assert near(image, plot.point(3), PALETTE.accent)
    assert near(image, plot.point(4), PALETTE.bad)  # at the top: no value


@pytest.mark.parametrize("value", [9000.0, -9000.0])
def test_what_is_off_the_scale_is_an_arrow_with_its_number(
    strip: MeasureStrip, value: float
) -> None:
    values = [10.0, 10.2, 10.1, 9.9, 10.0, 10.1, 10.3, 9.8, value]
    strip.set_data(data(values, lines=LINES))
    plain = strip.grab().toImage()
    strip.set_data(data(values, lines=LINES, odd=frozenset({8})))
    plot, image = strip.plot(), strip.grab().toImage()
    assert plot.beyond(8) == (1 if value > 0 else -1)
    assert near(image, plot.point(8), PALETTE.warn, 12)
    assert not near(plain, plot.point(8), PALETTE.warn, 12)
    beside = (plot.point(8) + QPointF(x, 0) for x in (-32, 32))  # its number
    assert any(near(image, at, PALETTE.warn, 18) for at in beside)


@pytest.mark.parametrize(("height", "free"), [(160, True), (40, False)])
def test_a_number_lies_over_no_value_of_a_limit(
    strip: MeasureStrip, height: int, free: bool
) -> None:
    """At the right of the last frame where that is free, else at its left."""
    values = [10.0, 10.2, 10.1, 9.9, 10.0, 10.1, 10.3, 9.8] * 4 + [9000.0]
    strip.resize(700, height)
    strip.set_data(data(values, lines=LINES, odd=frozenset({32})))
    box = strip.plot().value_boxes()["high"]
    image = strip.grab().toImage()
    assert near(image, QPointF(box.left() + 14, 8), PALETTE.warn, 4) is free
    assert near(image, strip.plot().point(32) - QPointF(32, 3), PALETTE.warn) != free


def test_numbers_of_neighbours_do_not_overlap(strip: MeasureStrip) -> None:
    values = [10.0, 10.2, 10.1, 9.9, 10.0, 10.1, 10.3, 9.8] * 6 + [9000.0, 9001.0]
    strip.set_current(49)
    strip.set_data(data(values, lines=LINES))
    one = strip.grab().toImage()
    strip.set_data(data([*values[:-2], 10.0, 9001.0], lines=LINES))
    two = strip.grab().toImage()
    place = strip.plot().point(49) - QPointF(30, 5)  # the number of the current one
    for dx in range(-8, 8):
        at = round(place.x()) + dx, round(place.y())
        assert one.pixelColor(*at) == two.pixelColor(*at)


def test_a_number_lies_over_no_other_arrow(strip: MeasureStrip) -> None:
    """Neighbours are 28 pixels apart, and a number is wider: it has no room."""
    rest = [10.0, 10.2, 10.1, 9.9, 10.0, 10.1, 10.3, 9.8]
    three = [*rest, 9000.0, 9001.0, 9002.0, *rest]
    strip.set_data(data(three, lines=LINES, odd=frozenset({8})))
    plot, image = strip.plot(), strip.grab().toImage()
    first, last = (round(plot.point(frame).x()) for frame in (8, 10))
    y = plot.point(8).y() - 6
    heights = [QPointF(0, y + dy) for dy in (-3, 0, 3)]
    coloured = [
        x
        for x in range(first - 30, last + 30)
        if any(near(image, QPointF(x, 0) + at, PALETTE.warn, 1) for at in heights)
    ]
    assert coloured, "its arrow"
    assert all(abs(x - first) <= 6 for x in coloured)


def test_a_gap_is_left_and_temperatures_are_not_joined(strip: MeasureStrip) -> None:
    def joined(values: list[float], kind: str = "frame") -> bool:
        axis = FrameAxis(kind, np.array([0.1, 0.5, 0.9]), ("n",) * 3)
        strip.set_data(data(values, lines=LINES, axis=axis))
        plot = strip.plot()
        middle = (plot.point(0) + plot.point(1)).toPoint() / 2
        image = strip.grab().toImage()
        rows = range(middle.y() - 3, middle.y() + 4)
        colours = {image.pixelColor(middle.x(), y).name() for y in rows}
        return colours != {PALETTE.accent_fill}

    assert joined([10.0, 10.0, 10.0])
    assert not joined([10.0, np.nan, 10.0])
    assert not joined([10.0, 10.0, 10.0], "temperature")


def test_words_stand_where_nothing_can_be_drawn(strip: MeasureStrip) -> None:
    strip.set_data(data([np.nan] * 3, words="not in the headers"))
    image, plot = strip.grab().toImage(), strip.plot()
    assert near(image, plot.box.center(), PALETTE.secondary, 8)
    x = round(plot.box.left()) + 3
    assert image.pixelColor(x, round(plot.box.center().y())) != QColor(
        PALETTE.accent_fill
    )


def test_a_frame_without_a_place_has_no_column(strip: MeasureStrip) -> None:
    axis = FrameAxis("time", np.array([0.5, np.nan]), ("a", ""))
    strip.set_data(data([10.0, 10.0], axis=axis))
    image = strip.grab().toImage()
    strip.set_current(1)
    assert strip.grab().toImage() != image  # the value below the name, and no column
