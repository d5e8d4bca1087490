"""Sigmas of Student's t against scipy's distributions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from darkviewer.core.psf.moderated import (
    KNOWN,
    inverse_correction,
    least_matched,
    matched_sigmas,
    moderated,
    sigmas,
    star_shape,
)
from darkviewer.core.psf.profile import GaussianPsf


@pytest.mark.parametrize("frames", [4, 8, 28, 200])
def test_a_normal_deviate_of_the_same_probability(frames: int) -> None:
    t = np.linspace(-15, 0, 31)
    expected = stats.norm.ppf(stats.t.cdf(t, frames))
    near = expected > -8
    found = moderated(t, frames)
    np.testing.assert_allclose(found[near], expected[near], atol=0.001)
    np.testing.assert_array_equal(moderated(-t, frames), -found)
    assert np.isfinite(moderated(1e6, frames))


def test_a_known_variance_leaves_a_ratio_as_it_is() -> None:
    t = np.array([-7.0, 0.0, 3.0, 120.0])
    np.testing.assert_allclose(moderated(t, KNOWN), t, rtol=1e-8)
    np.testing.assert_allclose(sigmas(t, 4.0, KNOWN), t / 2, rtol=1e-8)


def test_the_correction_for_chi_squared_is_taken_out_again() -> None:
    variance = 9.0 * inverse_correction(28)
    assert inverse_correction(28) == pytest.approx(1.05)
    assert sigmas(12.0, variance, 28) == pytest.approx(moderated(4.0, 28))


def test_the_signal_of_a_star_is_nearer_to_normal() -> None:
    """Rarer than 4 sigma is what it says, in noise of few degrees of freedom."""
    psf, frames = GaussianPsf(2.0), 10
    rng = np.random.default_rng(1)
    n = 400_000
    weight = star_shape(psf).ravel()
    true = frames / rng.chisquare(frames, (n, 25)).astype(np.float32)
    d = rng.normal(size=(n, 25)).astype(np.float32) * np.sqrt(true)
    # all shrunk variances are 1: the residuals themselves follow Student's t
    signal = d @ weight / np.sqrt(np.sum(weight**2) * inverse_correction(frames))
    z = matched_sigmas(signal, np.full(n, frames), psf)
    for limit, tolerance in ((2.0, 0.05), (3.0, 0.15), (4.0, 0.6)):
        share = np.mean(np.abs(z) > limit) / (2 * stats.norm.sf(limit))
        assert share == pytest.approx(1, rel=tolerance)


def test_nothing_above_the_limit_is_below_the_least_signal() -> None:
    psf, frames = GaussianPsf(2.0), np.array([6.0, 28.0, np.nan])
    least = least_matched(5.0, frames)
    assert matched_sigmas(least, 28.0, psf) < 5
    assert matched_sigmas(least, 6.0, psf) < 5
    assert least_matched(5.0, np.zeros(0)) == pytest.approx(5)
