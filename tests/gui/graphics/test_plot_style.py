"""Axes of plots: numbers as in the rest of the window."""

from __future__ import annotations

import pytest

from darkviewer.gui.graphics.plot_style import make_axes


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
