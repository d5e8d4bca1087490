"""Shrunk variances: estimated from drawn sensors whose pixels differ as is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from darkviewer.core.psf.moderated import inverse_correction, sigmas
from darkviewer.core.vetting.shrinkage import (
    UNKNOWN,
    Prior,
    estimate_prior,
    lower_weight,
    prior_frames,
    upper_part,
)

N = 100_000


def drawn(rng: np.random.Generator, true: np.ndarray, dof: int) -> np.ndarray:
    """Sample variances of pixels of known variance."""
    return true * rng.chisquare(dof, len(true)) / dof


def differing(rng: np.random.Generator, frames: float) -> np.ndarray:
    return frames / rng.chisquare(frames, N)


@pytest.mark.parametrize("frames", [3, 4, 10, 30])
@pytest.mark.parametrize("true", [8.0, 20.0])
def test_d0_is_what_the_variances_were_drawn_with(frames: int, true: float) -> None:
    rng = np.random.default_rng([frames, int(true)])
    ratio = drawn(rng, differing(rng, true), frames - 1)
    assert prior_frames(ratio, frames - 1) == pytest.approx(true, rel=0.15)
    assert prior_frames(7 * ratio, frames - 1) == pytest.approx(true, rel=0.15)


def test_pixels_that_do_not_differ_have_an_endless_d0() -> None:
    rng = np.random.default_rng(1)
    for dof in (2, 9, 29):
        assert prior_frames(drawn(rng, np.ones(N), dof), dof) > 400


def test_noisy_pixels_do_not_shorten_it_and_are_counted() -> None:
    """1.5 % of about 9 times the variance, as on cold sensors."""
    rng = np.random.default_rng(2)
    noisy = rng.random(N) < 0.015
    ratio = drawn(rng, np.where(noisy, 9 * differing(rng, 4.0), 1.0), 9)
    found = estimate_prior(np.full(N, 20.0), ratio, 10)
    assert found.frames.min() > 100
    assert found.noisy_share == pytest.approx(0.015, rel=0.15)
    assert found.noisy_scale == pytest.approx(9, rel=0.25)
    clean = estimate_prior(np.full(N, 20.0), np.where(noisy, np.nan, ratio), 10)
    assert clean.noisy_share == 0


@pytest.mark.parametrize("noisy", [0.0, 0.015])
@pytest.mark.parametrize("frames", [2, 4, 10])
def test_pixels_hit_in_one_frame_are_not_noisy(noisy: float, frames: int) -> None:
    """2 % of them; noise scatters both ways, a particle only up."""
    rng = np.random.default_rng(8)
    spread = np.where(rng.random(N) < noisy, 6.0, 1.0)
    values = spread * rng.normal(0, 1, (frames, N))
    hit = rng.random(N) < (0.02 if frames > 2 else 0)
    values[rng.integers(0, frames, N)[hit], np.flatnonzero(hit)] += 50
    weight = lower_weight(values.max(0), values.min(0), values.mean(0))
    ratio = values.var(0, ddof=1)
    found = estimate_prior(np.full(N, 20.0), ratio, frames, weight)
    assert found.noisy_share == pytest.approx(noisy, rel=0.35)
    if frames > 2:
        without = estimate_prior(np.full(N, 20.0), ratio, frames)
        assert without.noisy_share > 0.015


@pytest.mark.parametrize("noisy", [0.0, 0.015])
def test_read_noise_has_a_heavier_upper_tail(noisy: float) -> None:
    """One pixel in 10 000 exceeds the limit within a factor of 2."""
    rng = np.random.default_rng(6)
    quiet = 5 + 6.25 * np.exp(0.4 * rng.normal(0, 1, 4 * N))
    true = np.where(rng.random(4 * N) < noisy, 20 * quiet, quiet)
    ratio = drawn(rng, true, 98) / 11.3
    found = estimate_prior(np.full(4 * N, 5.0), ratio, 99)
    d0 = found.frames * found.tail
    assert 0.8 < found.tail < 1
    limit = (found.scale * stats.f.isf(1e-4, 98, d0)).mean()
    share = np.mean(ratio[true == quiet] > limit)
    assert 0.5e-4 < share < 2e-4


def test_an_even_scatter_has_the_tail_that_it_should() -> None:
    rng = np.random.default_rng(7)
    ratio = drawn(rng, differing(rng, 20.0), 29)
    assert upper_part(ratio, 29, 20.0, 0.0) > 0.95
    assert upper_part(np.where(rng.random(N) < 0.1, 9, ratio), 29, 20.0, 0) == 0.5


def test_each_level_has_its_own() -> None:
    """Read noise that differs matters where there is little shot noise."""
    rng = np.random.default_rng(3)
    level = np.repeat([10.0, 1000.0], N)
    true = np.concatenate([differing(rng, 10.0), np.full(N, 1.0)])
    found = estimate_prior(level, drawn(rng, true, 9), 10)
    low, high = found.at([10.0, 1000.0])[0]
    assert low == pytest.approx(10, rel=0.1)
    assert high > 400
    assert low < found.at(500.0)[0] < high
    # the median of chi-squared is 0.927, that of F(9, 10) 0.992
    medians = stats.chi2.ppf(0.5, 9) / 9 / stats.f.ppf(0.5, 9, 10)
    np.testing.assert_allclose(found.at([10.0, 1000.0])[1], [medians, 1], rtol=0.02)


def test_few_pixels_or_frozen_ones_tell_nothing() -> None:
    ones = np.ones(1000)
    assert estimate_prior(ones, ones, 10) is UNKNOWN
    assert estimate_prior(np.ones(N), np.zeros(N), 10) is UNKNOWN
    nothing = np.full(N, np.nan)
    assert estimate_prior(nothing, nothing, 10) is UNKNOWN


def test_the_unknown_prior_weighs_20_to_8() -> None:
    level, expected = np.zeros(2), np.full(2, 100.0)
    variance, frames = UNKNOWN.shrunk(level, expected, np.array([100.0, 380.0]), 10)
    np.testing.assert_allclose(variance, [100, 180])
    np.testing.assert_array_equal(frames, 28)
    alone = UNKNOWN.shrunk(level, expected, np.full(2, np.nan), 2)
    np.testing.assert_array_equal(alone[0], 100)
    np.testing.assert_array_equal(alone[1], 20)


@pytest.mark.parametrize("frames", [4, 10])
def test_what_is_called_so_many_sigmas_is_as_rare(frames: int) -> None:
    """In noise whose variance differs from pixel to pixel as the prior says."""
    rng = np.random.default_rng(frames)
    true = np.concatenate([differing(rng, 12.0) for _ in range(20)])
    own = 50 * drawn(rng, true, frames - 2)
    prior = Prior(np.zeros(1), np.array([12.0]), np.ones(1))
    variance, dof = prior.shrunk(
        np.zeros(true.size), np.full(true.size, 50.0), own, frames
    )
    variance *= inverse_correction(dof)
    z = sigmas(rng.normal(0, np.sqrt(50 * true)), variance, dof)
    for limit, tolerance in ((2.0, 0.02), (3.0, 0.08), (4.0, 0.4)):
        share = np.mean(np.abs(z) > limit) / (2 * stats.norm.sf(limit))
        assert share == pytest.approx(1, rel=tolerance)


def test_a_pixel_that_may_be_noisy_is_believed_itself() -> None:
    rng = np.random.default_rng(5)
    noisy = np.repeat([False, True], N // 2)
    own = drawn(rng, np.where(noisy, 9.0, 1.0), 8)
    prior = Prior(np.zeros(1), np.array([1e4]), np.ones(1), 0.015, 9.0)
    one, level = np.ones(N), np.zeros(N)
    variance, frames = prior.shrunk(level, one, own, 10)
    assert np.median(variance[noisy]) == pytest.approx(9, rel=0.15)
    assert np.mean(variance[~noisy] < 1.05) > 0.97
    assert frames[noisy].max() <= 10_008
    assert np.median(frames[noisy]) < 20
    plane = prior.shrunk(
        level.reshape(100, -1), one.reshape(100, -1), own.reshape(100, -1), 10
    )
    np.testing.assert_array_equal(plane[0].ravel(), variance)
    quiet = prior.shrunk(level, one, np.ones(N), 10)
    np.testing.assert_array_equal(quiet[0], 1)


@pytest.mark.parametrize("frames", [3, 4, 6, 10])
@pytest.mark.parametrize("share", [1e-4, 1e-2])
def test_a_pixel_of_which_hardly_anything_is_known_has_a_significance(
    frames: int, share: float
) -> None:
    """Between two kinds, of which one is 30 times noisier: Student's t of one degree of
    freedom at least, since there is no expansion of less."""
    own = np.geomspace(1, 1e4, 500)
    prior = Prior(np.zeros(1), np.array([1e4]), np.ones(1), share, 30.0)
    variance, dof = prior.shrunk(np.zeros(500), np.ones(500), own, frames)
    assert dof.min() == 1
    variance *= inverse_correction(dof)
    z = sigmas(5 * np.sqrt(variance), variance, dof)
    plain = 5 * np.sqrt(inverse_correction(dof))
    expected = stats.norm.isf(stats.t.sf(plain, dof))
    np.testing.assert_allclose(z, expected, rtol=0.1)
