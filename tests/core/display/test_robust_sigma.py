"""Sigma of coarse values, against the Gaussian they were rounded from."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.display.ordered import ordered
from darkviewer.core.display.robust_sigma import CLIPPED, MAD, robust_sigma


@pytest.mark.parametrize("dtype", ["u2", "i4", "f4"])
@pytest.mark.parametrize("sigma", [0.25, 0.5, 1.0, 2.5])
def test_coarse_noise_keeps_its_sigma(sigma: float, dtype: str) -> None:
    rng = np.random.default_rng(3)
    values = np.rint(rng.normal(500, sigma, 200_000)).astype(dtype)
    values[:400] = 60_000 if dtype == "u2" else 5_000  # hot pixels
    found, by = robust_sigma(ordered(values))
    assert by == CLIPPED
    whole = np.rint(rng.normal(500, sigma, 200_000)).std()  # rounding included
    assert found == pytest.approx(whole, rel=0.03)


def test_fine_noise_is_measured_by_the_mad() -> None:
    values = np.rint(np.random.default_rng(3).normal(500, 9, 50_000)).astype("u2")
    found, by = robust_sigma(ordered(values))
    assert by == MAD
    assert found == 1.482602218505602 * np.median(np.abs(values - np.median(values)))


def test_one_value_and_none_have_no_step() -> None:
    assert robust_sigma(ordered(np.full(50, 7, "u2"))) == (0.0, MAD)
    assert robust_sigma(ordered(np.array([3.0]))) == (0.0, MAD)
    assert np.isnan(robust_sigma(ordered(np.array([])))[0])


def test_a_few_ones_among_zeros_are_not_clipped_away() -> None:
    values = np.zeros(1000, np.uint16)
    values[:30] = 1
    found, by = robust_sigma(ordered(values))
    assert by == CLIPPED
    assert found == pytest.approx(np.sqrt(0.03 * 0.97), rel=0.01)


def test_a_frame_that_is_its_own_median_is_not_coarse() -> None:
    values = np.random.default_rng(5).normal(0, 40, 20_000)
    values[:5000] = 0
    found, by = robust_sigma(ordered(values))
    assert by == MAD
    assert found == pytest.approx(1.4826 * np.median(np.abs(values)), rel=1e-3)
