"""Pixels against the 7x7 pixels around them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["HALF", "excess_e", "high_pixels", "squares"]

Array = NDArray[np.float64]
Index = NDArray[np.integer[Any]]

HALF = 3
"""The surroundings of a pixel reach so far."""


def high_pixels(level_e: Array, limit_e: float) -> tuple[Index, Index]:
    """Rows and columns of the pixels whose `excess_e` is above a limit.

    The median of the surroundings is not below their minimum, which is quick to find:
    few pixels are so far above it that their median is needed.

    Parameters
    ----------
    level_e : array, shape (ny, nx)
        NaN where there is no value.
    limit_e : float
        Not below 0.
    """
    lowest = np.where(np.isfinite(level_e), level_e, np.inf)
    for axis in (0, 1):
        lowest = _running_minimum(lowest, axis)
    with np.errstate(invalid="ignore"):
        y, x = np.nonzero(level_e - lowest > limit_e)
        high = excess_e(level_e, y, x) > limit_e
    return y[high], x[high]


def squares(
    y: Index, x: Index, shape: tuple[int, int], *, half: int
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Flat indices of the pixels around some, and which of them are in the array.

    Both (n, 2 half + 1, 2 half + 1); of those outside it is that of a pixel inside.
    """
    ny, nx = shape
    step = np.arange(-half, half + 1)
    at_y = np.asarray(y, np.intp)[:, None, None] + step[:, None]
    at_x = np.asarray(x, np.intp)[:, None, None] + step
    inside = (at_y >= 0) & (at_y < ny) & (at_x >= 0) & (at_x < nx)
    return np.clip(at_y, 0, ny - 1) * nx + np.clip(at_x, 0, nx - 1), inside


def excess_e(level_e: Array, y: Index, x: Index) -> Array:
    """Pixels minus the median of the 7x7 pixels around them, shape (n,).

    What lies outside the array or has no value is left out.
    """
    ny, nx = level_e.shape
    index, inside = squares(y, x, (ny, nx), half=HALF)
    around = np.where(inside, level_e.take(index), np.nan)
    around = around.reshape(len(index), (2 * HALF + 1) ** 2)
    ordered = np.sort(around, axis=1)  # NaN last
    known = np.isfinite(ordered).sum(1)
    rows = np.arange(len(index))
    low, high = ordered[rows, (known - 1) // 2], ordered[rows, known // 2]
    return np.asarray(around[:, around.shape[1] // 2] - (low + high) / 2)


def _running_minimum(values: Array, axis: int) -> Array:
    """Of 7 neighbours along an axis."""
    values = np.moveaxis(values, axis, 0)
    least = values.copy()
    for step in range(1, HALF + 1):
        np.minimum(least[step:], values[:-step], out=least[step:])
        np.minimum(least[:-step], values[step:], out=least[:-step])
    return np.moveaxis(least, 0, axis)
