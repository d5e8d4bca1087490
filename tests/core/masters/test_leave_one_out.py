"""Leave-one-out masters against combining the other frames."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from darkviewer.core.masters.leave_one_out import leave_one_out
from darkviewer.core.masters.master import Master, combine_rows


def value(master: Master) -> np.ndarray:
    return master.numerator / master.denominator


@settings(max_examples=60, deadline=None)
@given(
    st.integers(3, 12).flatmap(
        lambda n: arrays(np.uint16, (n, 2, 5), elements=st.integers(0, 7))
    ),
    st.sampled_from(["median", "average", "clipped"]),
)
def test_equals_combining_the_others(cube: np.ndarray, method: str) -> None:
    """Few values make many ties."""
    master = combine_rows(cube, method, least_deviation=2)
    for k in range(len(cube)):
        found = leave_one_out(cube[k], master, cube=cube, index=k, least_deviation=2)
        others = np.delete(cube, k, axis=0)
        expected = combine_rows(others, method, least_deviation=2)
        np.testing.assert_array_equal(value(found), value(expected))
        if method == "median":
            np.testing.assert_array_equal(value(found), np.median(others, axis=0))
        assert found.n == len(cube) - 1


@pytest.mark.parametrize("method", ["median", "average"])
@pytest.mark.parametrize("n", [5, 6])
def test_with_gaps(method: str, n: int) -> None:
    rng = np.random.default_rng(n)
    cube = rng.integers(0, 9, (n, 4, 30)).astype(np.float32)
    cube[rng.random(cube.shape) < 0.15] = np.nan
    cube[:, 0, 0] = np.nan
    master = combine_rows(cube, method)
    numpy_of = np.nanmedian if method == "median" else np.nanmean
    for k in range(n):
        found = leave_one_out(cube[k], master)
        others = np.delete(cube, k, axis=0)
        known = np.isfinite(others).any(axis=0)
        np.testing.assert_array_equal(found.count, np.isfinite(others).sum(axis=0))
        np.testing.assert_allclose(
            value(found)[known],
            numpy_of(others[:, known].astype(float), axis=0),
            rtol=1e-12,
        )


def test_the_clipped_mean_asks_for_the_frames() -> None:
    cube = np.zeros((4, 2, 2), np.uint16)
    with pytest.raises(ValueError, match="cube"):
        leave_one_out(cube[0], combine_rows(cube, "clipped"))


def test_a_bright_event_does_not_move_its_own_master() -> None:
    rng = np.random.default_rng(9)
    cube = rng.normal(0, 1, (10, 1, 40_000))
    own = np.median(cube, axis=0)
    cube[4] += 1000
    moved = value(combine_rows(cube, "median")) - own
    assert moved.mean() == pytest.approx(0.136, abs=0.006)
    others = value(leave_one_out(cube[4], combine_rows(cube, "median")))
    np.testing.assert_allclose(others, np.median(np.delete(cube, 4, 0), axis=0))
