"""Intervals against their definitions, rates by hand."""

from __future__ import annotations

import numpy as np
import pytest
from astropy.stats import binom_conf_interval
from scipy import stats

from darkviewer.core.candidates.false_positives import (
    false_positives,
    poisson_interval,
    wilson_interval,
)


@pytest.mark.parametrize("level", [0.68, 0.95])
def test_wilson_equals_astropy(level: float) -> None:
    k, n = np.array([0, 1, 7, 50, 100]), np.array([5, 9, 10, 50, 300])
    expected = binom_conf_interval(k, n, level, interval="wilson")
    np.testing.assert_allclose(wilson_interval(k, n, level=level), expected, atol=1e-12)


def test_wilson_without_trials() -> None:
    low, high = wilson_interval(0, 0)
    assert (float(low), float(high)) == pytest.approx((0.0, 1.0))


def test_poisson_interval_is_exact() -> None:
    for count in (1, 3, 20, 500):
        low, high = poisson_interval(count)
        assert stats.poisson.sf(count - 1, low) == pytest.approx(0.025)
        assert stats.poisson.cdf(count, high) == pytest.approx(0.025)
    # Gehrels 1986, table: 1 count, 84.13 % one-sided
    low, high = poisson_interval(1, level=0.6827)
    assert (low, high) == (
        pytest.approx(0.173, abs=1e-3),
        pytest.approx(3.30, abs=1e-2),
    )


def test_zero_counts_give_three() -> None:
    assert poisson_interval(0) == (0.0, pytest.approx(2.996, abs=1e-3))


def test_rates_by_hand() -> None:
    labels = {"PSF-like": 2, "telegraph": 1}
    found = false_positives(
        labels, n_frames=10, shape=(2048, 2048), exposure_s=30, arcsec_per_px=1.5
    )
    assert found.count == 3
    assert found.per_frame.value == pytest.approx(0.3)
    assert found.per_mpx.value == pytest.approx(0.3 / 4.194304)
    assert found.per_hour.value == pytest.approx(36)
    assert found.per_square_degree.value == pytest.approx(0.3 / 0.728, rel=1e-3)
    assert found.by_label == {"PSF-like": 2, "telegraph": 1}
    assert found.per_frame.low < 0.3 < found.per_frame.high


def test_no_false_positive_is_an_upper_limit() -> None:
    found = false_positives({}, n_frames=20, shape=(100, 100))
    assert found.per_frame.value == 0
    assert found.per_frame.high == pytest.approx(3.0 / 20, rel=0.01)
    assert np.isnan(found.per_hour.value)


def test_without_a_pixel_scale_no_rate_per_square_degree() -> None:
    found = false_positives({"PSF-like": 2}, n_frames=10, shape=(2048, 2048))
    assert np.isnan(found.per_square_degree.value)
    assert found.per_mpx.value > 0
