"""The pruned network against numpy's sort and the zero-one principle."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from darkviewer.core.masters import sorting_network
from darkviewer.core.masters.sorting_network import select_by_network


@pytest.mark.parametrize("n", range(1, 13))
def test_zero_one_principle(n: int) -> None:
    """A network that orders all sequences of zeros and ones orders everything."""
    every = (np.arange(2**n)[np.newaxis] >> np.arange(n)[:, np.newaxis]) & 1
    cube = every.astype(np.uint8)
    for rank, plane in enumerate(select_by_network(cube, tuple(range(n)))):
        np.testing.assert_array_equal(plane, np.sort(cube, axis=0)[rank])
        np.testing.assert_array_equal(select_by_network(cube, (rank,))[0], plane)


@pytest.mark.parametrize("n", [17, 50, 101, 300])
def test_many_frames(n: int) -> None:
    cube = np.random.default_rng(n).integers(0, 65536, (n, 37), dtype=np.uint16)
    ranks = ((n - 1) // 2, n // 2)
    for plane, rank in zip(select_by_network(cube, ranks), ranks, strict=True):
        np.testing.assert_array_equal(plane, np.sort(cube, axis=0)[rank])


@given(st.data())
def test_equals_sorting(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 30))
    dtype = data.draw(st.sampled_from(["u1", "u2", "i2", "i4", "u4", "i8", "f4", "f8"]))
    elements = st.floats(-1e6, 1e6, width=32) if dtype[0] == "f" else None
    cube = data.draw(hnp.arrays(dtype, (n, 5), elements=elements))
    ranks = tuple(data.draw(st.sets(st.integers(0, n - 1), min_size=1)))
    before = cube.copy()
    for plane, rank in zip(select_by_network(cube, ranks), ranks, strict=True):
        np.testing.assert_array_equal(plane, np.sort(cube, axis=0)[rank])
        assert plane.dtype == cube.dtype
    np.testing.assert_array_equal(cube, before)


@pytest.mark.parametrize("size", [1, 6, 64, 10**9])
def test_chunks_do_not_matter(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    cube = np.random.default_rng(0).integers(0, 50, (9, 101), dtype=np.uint16)
    monkeypatch.setattr(sorting_network, "chunk_bytes", lambda _: size)
    (middle,) = select_by_network(cube, (4,))
    np.testing.assert_array_equal(middle, np.median(cube, axis=0))


def test_nothing_to_sort() -> None:
    (plane,) = select_by_network(np.zeros((5, 0), np.uint16), (2,))
    assert plane.shape == (0,)
