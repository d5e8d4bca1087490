"""Selection by counting against numpy's sort."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from darkviewer.core.masters.order_statistics import select_by_counting, select_ranks


def assert_sorted(cube: NDArray[np.unsignedinteger], ranks: tuple[int, ...]) -> None:
    ordered = np.sort(cube, axis=0)
    for found, rank in zip(select_by_counting(cube, ranks), ranks, strict=True):
        np.testing.assert_array_equal(found, ordered[rank], strict=True)


@given(st.data())
def test_equals_sorting(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 12))
    dtype = data.draw(st.sampled_from([np.uint8, np.uint16]))
    most = np.iinfo(dtype).max
    elements = st.one_of(st.integers(0, 3), st.integers(most - 3, most))
    cube = data.draw(
        hnp.arrays(dtype, (n, 6), elements=elements | st.integers(0, most))
    )
    first = data.draw(st.integers(0, n - 1))
    assert_sorted(cube, tuple(range(first, min(first + 3, n))))


@pytest.mark.parametrize("n", [254, 255, 256, 257, 600])
@pytest.mark.parametrize("spread", [3, 400])
def test_hundreds_of_frames(n: int, spread: int) -> None:
    rng = np.random.default_rng(n)
    cube = rng.normal(15000, spread, (n, 50)).astype(np.uint16)
    cube[:, 0] = 65535
    cube[:, 1] = 0
    assert_sorted(cube, (n // 2 - 1, n // 2, n // 2 + 1))


@pytest.mark.parametrize("n", [2, 191, 192, 193])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int16, np.float32])
def test_the_choice_of_method_does_not_show(n: int, dtype: type) -> None:
    cube = np.random.default_rng(n).integers(0, 127, (n, 5000)).astype(dtype)
    ranks = ((n - 1) // 2, n // 2)[n % 2 :]
    ordered = np.sort(cube, axis=0)
    for found, rank in zip(select_ranks(cube, ranks), ranks, strict=True):
        np.testing.assert_array_equal(found, ordered[rank], strict=True)
