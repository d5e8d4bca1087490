"""What the sampled rows of one frame say by themselves."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.frames.adu import steps_of
from darkviewer.core.health.sample import Plan, wide

__all__ = ["HOT_SIGMA", "Single", "robust_middle", "single"]

HOT_SIGMA = 10.0
"""A pixel so many spatial sigma above the level of its frame counts as hot."""

CLIP_SIGMA = 6.0
"""What is further off, hot pixels and particles, does not move the mean of a cell."""

_RANKS = (0.158655, 0.5, 0.841345)
"""Quantiles of a Gaussian at -1, 0 and +1 sigma."""


@dataclass(frozen=True, slots=True)
class Single:
    """One frame, all in ADU.

    Attributes
    ----------
    level_adu : float
        Mean of the cells, hot pixels clipped.
    spatial_adu : float
        Half the distance between the quantiles at -1 and +1 sigma.
    corner_adu : float
        Mean of the four corner cells minus the cells in the middle.
    cells : float array, shape (blocks, cells)
        Mean of each cell.
    hot_share, nan_share : float
        Parts of the sampled pixels.
    step : int
        Greatest common divisor of the differences; 0 when constant or no integers.
    digest : bytes
        Of the sampled values: frames that differ here differ.
    """

    level_adu: float
    spatial_adu: float
    corner_adu: float
    cells: NDArray[Any]
    hot_share: float
    nan_share: float
    step: int
    digest: bytes


def robust_middle(values: NDArray[Any]) -> tuple[float, float]:
    """Median and sigma, by the quantiles at -1 and +1 sigma of all values."""
    flat = values.ravel()
    ranks = [int(rank * (flat.size - 1)) for rank in _RANKS]
    low, middle, high = np.partition(flat, ranks)[ranks]
    return float(middle), (float(high) - float(low)) / 2


def single(raw: NDArray[Any], plan: Plan) -> tuple[Single, NDArray[Any]]:
    """Measures of one frame, and its values as floats without gaps.

    Parameters
    ----------
    raw : array, shape (rows, nx)
        The sampled rows, raw ADU.
    plan : Plan
        Which rows they are.

    Returns
    -------
    Single
        The measures.
    array, shape (rows, nx)
        The values; where there is none, the median of the frame.
    """
    values, nan_share = _without_gaps(wide(raw))
    middle, sigma = robust_middle(values)
    reach = CLIP_SIGMA * max(sigma, 0.5)
    cells = _cell_means(np.clip(values, middle - reach, middle + reach), plan)
    hot = int(np.count_nonzero(values > middle + HOT_SIGMA * max(sigma, 1.0)))
    measures = Single(
        level_adu=float(cells.mean()),
        spatial_adu=sigma,
        corner_adu=float(_corners(cells).mean() - _centre(cells)),
        cells=cells,
        hot_share=hot / values.size,
        nan_share=nan_share,
        step=steps_of(raw).step or 0,
        digest=hashlib.sha256(np.ascontiguousarray(raw).data).digest(),
    )
    return measures, values


def _without_gaps(values: NDArray[Any]) -> tuple[NDArray[Any], float]:
    finite = np.isfinite(values)
    if finite.all():
        return values, 0.0
    known = values[finite]
    filled = np.median(known) if known.size else 0.0
    return np.where(finite, values, filled), 1 - known.size / values.size


def _cell_means(values: NDArray[Any], plan: Plan) -> NDArray[Any]:
    view = plan.cell_view(values)
    return np.asarray(view.mean(axis=1, dtype=np.float64).mean(axis=2))


def _corners(cells: NDArray[Any]) -> NDArray[Any]:
    return cells[[0, 0, -1, -1], [0, -1, 0, -1]]


def _centre(cells: NDArray[Any]) -> float:
    blocks, across = cells.shape
    rows = slice((blocks - 1) // 2, blocks // 2 + 1)
    columns = slice((across - 1) // 2, across // 2 + 1)
    return float(cells[rows, columns].mean())
