"""How far each column is off those around it, whatever amplifiers the rows are on."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["WINDOW", "column_offsets"]

WINDOW = 31
"""Columns that a column is compared with."""

FEWEST_ROWS = 16
"""Of a strip: with fewer, columns would differ by chance."""

MOST_STRIPS = 16


def column_offsets(plane: NDArray[Any]) -> NDArray[np.float64]:
    """Median of each column above that of the columns around it, shape (nx,).

    It is the median of strips across the plane. Amplifiers above each other have two
    levels: half of a whole column is on either, and its median somewhere between them,
    wherever one pixel more is on one side. A strip has the level of one amplifier.

    Parameters
    ----------
    plane : float array, shape (rows, nx)
        At least `WINDOW` columns; all values finite.
    """
    count = max(min(MOST_STRIPS, len(plane) // FEWEST_ROWS), 1)
    strips = np.array_split(plane, count)
    return np.asarray(np.median([_off(strip) for strip in strips], axis=0))


def _off(strip: NDArray[Any]) -> NDArray[Any]:
    middle = np.median(strip, axis=0)
    padded = np.pad(middle, WINDOW // 2, mode="reflect")
    around = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)
    return np.asarray(middle - np.median(around, axis=1))
