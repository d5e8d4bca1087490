"""Rates of pixels against simulated pixels whose rates are known."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.hazard.rates import class_rate

FRAMES = 10


def test_the_spread_of_a_class_is_found_again() -> None:
    rng = np.random.default_rng(3)
    rates = rng.beta(0.6, 1.4, 20_000)  # mean 0.3, strength 2
    high = rng.binomial(FRAMES, rates)
    found = class_rate(high, np.full(len(high), FRAMES))
    assert found.mean == pytest.approx(0.3, abs=0.01)
    assert found.strength == pytest.approx(2.0, rel=0.1)
    said = found.of_pixels(high, np.full(len(high), FRAMES))
    # What a pixel does in new frames is what was said of it, on average.
    for k in (0, 3, 9):
        again = rng.binomial(FRAMES, rates[high == k]) / FRAMES
        assert said[high == k][0] == pytest.approx(again.mean(), abs=0.02)


def test_pixels_that_are_alike_share_one_rate() -> None:
    high = np.zeros(1000, np.int64)
    high[5] = 1
    count = np.full(1000, FRAMES)
    found = class_rate(high, count)
    said = found.of_pixels(high, count)
    assert said == pytest.approx(np.full(1000, 1.5 / 10_001), rel=0.02)


@pytest.mark.parametrize("pixels", [0, 1])
def test_few_pixels_tell_little(pixels: int) -> None:
    found = class_rate(np.ones(pixels, np.int64), np.full(pixels, FRAMES))
    assert (found.pixels, found.strength) == (pixels, 1.0)
    assert found.mean == pytest.approx(1.5 / 11 if pixels else 0.0)


def test_frames_without_a_value_do_not_count() -> None:
    found = class_rate(np.array([0, 0, 0]), np.array([0, 9, 0]))
    assert found.mean == pytest.approx(0.05)
    assert found.of_pixels(np.array([0]), np.array([0])) == pytest.approx(0.05)
