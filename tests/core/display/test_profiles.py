"""Profiles against numpy, pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.display.profiles import WAYS, profiles

REGION = (3, 9, 2, 5)
NAIVE = {"mean": np.mean, "median": np.median, "max": np.max}


@pytest.mark.parametrize("way", sorted(WAYS))
@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
def test_each_row_and_column_is_one_value(way: str, dtype: type) -> None:
    image = np.random.default_rng(2).integers(0, 60_000, (8, 12)).astype(dtype)
    found = profiles(image, REGION, way=way)
    assert found.x.tolist() == [3, 4, 5, 6, 7, 8, 9]
    assert found.y.tolist() == [2, 3, 4, 5]
    for x, value in zip(found.x, found.along_x, strict=True):
        assert value == pytest.approx(NAIVE[way]([float(image[y, x]) for y in found.y]))
    for y, value in zip(found.y, found.along_y, strict=True):
        assert value == pytest.approx(NAIVE[way]([float(image[y, x]) for x in found.x]))


@pytest.mark.parametrize("way", sorted(WAYS))
def test_what_is_not_a_number_counts_nowhere(way: str) -> None:
    image = np.array([[1, np.nan, 3], [np.nan, np.nan, np.inf], [5, np.nan, 9]])
    found = profiles(image, (0, 2, 0, 2), way=way)
    expected = NAIVE[way]
    assert found.along_x[0] == expected([1, 5])
    assert np.isnan(found.along_x[1])
    assert found.along_x[2] == expected([3, 9])
    assert found.along_y[0] == expected([1, 3])
    assert np.isnan(found.along_y[1])
    assert found.along_y[2] == expected([5, 9])


def test_a_single_pixel_has_profiles_too() -> None:
    found = profiles(np.arange(6).reshape(2, 3), (2, 2, 1, 1))
    assert (found.along_x.tolist(), found.along_y.tolist()) == ([5.0], [5.0])
