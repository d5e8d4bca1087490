"""The clipped mean against its definition in fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkviewer.core.masters import clipped_mean
from darkviewer.core.masters.clipped_mean import clipped_sum, typical_deviation
from darkviewer.core.masters.master import combine_rows
from darkviewer.core.parameters import Parameters

NOTEBOOK = Parameters()


def test_clipped_mean_rejects_one_outlier_in_ten() -> None:
    """Mean 200 by ccdproc's default clipping, which can never reject for N <= 10."""
    cube = np.random.default_rng(5).normal(1000, 10, (10, 30, 30)).astype(np.uint16)
    clean = combine_rows(cube, "average").electrons(NOTEBOOK)
    cube[3] += 1000
    clipped = combine_rows(cube, "clipped")
    assert clipped.count is not None
    assert clipped.count.max() == 9
    difference = clipped.electrons(NOTEBOOK) - clean
    assert np.abs(difference).max() < 10 * NOTEBOOK.scale


def test_clipped_mean_of_quantised_values_keeps_the_next_step() -> None:
    cube = np.full((10, 1, 2), 100, np.uint16)
    cube[0, 0, 0], cube[0, 0, 1] = 116, 900
    no_floor = combine_rows(cube, "clipped")
    floored = combine_rows(cube, "clipped", least_deviation=16)
    assert no_floor.count is not None
    assert floored.count is not None
    np.testing.assert_array_equal(no_floor.count, [[9, 9]])
    np.testing.assert_array_equal(floored.count, [[10, 9]])


def test_typical_deviation_of_gaussian_noise() -> None:
    sample = np.random.default_rng(2).normal(5000, 30, (101, 3200)).astype(np.uint16)
    assert typical_deviation(sample) == pytest.approx(4 * 30 / 1.4826, rel=0.02)
    assert typical_deviation(np.full((4, 4), np.nan), np.zeros((4, 4), bool)) == 0


RANGES = {
    "u1": (0, 255),
    "u2": (0, 65535),
    "i2": (-32768, 32767),
    "i4": (-(2**31), 2**31 - 1),
    "u4": (0, 2**32 - 1),
    "f8": (-1000, 1000),
}


@given(st.data())
def test_equals_its_definition(data: st.DataObject) -> None:
    dtype, (smallest, largest) = data.draw(st.sampled_from(sorted(RANGES.items())))
    near = st.integers(0, 60)
    number = near | st.integers(smallest, largest)
    n = data.draw(st.integers(2, 9))
    values = data.draw(st.lists(number, min_size=n, max_size=n))
    usable = data.draw(st.lists(st.booleans(), min_size=n, max_size=n))
    least = data.draw(st.integers(0, 8))
    total, count = clipped_sum(
        np.array(values, dtype).reshape(n, 1), np.array(usable).reshape(n, 1), least
    )
    used = [value for value, use in zip(values, usable, strict=True) if use]
    kept = [value for value in used if within_five_sigma(value, used, least)]
    assert (int(total[0]), int(count[0])) == (sum(kept), len(kept))


def within_five_sigma(value: int, values: list[int], least: int) -> bool:
    centre = middle([Fraction(value) for value in values])
    mad = middle([abs(value - centre) for value in values])
    limit = 5 * Fraction("1.4826") * max(mad, Fraction(least, 4))
    return abs(value - centre) <= limit


def test_chunks_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    flat = np.random.default_rng(0).integers(0, 99, (5, 9000), dtype=np.uint16)
    whole = clipped_sum(flat, None, 4)
    monkeypatch.setattr(clipped_mean, "CHUNK_VALUES", 1)
    np.testing.assert_array_equal(clipped_sum(flat, None, 4), whole)


def middle(values: list[Fraction]) -> Fraction:
    ordered = sorted(values)
    n = len(ordered)
    return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
