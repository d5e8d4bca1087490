"""Row and column profiles of a part of an image."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["WAYS", "Profiles", "profiles"]


def _mean(values: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    finite = np.isfinite(values)
    count = finite.sum(axis=axis)
    total = np.where(finite, values, 0.0).sum(axis=axis)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _median(values: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """Median of finite values; others are sorted to the end."""
    ordered = np.sort(np.where(np.isfinite(values), values, np.inf), axis=axis)
    count = np.isfinite(values).sum(axis=axis, keepdims=True)
    low, high = (
        np.take_along_axis(ordered, np.maximum(rank, 0), axis=axis)
        for rank in ((count - 1) // 2, np.minimum(count // 2, values.shape[axis] - 1))
    )
    middle = np.where(count > 0, low / 2 + high / 2, np.nan)
    return np.asarray(middle.squeeze(axis))


def _maximum(values: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    best = np.where(np.isfinite(values), values, -np.inf).max(axis=axis)
    return np.where(np.isfinite(best), best, np.nan)


WAYS: Mapping[str, Callable[[NDArray[np.float64], int], NDArray[np.float64]]] = {
    "mean": _mean,
    "median": _median,
    "max": _maximum,
}
"""How the pixels of a row, or of a column, become one value."""


@dataclass(frozen=True, slots=True, eq=False)
class Profiles:
    """A region along both axes, in the unit of the image.

    Attributes
    ----------
    x, y : int arrays
        Columns and rows of the region, 0-based.
    along_x : float64 array, shape of `x`
        Each column of the region as one value; NaN where it has no finite pixel.
    along_y : float64 array, shape of `y`
        The same for each row.
    """

    x: NDArray[np.intp]
    y: NDArray[np.intp]
    along_x: NDArray[np.float64]
    along_y: NDArray[np.float64]


def profiles(
    image: NDArray[Any], region: tuple[int, int, int, int], *, way: str = "mean"
) -> Profiles:
    """Row and column profile of a region.

    Parameters
    ----------
    image : array, shape (ny, nx)
        Any real type; NaN and infinities count nowhere.
    region : (x0, x1, y0, y1)
        0-based, both ends included, inside the image.
    way : str
        One of `WAYS`.
    """
    x0, x1, y0, y1 = region
    values = image[y0 : y1 + 1, x0 : x1 + 1].astype(np.float64)
    of = WAYS[way]
    return Profiles(
        np.arange(x0, x1 + 1), np.arange(y0, y1 + 1), of(values, 0), of(values, 1)
    )
