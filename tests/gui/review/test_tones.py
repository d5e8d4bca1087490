"""Equal values, equal greys: three sigmas below the noise to the peak."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtGui import QColor

from darkviewer.gui.review.tones import KINDS, difference_colours, limits_of
from darkviewer.gui.style.theme import PALETTES
from tests.helpers.sights import square


def noise(peak: float) -> np.ndarray:
    values = np.random.default_rng(5).normal(20, 30, (21, 21))
    values[10, 10] = peak
    return values


def test_from_three_sigmas_below_to_the_peak() -> None:
    found = limits_of(square(noise(1000.0)))
    assert found.black == pytest.approx(20 - 90, abs=12)
    assert found.white == 1000
    assert found.sigma == pytest.approx(30, rel=0.12)


@pytest.mark.parametrize("peak", [-50.0, math.nan, 25.0])
def test_noise_is_not_blown_up(peak: float) -> None:
    found = limits_of(square(noise(peak)))
    assert found.white == pytest.approx(20 + 90, abs=12)


def test_a_peak_of_somebody_elses() -> None:
    assert limits_of(square(noise(1000.0)), peak=2000.0).white == 2000


def test_pixels_of_one_value() -> None:
    found = limits_of(square(np.zeros((21, 21))))
    assert (found.black, found.white) == (-3.0, 3.0)


@pytest.mark.parametrize("kind", KINDS)
def test_black_and_white_are_reached(kind: str) -> None:
    found = limits_of(square(noise(1000.0)))
    ends = np.array([found.black, found.white])
    assert found.stretch(kind).formula(ends).tolist() == [0, 255]


@pytest.mark.parametrize("name", ["dark", "light"])
def test_below_zero_is_blue_above_it_orange(name: str) -> None:
    palette = PALETTES[name]
    colours = difference_colours(np.array([-9.0, -4.0, 0.0, 4.0, 9.0]), palette)
    below, least, zero, most, above = (QColor.fromRgb(int(c)) for c in colours)
    assert below == least
    assert most == above
    assert least.blue() > least.red()
    assert most.red() > most.blue()
    grey = QColor(palette.raised)
    for part in ("red", "green", "blue"):
        assert getattr(zero, part)() == pytest.approx(getattr(grey, part)(), abs=2)


def test_at_night_nothing_is_blue() -> None:
    colours = difference_colours(np.linspace(-5, 5, 21), PALETTES["night"])
    assert all(QColor.fromRgb(int(c)).blue() < 64 for c in colours)
