"""Tails of drawn noise against scipy's distributions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from darkviewer.core.psf.moderated import KNOWN, moderated
from darkviewer.core.psf.profile import GaussianPsf
from darkviewer.core.vetting.drawn_noise import (
    DrawnPixels,
    drawn_above,
    least_ratio,
    signal_left,
    skewness_left,
    tail,
)


@pytest.mark.parametrize("skewness", [0.0, 0.03, 0.4, -0.03, -0.4])
def test_the_tail_is_that_of_a_gamma_distribution(skewness: float) -> None:
    limit = np.array([-1.0, 0.0, 3.0, 5.0])
    expected = stats.pearson3.sf(limit, skewness)
    np.testing.assert_allclose(tail(limit, skewness), expected, rtol=1e-5)


def test_shot_noise_has_that_tail() -> None:
    above = stats.poisson.sf(1300 + 5 * np.sqrt(1300), 1300)
    found = tail(np.array([5.0]), 1 / np.sqrt(1300))[0]
    assert found == pytest.approx(above, rel=0.05)
    assert found > 1.5 * stats.norm.sf(5)


@pytest.mark.parametrize("skewness", [0.0, 0.2, -0.1])
def test_what_is_drawn_above_a_limit_is_distributed_so(skewness: float) -> None:
    found = drawn_above(np.full(2000, 4.0), skewness, np.random.default_rng(1))
    assert found.min() > 4
    for value in (4.2, 4.6):
        expected = stats.pearson3.sf(value, skewness) / stats.pearson3.sf(4, skewness)
        assert np.mean(found > value) == pytest.approx(expected, abs=0.002)


def test_nothing_called_so_many_sigmas_is_below_the_least_ratio() -> None:
    for frames in (6.0, 12.0, 28.0, 1e4, 1e12):
        least = least_ratio(5.0, np.array([frames]))
        assert 4.6 < moderated(least, frames)[0] <= 5


def test_squares_drawn_more_often_than_they_are_do_not_widen_the_signal() -> None:
    """Half of those drawn are three times as wide, and one in 10 001 in truth."""
    n = 20_000
    one = np.ones((n, 5, 5))
    rare = np.arange(n) % 2 == 1
    drawn = DrawnPixels(
        one,
        one,
        np.full(one.shape, KNOWN),
        one,
        np.where(rare, 1e-4, 1.0),
        np.full(n, 0.06),
        0.01,
        np.ones(n),
        np.full(n, 0.95),
    )
    spread = np.where(rare, 3.0, 1.0)
    left = signal_left(drawn, spread, GaussianPsf(), np.random.default_rng(2))
    np.testing.assert_allclose(left, 0.95, rtol=0.01)
    # 5 errors away, of which 2 may be chance
    sure = skewness_left(drawn, np.full(n, 0.01))
    np.testing.assert_allclose(sure, 0.05 * (1 - (2 / 5) ** 2))
    np.testing.assert_array_equal(skewness_left(drawn, np.full(n, 0.045)), 0)
