"""The level of each row of a frame against its master, in each amplifier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.levels.amplifiers import FEWEST_PIXELS

__all__ = ["every_so_many", "is_short", "middle_of_rows", "row_levels"]

Plane = NDArray[np.float32]

SAMPLED = 128
"""Pixels of a row whose median is where the clipped mean begins."""

CLIP_SIGMA = 4.0
MOST_PASSES = 6


def row_levels(residual: Plane, parts: Sequence[slice], sigma: float) -> Plane:
    """Median of some pixels of each row, then the mean of all, clipped at 4 sigma.

    Parameters
    ----------
    residual : float32 array, shape (rows, nx)
        Frame minus master; NaN are left out.
    parts : sequence of slice
        Columns of each amplifier; of those narrower than 64 the rows keep their level.
    sigma : float
        Of a typical value.

    Returns
    -------
    float32 array, shape (rows, number of parts)
        0 where a row is too short, or has no values.
    """
    levels = np.zeros((len(residual), len(parts)), np.float32)
    for index, part in enumerate(parts):
        if not is_short(part):
            levels[:, index] = _levels(residual[:, part], np.float32(sigma))
    return levels


def is_short(part: slice) -> bool:
    """Whether the mean of so few columns would be noise."""
    return bool(part.stop - part.start < FEWEST_PIXELS)


def middle_of_rows(residual: NDArray[Any]) -> NDArray[Any]:
    """Median of up to 128 evenly spaced values of each row, NaN left out, (..., rows).

    0 where there is no value.
    """
    some = residual[..., :: every_so_many(residual.shape[-1])]
    middle = np.median(some, axis=-1)
    gaps = np.isnan(middle)
    if gaps.any():
        ordered = np.sort(some[gaps], axis=-1)  # NaN last
        last = np.maximum(np.isfinite(ordered).sum(-1) - 1, 0)
        row = np.arange(len(ordered))
        known = (ordered[row, last // 2] + ordered[row, -(-last // 2)]) / 2
        middle[gaps] = np.nan_to_num(known)
    return np.asarray(middle)


def every_so_many(columns: int) -> int:
    """Step between the sampled values of a row."""
    return max(1, columns // SAMPLED)


def _levels(residual: Plane, sigma: np.float32) -> Plane:
    level = middle_of_rows(residual).astype(np.float32)
    width = np.float32(CLIP_SIGMA) * sigma
    for _ in range(MOST_PASSES):
        around = residual - level[:, np.newaxis]
        np.clip(around, -width, width, out=around)
        move = _means(around)
        level += move
        if np.all(np.abs(move) < width / 8):
            break
    return level


def _means(values: Plane) -> Plane:
    """Means of rows, NaN left out."""
    means = values.mean(1)
    gaps = np.isnan(means)
    if gaps.any():
        known = np.isfinite(values[gaps])
        totals = np.where(known, values[gaps], 0).sum(1)
        means[gaps] = totals / np.maximum(known.sum(1), 1)
    return np.asarray(means)
