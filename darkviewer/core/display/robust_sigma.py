"""A robust sigma that holds for coarse values, too.

The median absolute deviation of values in steps is a multiple of half a step: of noise
of half a step it is 0, or two thirds too large. Where many pixels share the median the
standard deviation of the values within 4 sigma takes its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.robust import MAD_TO_SIGMA

if TYPE_CHECKING:
    from darkviewer.core.display.ordered import Ordered

__all__ = ["CLIPPED", "MAD", "robust_sigma"]

MAD, CLIPPED = "MAD", "clipped"

COARSE_SHARE = 0.1
"""Of the pixels at the median itself, in coarse values."""

COARSE_STEPS = 5.0
"""A MAD of so many steps is fine enough. A frame that is its own median in many pixels
has residuals of 0 there, but finer steps."""

CLIP_SIGMAS = 4.0
WITHIN_CLIP = 0.99887
"""Standard deviation of a Gaussian cut at 4 sigma, in units of its sigma, squared."""


def robust_sigma(order: Ordered) -> tuple[float, str]:
    """Sigma and how it was estimated: ``"MAD"`` or ``"clipped"``.

    Parameters
    ----------
    order : Ordered
        All values; NaN comes back where there are none.
    """
    by_mad = MAD_TO_SIGMA * order.deviation()
    if order.size < 2:
        return by_mad, MAD
    middle = order.median()
    left = int(np.searchsorted(order.levels, middle, side="left"))
    right = int(np.searchsorted(order.levels, middle, side="right"))
    here = np.array([middle, np.nextafter(middle, np.inf)])
    shared = int(np.diff(order.count_below(here))[0])
    if shared < COARSE_SHARE * order.size or shared == order.size:
        return by_mad, MAD
    near = [*order.levels[max(left - 1, 0) : left], *order.levels[right : right + 1]]
    step = min(abs(float(level) - middle) for level in near)
    if by_mad >= COARSE_STEPS * step:  # shared for another reason: see residuals
        return by_mad, MAD
    return _clipped(order, middle, step), CLIPPED


def _clipped(order: Ordered, middle: float, step: float) -> float:
    """Standard deviation within 4 sigma of the median; one step always counts."""
    if order.ends is None:
        levels, counts = np.unique(order.levels, return_counts=True)
    else:
        levels, counts = order.levels, np.diff(order.ends, prepend=0)
    away = levels.astype(np.float64) - middle
    inside = np.ones(away.size, np.bool_)
    sigma = np.inf
    while True:  # it only falls, and ends
        n = counts[inside]
        mean = float((away[inside] * n).sum() / n.sum())
        found = float(np.sqrt((away[inside] ** 2 * n).sum() / n.sum() - mean**2))
        if found >= sigma:
            return sigma / float(np.sqrt(WITHIN_CLIP))
        sigma = found
        inside = np.abs(away) <= max(CLIP_SIGMAS * sigma, 1.5 * step)
