"""A pixel against the median of its surroundings, against a plain loop."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkviewer.core.vetting.surroundings import excess_e, high_pixels


def plain_excess(level: np.ndarray, y: int, x: int) -> float:
    around = level[max(y - 3, 0) : y + 4, max(x - 3, 0) : x + 4]
    return float(level[y, x] - np.median(around[np.isfinite(around)]))


def frame(seed: int, shape: tuple[int, int]) -> np.ndarray:
    rng = np.random.default_rng(seed)
    level = rng.normal(100, 10, shape)
    level[rng.random(shape) < 0.1] += 80
    level[rng.random(shape) < 0.1] = np.nan
    return level


@given(st.integers(0, 10_000), st.sampled_from([(1, 1), (2, 9), (7, 7), (12, 15)]))
def test_it_is_the_value_above_the_median_around(
    seed: int, shape: tuple[int, int]
) -> None:
    level = frame(seed, shape)
    y, x = np.nonzero(np.isfinite(level))
    expected = [plain_excess(level, *at) for at in zip(y, x, strict=True)]
    np.testing.assert_allclose(excess_e(level, y, x), expected)


@pytest.mark.parametrize("limit", [0.0, 15.0, 60.0, 1e6])
def test_high_pixels_are_those_strictly_above_the_limit(limit: float) -> None:
    level = frame(3, (40, 50))
    y, x = high_pixels(level, limit)
    expected = {
        at
        for at in zip(*(part.tolist() for part in np.nonzero(level > 0)), strict=True)
        if plain_excess(level, *at) > limit
    }
    assert set(zip(y.tolist(), x.tolist(), strict=True)) == expected
