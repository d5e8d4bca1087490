"""Places on a strip and values are each other's inverse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from darkviewer.core.health.limits import Band
from darkviewer.gui.graphics.strip_plot import StripPlot
from darkviewer.gui.models.frame_axis import FrameAxis
from darkviewer.gui.models.strip_data import DRAWN, Lines, StripData

BOX = QRectF(100, 10, 300, 80)
LINES = Lines(Band("level", 10.0, 2.0, 8.0, 12.0, own=False), 1.0, "a rule")


@pytest.fixture
def plot() -> StripPlot:
    axis = FrameAxis("frame", np.array([0.1, 0.5, np.nan, 0.9]), ("1", "2", "", "4"))
    data = StripData(
        DRAWN["level"],
        ("a", "b", "c", "d"),
        np.array([10.0, np.nan, 9.0, 99.0]),
        ("10", "–", "9", "99"),
        axis,
        lines=LINES,
    )
    return StripPlot(data, BOX, (6.0, 14.0), 14.0, QRectF(0, 0, 480, 100))


def test_upwards_is_more_and_the_edges_hold_what_is_beyond(plot: StripPlot) -> None:
    assert plot.point(0) == QPointF(130, 50)
    assert plot.point(1) == QPointF(250, 10)  # of no value, at the top
    assert np.isnan(plot.x_of(2))
    assert plot.point(3) == QPointF(370, 10)
    assert [plot.beyond(n) for n in (0, 2, 3)] == [0, 0, 1]
    assert replace(plot, scale=(9.5, 14.0)).beyond(2) == -1
    assert replace(plot, scale=(7.0, 7.0)).y_of(7.0) == 50  # in the middle


@pytest.mark.parametrize("value", [6.0, 9.5, 14.0])
def test_the_value_at_a_height_is_the_one_drawn_there(
    plot: StripPlot, value: float
) -> None:
    assert plot.value_at(plot.y_of(value)) == pytest.approx(value)
    assert plot.value_at(-500) == 14.0


def test_the_nearest_frame_with_a_place_is_meant(plot: StripPlot) -> None:
    assert [plot.frame_at(QPointF(x, 20)) for x in (101, 249, 330)] == [0, 1, 3]
    assert plot.frame_at(QPointF(99, 20)) is None
    assert plot.frame_at(QPointF(401, 20)) is None
    empty = replace(plot, data=StripData(DRAWN["level"]))
    assert empty.frame_at(QPointF(200, 20)) is None


def test_of_equal_temperatures_the_nearest_value_is_meant(plot: StripPlot) -> None:
    axis = FrameAxis("temperature", np.array([0.5, 0.5, 0.5, 0.9]), ("1",) * 4)
    there = replace(plot, data=replace(plot.data, axis=axis))
    assert there.frame_at(QPointF(250, 52)) == 0
    assert there.frame_at(QPointF(250, 62)) == 2


def test_a_line_is_taken_at_its_grip_or_close_to_it(plot: StripPlot) -> None:
    high, low = plot.y_of(12.0), plot.y_of(8.0)
    assert plot.line_at(QPointF(400, high + 4)) == "high"
    assert plot.line_at(QPointF(200, low - 2)) == "low"
    assert plot.line_at(QPointF(200, high + 5)) == ""
    assert plot.line_at(QPointF(90, high)) == ""
    bare = replace(plot, data=replace(plot.data, lines=None))
    assert bare.line_at(QPointF(400, high)) == ""
    assert bare.value_boxes() == {}


def test_values_of_limits_never_lie_over_each_other_nor_outside(
    plot: StripPlot,
) -> None:
    apart = plot.value_boxes()
    assert apart["high"].center().y() == plot.y_of(12.0)
    assert plot.value_at_place(apart["low"].center()) == "low"
    assert plot.value_at_place(QPointF(200, 50)) == ""
    for scale in ((-500.0, 500.0), (9.0, 2000.0), (-2000.0, 11.0)):
        boxes = replace(plot, scale=scale).value_boxes()
        assert not boxes["high"].intersects(boxes["low"])
        assert all(plot.whole.contains(box) for box in boxes.values())
