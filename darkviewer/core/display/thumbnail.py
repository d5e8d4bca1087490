"""A small picture of a large frame: means of blocks, made a few rows at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["MOST_PX", "thumbnail"]

MOST_PX = 384
"""Pixels along the longer side."""

_BAND_ROWS = 256


def thumbnail(
    rows: Callable[[int, int], NDArray[Any]],
    shape: tuple[int, int],
    *,
    most_px: int = MOST_PX,
    rows_of_block: int | None = None,
) -> NDArray[np.float32]:
    """Means of square blocks, as many as fit into `most_px` along the longer side.

    Parameters
    ----------
    rows : callable
        Start and stop -> these rows, shape (stop - start, nx); NaN is no value.
    shape : tuple of int
        (ny, nx) of the frame.
    most_px : int
        Pixels along the longer side at most.
    rows_of_block : int, optional
        Read only so many rows in the middle of each block, to be quick.

    Returns
    -------
    float32 array, axes (y, x)
        Blocks at the far border hold what is left; NaN where nothing is known.
    """
    ny, nx = shape
    side = max(1, -(-max(shape) // most_px))
    band = max(1, _BAND_ROWS // side) * side
    few = min(side, rows_of_block or side)
    sampled = few < side
    if sampled:
        band = side
    columns = np.arange(0, nx, side)
    parts = []
    for top in range(0, ny, band):
        start = max(min(top + (side - few) // 2, ny - few), 0) if sampled else top
        stop = min(start + (few if sampled else band), ny)
        values = np.asarray(rows(start, stop), np.float64)
        known = np.isfinite(values)
        lines = np.arange(0, len(values), side)
        sums, counts = (
            np.add.reduceat(np.add.reduceat(part, lines, axis=0), columns, axis=1)
            for part in (np.where(known, values, 0.0), known.astype(np.int32))
        )
        with np.errstate(invalid="ignore"):
            parts.append((sums / counts).astype(np.float32))
    return np.concatenate(parts)
