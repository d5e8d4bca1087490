"""Intervals against their definitions, rates by hand."""

from __future__ import annotations

import numpy as np
import pytest
from astropy.stats import binom_conf_interval
from scipy import stats

from darkviewer.core.candidates.clustering import Gathering, gathering
from darkviewer.core.candidates.false_positives import (
    false_positives,
    garwood_interval,
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


def test_garwood_s_interval_has_equal_tails() -> None:
    for count in (1, 3, 20, 500):
        low, high = garwood_interval(count)
        assert stats.poisson.sf(count - 1, low) == pytest.approx(0.025)
        assert stats.poisson.cdf(count, high) == pytest.approx(0.025)
    # Gehrels 1986, table: 1 count, 84.13 % one-sided
    low, high = garwood_interval(1, level=0.6827)
    assert (low, high) == (
        pytest.approx(0.173, abs=1e-3),
        pytest.approx(3.30, abs=1e-2),
    )


@pytest.mark.parametrize("count", [1, 2, 3, 7, 12])
def test_poisson_interval_is_blaker_s(count: int) -> None:
    """By its definition: the means at which less likely counts have 5 % together.

    How likely a count is goes by the smaller of its two tails.
    """
    low, high = poisson_interval(count)
    for mean, inside in ((low, 1e-3), (high, -1e-3)):
        assert _likely(count, mean + inside) > 0.05
        assert _likely(count, mean - inside) <= 0.05
    outer = garwood_interval(count)
    assert outer[0] < low < high < outer[1]


def _likely(count: int, mean: float) -> float:
    counts = np.arange(200)
    tail = np.minimum(
        stats.poisson.cdf(counts, mean), stats.poisson.sf(counts - 1, mean)
    )
    as_odd = tail <= tail[count] * (1 + 1e-9)
    return float(stats.poisson.pmf(counts, mean)[as_odd].sum())


@pytest.mark.parametrize("mean", [0.1, 1, 3.2, 3.6, 5, 12])
def test_poisson_interval_covers_at_least_95_percent(mean: float) -> None:
    """Two-sided for no event, too: a one-sided limit there would cover 94 % at 3.2."""
    assert _coverage(mean) >= 0.95


@pytest.mark.parametrize("mean", [3, 5, 10, 30])
def test_it_does_not_cover_much_more(mean: float) -> None:
    assert _coverage(mean) <= 0.97


def _coverage(mean: float) -> float:
    counts = np.arange(80)
    ends = np.array([poisson_interval(k) for k in counts])
    holds = (ends[:, 0] <= mean) & (mean <= ends[:, 1])
    return float(stats.poisson.pmf(counts, mean)[holds].sum())


def test_no_event_reaches_to_3_55() -> None:
    """There 8 events or more become likelier than none."""
    assert poisson_interval(0) == (0.0, pytest.approx(3.5501, abs=1e-4))


def test_what_is_not_whole_or_not_independent_has_garwood_s_interval() -> None:
    assert poisson_interval(2.5) == garwood_interval(2.5)
    low, high = garwood_interval(4)
    assert poisson_interval(8, dispersion=2.0) == (2 * low, 2 * high)


def spread(sources: int, n_frames: int) -> Gathering:
    """Sources far apart, each in one frame."""
    at = np.arange(sources)
    return gathering(at % n_frames, 3 * at, 0 * at, n_frames=n_frames, nx=10**6)


def test_rates_by_hand() -> None:
    labels = {"PSF-like": 2, "telegraph": 1}
    found = false_positives(
        labels, spread(3, 10), shape=(2048, 2048), exposure_s=30, arcsec_per_px=1.5
    )
    assert (found.count, found.sources, found.n_frames) == (3, 3, 10)
    assert found.per_frame.value == pytest.approx(0.3)
    assert found.per_mpx.value == pytest.approx(0.3 / 4.194304)
    assert found.per_hour.value == pytest.approx(36)
    assert found.per_night.value == pytest.approx(36 * 8)
    assert found.per_square_degree.value == pytest.approx(0.3 / 0.728, rel=1e-3)
    assert found.by_label == {"PSF-like": 2, "telegraph": 1}
    assert found.per_frame.low < 0.3 < found.per_frame.high


def test_a_source_seen_in_every_frame_is_one() -> None:
    seen = gathering([0, 1, 2, 3], [5, 5, 6, 5], [5, 5, 5, 6], n_frames=4, nx=100)
    found = false_positives({"telegraph": 4}, seen, shape=(100, 100), exposure_s=30)
    assert (found.count, found.sources) == (4, 1)
    assert found.per_frame.value == 0.25
    assert found.per_frame.high == pytest.approx(5.5257 / 4, rel=1e-3)


def test_no_false_positive_is_an_upper_limit() -> None:
    found = false_positives({}, spread(0, 20), shape=(100, 100))
    assert found.per_frame.value == found.per_frame.low == 0
    assert found.per_frame.high == pytest.approx(3.5501 / 20, rel=0.01)
    assert np.isnan(found.per_hour.value)


def test_without_a_pixel_scale_no_rate_per_square_degree() -> None:
    found = false_positives({"PSF-like": 2}, spread(2, 10), shape=(2048, 2048))
    assert np.isnan(found.per_square_degree.value)
    assert found.per_mpx.value > 0
