"""Correlated noise against drawing it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from darkviewer.core.psf.correlated import (
    correlation_matrix,
    effective,
    width_of_sum,
)
from darkviewer.core.psf.fit import fit_stars
from darkviewer.core.psf.profile import GaussianPsf, pixel_fractions
from darkviewer.core.psf.tolerance import tolerate

LAGS = np.array([0.12, 0.08, 0.03])


def drawn(rng: np.random.Generator, n: int) -> np.ndarray:
    return rng.multivariate_normal(np.zeros(25), correlation_matrix(LAGS), n)


def test_each_pair_has_the_correlation_of_its_distance() -> None:
    matrix = correlation_matrix(LAGS)
    middle = 12
    around = matrix[middle].reshape(5, 5)
    expected = np.array([[0.03, 0.08, 0.03], [0.12, 1, 0.12], [0.03, 0.08, 0.03]])
    np.testing.assert_array_equal(around[1:4, 1:4], expected)
    assert around.sum() == pytest.approx(expected.sum())
    assert matrix[4, 5] == 0  # the end of a row and the start of the next
    assert correlation_matrix(np.zeros((7, 3)), 7).shape == (7, 49, 49)


def test_the_signal_of_a_star_is_as_wide_as_drawn_ones() -> None:
    part = pixel_fractions(0.0, 0.0, 2.0, half=2)
    noise = drawn(np.random.default_rng(1), 200_000)
    signal = noise @ part.ravel() / np.sqrt(np.sum(part**2))
    assert width_of_sum(part, LAGS) == pytest.approx(signal.std(), rel=0.01)
    assert width_of_sum(part, np.zeros((2, 3))) == pytest.approx([1, 1])


def test_chi_squared_has_the_moments_of_drawn_noise() -> None:
    rng = np.random.default_rng(2)
    n, sigma = 40_000, 6.0
    column = rng.normal(size=(25, 2))
    noise = sigma * drawn(rng, n)
    left = noise - noise @ column @ np.linalg.pinv(column)
    chi2 = np.sum(left**2, 1) / sigma**2
    one = np.ones((1, 25))
    scale, dof = effective(
        column.T[None], one / sigma**2, one * sigma**2, LAGS[np.newaxis]
    )
    assert scale[0] * dof[0] == pytest.approx(chi2.mean(), rel=0.01)
    assert 2 * scale[0] ** 2 * dof[0] == pytest.approx(chi2.var(), rel=0.03)
    plain = effective(column.T[None], one, one, np.zeros((1, 3)))
    assert np.ravel(plain) == pytest.approx([1, 23])


def test_p_of_stars_in_correlated_noise_is_uniform() -> None:
    rng = np.random.default_rng(3)
    n, sigma, flux = 3000, 12.0, 1500.0
    dx, dy = rng.uniform(-0.5, 0.5, (2, n))
    light = rng.poisson(flux * pixel_fractions(dx, dy, 2.0, half=2))
    stamps = light + sigma * drawn(rng, n).reshape(n, 5, 5)
    variance = np.full(stamps.shape, sigma**2)
    taken = fit_stars(stamps, variance, lags=np.tile(LAGS, (n, 1)))
    assert stats.kstest(taken.p, "uniform").pvalue > 0.01
    ignored = fit_stars(stamps, variance)
    assert stats.kstest(ignored.p, "uniform").pvalue < 1e-4


def test_so_is_p_of_stars_that_may_deviate() -> None:
    """By as little as these do: with an elongation and a pixel error of 0.5 %."""
    rng = np.random.default_rng(5)
    n, sigma, flux, error = 6000, 12.0, 1500.0, 0.005
    dx, dy = rng.uniform(-0.5, 0.5, (2, n))
    profile = pixel_fractions(dx, dy, 2.0, half=2)
    light = rng.poisson(flux * profile * (1 + error * rng.normal(size=profile.shape)))
    stamps = light + sigma * drawn(rng, n).reshape(n, 5, 5)
    variance, good = np.full(stamps.shape, sigma**2), np.ones(stamps.shape, bool)
    star, lags = fit_stars(stamps, variance), np.tile(LAGS, (n, 1))
    modes = (1e-3, 1e-3, 2.0, 2.0)
    options = {"psf": GaussianPsf(), "profile_error": error, "modes": modes}
    taken = tolerate(stamps, variance, good, star, lags=lags, **options)
    ignored = tolerate(stamps, variance, good, star, **options)
    assert stats.kstest(taken.p, "uniform").pvalue > 0.01
    assert stats.kstest(ignored.p, "uniform").pvalue < 1e-4
    np.testing.assert_array_equal(taken.chi2, ignored.chi2)
