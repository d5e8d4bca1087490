"""Axes of plots: numbers as in the rest of the window."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetricsF

from darkviewer.gui.graphics.plot_style import make_axes
from darkviewer.gui.style import fonts


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("values", "spacing", "words"),
    [
        ([-200.0, 0.0, 4000.0], 200.0, ["−200", "0", "4,000"]),
        ([-0.1, 0.0, 0.5], 0.1, ["−0.1", "0.0", "0.5"]),
    ],
)
def test_thousands_and_a_true_minus(
    values: list[float], spacing: float, words: list[str]
) -> None:
    assert make_axes()["left"].tickStrings(values, 1.0, spacing) == words


@pytest.mark.usefixtures("qapp")
def test_frames_are_counted_in_whole_numbers() -> None:
    axes = make_axes(counted=True)
    steps = [step for step, _ in axes["bottom"].tickSpacing(1.0, 4.0, 300.0)]
    assert min(steps) >= 1
    assert min(step for step, _ in axes["left"].tickSpacing(1.0, 4.0, 300.0)) < 1


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("low", "high"), [(-120.0, 3526.0), (-3.0, 2.0), (0.0, 9e7)])
@pytest.mark.parametrize("pixels", [30.0, 60.0, 130.0])
def test_numbers_of_a_low_plot_do_not_touch(
    low: float, high: float, pixels: float
) -> None:
    axis = make_axes()["left"]
    height = QFontMetricsF(fonts.small()).height()
    for step, _ in axis.tickSpacing(low, high, pixels):
        assert step * pixels / (high - low) >= height - 1e-6


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("values", "spacing", "words"),
    [
        ([0.0, 50_000.0, 120_000.0], 10_000.0, ["0", "50k", "120k"]),
        ([-1.5e8, 0.0], 5e7, ["−150M", "0"]),
    ],
)
def test_large_numbers_of_an_axis_are_written_shorter(
    values: list[float], spacing: float, words: list[str]
) -> None:
    axis = make_axes()["left"]
    axis.setRange(min(values), max(values))
    assert axis.tickStrings(values, 1.0, spacing) == words
