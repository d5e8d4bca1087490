"""The noise model against simulated pixels and known order statistics."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.vetting.photon_transfer import (
    fit_photon_transfer,
    left_out_variance,
    median_variance,
    residual_factor,
)


@pytest.mark.parametrize(
    ("n", "variance"),
    [
        (4, 0.298),
        (5, 0.287),
        (9, 0.1661),
        (10, 0.1383),
        (11, 0.137),
        (20, 0.0734),
        (50, 0.03058),
    ],
)
def test_variance_of_the_median(n: int, variance: float) -> None:
    assert median_variance(n) == pytest.approx(variance, rel=0.006)


@pytest.mark.parametrize("n", [2, 3, 6, 7, 8, 12, 15, 16])
def test_variance_of_the_median_by_simulation(n: int) -> None:
    rng = np.random.default_rng(n)
    medians = np.median(rng.normal(size=(n, 200_000)), axis=0)
    assert median_variance(n) == pytest.approx(medians.var(), rel=0.015)


@pytest.mark.parametrize(
    ("n", "own", "without"),
    [(5, 0.890, 1.302), (9, 0.940, 1.163), (10, 0.936, 1.163), (20, 0.972, 1.079)],
)
def test_variance_of_residuals(n: int, own: float, without: float) -> None:
    """Measured by simulation, hence not to the last digit."""
    assert residual_factor(n, "median", left_out=False) == pytest.approx(own, rel=0.006)
    assert residual_factor(n, "median", left_out=True) == pytest.approx(
        without, rel=0.006
    )
    assert residual_factor(n, "average", left_out=False) == pytest.approx(1 - 1 / n)
    assert residual_factor(n, "average", left_out=True) == pytest.approx(
        1 + 1 / (n - 1)
    )


def pixels(rng: np.random.Generator, level: np.ndarray, frames: int = 10) -> tuple:
    x = rng.poisson(level, (frames, level.size)) + rng.normal(
        0, 3, (frames, level.size)
    )
    return np.median(x, 0), x.var(0, ddof=1)


def test_photon_transfer_of_poisson_pixels() -> None:
    rng = np.random.default_rng(1)
    level = rng.uniform(100, 3000, 60_000)
    master, variance = pixels(rng, level)
    found = fit_photon_transfer(master, variance, 10)
    assert found.slope == pytest.approx(1, abs=0.02)
    for at in (150, 1000, 2800):
        assert found.variance(at) == pytest.approx(at + 9, rel=0.03)
    hot = found.variance(np.array([5000.0, 8000.0]))
    assert hot[1] - hot[0] == pytest.approx(3000)


def test_photon_transfer_is_not_moved_by_blinking_pixels() -> None:
    rng = np.random.default_rng(2)
    level = rng.uniform(1000, 1600, 40_000)
    master, variance = pixels(rng, level)
    variance[::20] *= 50
    found = fit_photon_transfer(master, variance, 10)
    assert found.variance(1300.0) == pytest.approx(1309, rel=0.08)


def test_photon_transfer_of_one_level_is_right_there() -> None:
    rng = np.random.default_rng(3)
    master, variance = pixels(rng, np.full(20_000, 1300.0))
    found = fit_photon_transfer(master, variance, 10)
    assert found.variance(1300.0) == pytest.approx(1309, rel=0.02)
    assert found.variance(4000.0) - found.variance(3000.0) == pytest.approx(1000)


@pytest.mark.parametrize("frames", [2, 3, 10])
def test_photon_transfer_without_noise_or_pixels(frames: int) -> None:
    constant = fit_photon_transfer(np.full(50, 9.0), np.zeros(50), frames, step_e=1.39)
    assert constant.variance(9.0) == pytest.approx(0.24 * 1.39**2)
    nothing = fit_photon_transfer(np.full(5, np.nan), np.full(5, np.nan), frames)
    assert nothing.variance(100.0) > 0


def test_left_out_variance_equals_numpy() -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(15000, 400, (10, 200))
    x[3, 7] += 50_000
    offset = np.median(x, 0)
    d = x - offset
    for k in range(10):
        found = left_out_variance(d.sum(0), (d**2).sum(0), d[k], 10)
        np.testing.assert_allclose(found, np.delete(x, k, 0).var(0, ddof=1), rtol=1e-9)


def test_left_out_variance_needs_two_others() -> None:
    one = np.ones(3)
    found = left_out_variance(one, one, one, np.array([2, 3, 4]))
    np.testing.assert_array_equal(np.isnan(found), [True, False, False])


@pytest.mark.parametrize("frames", [5, 10])
def test_photon_transfer_of_small_frames_is_unbiased(frames: int) -> None:
    """The mean over many frames of 3072 pixels, as one large frame would give it."""
    found = []
    for seed in range(20):
        rng = np.random.default_rng([seed, frames])
        master, variance = pixels(rng, rng.uniform(1000, 1600, 3072), frames)
        found.append(
            float(fit_photon_transfer(master, variance, frames).variance(1300))
        )
    # One frame is good to sqrt(pi / (frames - 1) / 3072), twice that with the level.
    assert np.mean(found) == pytest.approx(1309, rel=0.01)
