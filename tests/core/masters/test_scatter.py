from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkviewer.core.masters import scatter
from darkviewer.core.masters.scatter import Scatter, measure_scatter
from darkviewer.core.progress import drive
from tests.helpers.frames import memory_frames


def measured(cube: Any, saturation_adu: float = np.inf) -> Scatter:
    frames = memory_frames(np.asarray(cube))
    return drive(measure_scatter(frames, saturation_adu=saturation_adu))


@given(st.integers(2, 12), st.integers(0, 2**32 - 1))
def test_agrees_with_numpy(n: int, seed: int) -> None:
    cube = np.random.default_rng(seed).integers(0, 65536, (n, 5, 3)).astype("u2")
    found = measured(cube)
    np.testing.assert_allclose(
        found.deviation_adu, cube.std(axis=0, ddof=1), rtol=1e-6, atol=1e-6
    )
    assert (found.count == n).all()


def test_bands_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    cube = np.random.default_rng(3).integers(0, 4096, (4, 7, 9)).astype("u2")
    whole = measured(cube)
    monkeypatch.setattr(scatter, "_BAND_BYTES", 9 * 8 * 2)
    banded = measured(cube)
    for name in Scatter.__slots__:
        np.testing.assert_array_equal(getattr(whole, name), getattr(banded, name))


def test_absent_values_do_not_count() -> None:
    cube = np.array([[[1, np.nan, np.nan]], [[3, 5, np.nan]], [[5, np.inf, np.nan]]])
    found = measured(cube)
    np.testing.assert_array_equal(found.count, [[3, 1, 0]])
    np.testing.assert_array_equal(found.deviation_adu, [[2, np.nan, np.nan]])
    assert not found.constant.any()


def test_dead_and_saturated_pixels() -> None:
    cube = np.array([[[7, 65520, 1]], [[7, 3, 2]], [[7, 3, 3]]], "u2")
    found = measured(cube, saturation_adu=65520)
    np.testing.assert_array_equal(found.constant, [[True, False, False]])
    np.testing.assert_array_equal(found.saturated, [[False, True, False]])
    assert not measured(cube[:2]).constant.any()  # two frames prove nothing
    assert not measured(cube).saturated.any()
