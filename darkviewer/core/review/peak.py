"""The brightest pixel around the one that somebody pointed at."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = ["local_peak"]

_MOST_STEPS = 8
"""Whoever points further away means something else."""


def local_peak(
    stamp_at: Callable[[int, int], NDArray[np.float64]], x: int, y: int
) -> tuple[int, int]:
    """Climb to the nearest local peak.

    Parameters
    ----------
    stamp_at : callable
        Gives the 5x5 pixels around (x, y); NaN outside the frame.
    x, y : int
        Where to begin.
    """
    for _ in range(_MOST_STEPS):
        near = stamp_at(x, y)[1:4, 1:4]
        if np.isnan(near).all():
            break
        row, column = np.unravel_index(int(np.nanargmax(near)), near.shape)
        if near[row, column] == near[1, 1]:
            break
        x, y = x + int(column) - 1, y + int(row) - 1
    return x, y
