"""How many more darks it takes to halve the interval of a rate."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from darkviewer.core.candidates.clustering import widened_dispersion
from darkviewer.core.candidates.false_positives import garwood_interval

__all__ = ["more_to_halve", "scatter_of"]


def scatter_of(counts: ArrayLike, expected: ArrayLike) -> float | None:
    """Variance of counts over their expectation; None where there is none to see.

    Parameters
    ----------
    counts, expected : arrays, shape (n,)
        Sources of each frame, or of each session.
    """
    found, mean = np.asarray(counts, np.float64), np.asarray(expected, np.float64)
    if found.size < 2 or not found.any():
        return None
    return float(((found - mean) ** 2 / mean).sum()) / (found.size - 1)


def more_to_halve(sources: float, units: int, scatter: float | None = None) -> int:
    """How many more units halve the 95 % interval, if sources come as they did.

    Their rate and their scatter are taken as they were found; that the scatter of more
    units is better known counts, too.

    Parameters
    ----------
    sources : float
        Counted so far.
    units : int
        Frames or sessions so far, at least one.
    scatter : float, optional
        From `scatter_of`; None: they come independently.

    Returns
    -------
    int
        The fewest that do.
    """
    half = _width(sources, units, units, scatter) / 2

    def too_wide(more: int) -> bool:
        return _width(sources, units, units + more, scatter) > half

    few, many = 0, units
    while too_wide(many):
        few, many = many, 2 * many
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (middle, many) if too_wide(middle) else (few, middle)
    return many


def _width(sources: float, units: int, then: int, scatter: float | None) -> float:
    """Of the interval per unit, after so many units."""
    dof, dispersion = then - 1, 1.0
    if scatter is not None:
        dispersion = widened_dispersion(scatter * dof, dof)
    low, high = garwood_interval(sources * then / units, dispersion=dispersion)
    return (high - low) / then
