"""How much of the dark current a frame has more or less than the others.

Hot pixels drift in proportion to their dark current when the temperature does: one
slope per frame of its residual against the master.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Slopes", "fit_slopes"]

Array = NDArray[np.float64]

SURE = 5.0
"""Standard errors of a slope that is believed."""

PER_BIN = 100
MOST_BINS = 100

LEAST_SIGMA_E = 1e-3
"""Of a residual, e-: frames of one value have none."""

CLIP_CHI2 = 9.0
"""A bin further off than 3 sigma counts as 3."""


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """Of n frames.

    Attributes
    ----------
    slope : float64 array, shape (n,)
        Change of the residual per electron of the master; all 0 where none is sure.
    error : float
        Standard error of each; infinite where all pixels have one level.
    sigma_e : float
        Of a residual of a typical pixel.
    inflation : float
        Variance that the slopes add to the highest pixels, over their own.
    """

    slope: Array
    error: float
    sigma_e: float
    inflation: float


def fit_slopes(above_e: Array, residual_e: Array) -> Slopes:
    """Fit a line to the residuals of each frame against the master's level.

    Pixels are sorted into up to 100 bins of equal population. What the medians of a bin
    have in common in all frames comes from the master itself and is subtracted.

    Parameters
    ----------
    above_e : array, shape (p,)
        Master's level of some pixels, among them the highest, in electrons above a
        typical one; NaN are left out.
    residual_e : array, shape (n, p)
        Frames minus master, without the level of each row.
    """
    known = np.isfinite(above_e) & np.isfinite(residual_e).all(0)
    order = np.flatnonzero(known)[np.argsort(above_e[known], kind="stable")]
    n_frames = len(residual_e)
    nothing = Slopes(np.zeros(n_frames), np.inf, 0.0, 0.0)
    if not order.size:
        return nothing
    bins = min(MOST_BINS, max(1, order.size // PER_BIN))
    parts = np.array_split(order, bins)
    level = np.array([np.median(above_e[part]) for part in parts])
    medians = np.stack([np.median(residual_e[:, part], 1) for part in parts], 1)
    sigma = np.array([_sigma(residual_e[:, part]) for part in parts])
    count = np.array([part.size for part in parts])
    medians -= np.median(medians, 0)
    slope, error = _lines(level, medians, count / (np.pi / 2 * sigma**2))
    typical = float(np.median(sigma))
    if not np.any(np.abs(slope) > SURE * error):
        return Slopes(nothing.slope, error, typical, 0.0)
    spread = float((slope**2).sum()) / max(1, n_frames - 1)
    return Slopes(slope, error, typical, spread * float(level[-1] / sigma[-1]) ** 2)


def _sigma(residual_e: Array) -> float:
    """Half of what the middle 68 % of the values span.

    The median deviation is too small where a median of few of them was subtracted.
    """
    around = residual_e - np.median(residual_e, 1, keepdims=True)
    low, high = np.quantile(around, (0.1587, 0.8413))
    return max(LEAST_SIGMA_E, float(high - low) / 2)


def _lines(x: Array, y: Array, weight: Array) -> tuple[Array, float]:
    """Slope of each row of `y`, and their common error by the scatter that remains."""
    total = weight.sum()
    away = x - (weight * x).sum() / total
    lever = float((weight * away**2).sum())
    if lever <= 0:
        return np.zeros(len(y)), np.inf
    middle = (weight * y).sum(1, keepdims=True) / total
    slope = (weight * away * (y - middle)).sum(1) / lever
    left = y - middle - slope[:, np.newaxis] * away
    chi2 = float(np.minimum(weight * left**2, CLIP_CHI2).mean())
    return slope, float(np.sqrt(max(1.0, chi2) / lever))
