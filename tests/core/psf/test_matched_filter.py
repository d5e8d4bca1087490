"""The matched filter against its sum written out, and its depth."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.psf.matched_filter import local_maxima, matched_plane
from darkviewer.core.psf.profile import GaussianPsf, Psf, StampPsf, pixel_fractions
from darkviewer.core.psf.shape import matched_signal

OBLONG = np.outer(
    np.exp(-0.5 * (np.arange(-22, 23) / 4) ** 2),
    np.exp(-0.5 * (np.arange(-22, 23) / 6) ** 2),
)
OBLONG[22:, 25:] *= 1.3


@pytest.mark.parametrize("psf", [GaussianPsf(2.0), StampPsf(OBLONG)])
def test_equals_the_sum_around_each_pixel(psf: Psf) -> None:
    rng = np.random.default_rng(1)
    residual = rng.normal(0, 30, (14, 17)).astype(np.float32)
    variance = rng.uniform(500, 1500, residual.shape).astype(np.float32)
    good = rng.random(residual.shape) > 0.1
    residual[~good] = np.nan
    found = matched_plane(residual, variance, good, psf)
    wide = np.pad(residual, 2).astype(float)
    wide_variance = np.pad(variance, 2, constant_values=1).astype(float)
    wide_good = np.pad(good, 2)
    for y, x in np.ndindex(residual.shape):
        part = np.s_[y : y + 5, x : x + 5]
        expected = matched_signal(
            wide[part][None], wide_variance[part][None], wide_good[part][None], psf
        )
        assert found[y, x] == pytest.approx(expected[0], rel=1e-4, abs=1e-4)


def test_pure_noise_has_unit_spread_and_stars_stand_out() -> None:
    rng = np.random.default_rng(2)
    residual = rng.normal(0, 39, (200, 200)).astype(np.float32)
    variance = np.full(residual.shape, 39.0**2, np.float32)
    good = np.ones(residual.shape, np.bool_)
    noise = matched_plane(residual, variance, good, GaussianPsf(2.0))
    assert noise.std() == pytest.approx(1, abs=0.05)
    for y in range(10, 190, 15):
        for x in range(10, 190, 15):
            dx, dy = rng.uniform(-0.5, 0.5, 2)
            residual[y - 2 : y + 3, x - 2 : x + 3] += rng.poisson(
                1000 * pixel_fractions(dx, dy, 2.0)
            )
    found = local_maxima(matched_plane(residual, variance, good, GaussianPsf(2.0)), 5.0)
    assert len(found) / 144 > 0.96  # 0.995 in the long run


def test_maxima_are_compared_with_eight_neighbours() -> None:
    signal = np.zeros((5, 6), np.float32)
    signal[0, 0] = 7
    signal[2, 2] = signal[2, 3] = 9
    signal[3, 4] = 8.5
    signal[4, 0] = 5
    np.testing.assert_array_equal(local_maxima(signal, 5.0), [0, 14])
