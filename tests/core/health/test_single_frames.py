"""Measures of one frame against known noise and planted pixels."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.health.sample import plan_rows
from darkviewer.core.health.single_frames import robust_middle, single

RNG = np.random.default_rng(3)
PLAN = plan_rows((128, 128))


def test_level_and_sigma_of_gaussian_noise_whatever_the_hot_pixels() -> None:
    values = RNG.normal(1000, 20, (128, 128))
    values[::16, ::16] = 60_000
    found, _ = single(values.round().astype(np.uint16), PLAN)
    assert found.level_adu == pytest.approx(1000, abs=1)
    assert found.spatial_adu == pytest.approx(20, rel=0.05)
    assert found.hot_share == pytest.approx(64 / 128**2)
    assert found.step == 1


def test_quantiles_are_those_of_all_values() -> None:
    values = np.arange(10_001.0)
    assert robust_middle(values) == (5000.0, pytest.approx(3413, abs=1))


def test_corners_are_compared_with_the_centre() -> None:
    values = np.full((128, 128), 100, np.uint16)
    values[:16, :8] += 8  # one of four corner cells
    found, _ = single(values, PLAN)
    # Clipped at 6 x 0.5 ADU: what varies by a step is no hot pixel.
    assert found.corner_adu == pytest.approx(3 / 4)


def test_gaps_take_the_median_and_are_counted() -> None:
    values = np.full((128, 128), 7.5)
    values[0, :64] = np.nan
    found, filled = single(values, PLAN)
    assert found.nan_share == pytest.approx(64 / 128**2)
    assert set(filled.ravel().tolist()) == {7.5}
    empty, _ = single(np.full((128, 128), np.nan), PLAN)
    assert (empty.nan_share, empty.level_adu) == (1.0, 0.0)
