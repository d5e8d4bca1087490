"""Black and white points found automatically, from all pixels of an image."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.display.ordered import Ordered, ordered
from darkviewer.core.display.robust_sigma import robust_sigma

__all__ = ["mad_limits", "percentile_limits", "zscale_limits"]

ZSCALE_RANKS = 2000
"""Quantiles that stand for the sorted image in the line fit."""


def percentile_limits(
    values: NDArray[Any] | Ordered, percent: float = 99.5
) -> tuple[float, float]:
    """(black, white) around the middle `percent` of all finite pixels.

    White is always above black; without finite pixels the limits are (0, 1).

    Parameters
    ----------
    values : array or Ordered
        Any shape and real type; NaN and infinite values are ignored.
    percent : float
        Percentage of the pixels between the limits.

    Returns
    -------
    tuple of float
        (black, white) in the unit of the values.
    """
    order = ordered(values)
    tail = (1 - percent / 100) / 2
    return _open(order, lambda: order.quantiles(np.array([tail, 1 - tail])))


def mad_limits(
    values: NDArray[Any] | Ordered, below: float = 3.0, above: float = 10.0
) -> tuple[float, float]:
    """(black, white) `below` and `above` robust sigmas from the median.

    Sigma is 1.4826 times the median absolute deviation. White is always above black;
    without finite pixels the limits are (0, 1).

    Parameters
    ----------
    values : array or Ordered
        Any shape and real type; NaN and infinite values are ignored.
    below, above : float
        In robust sigmas.

    Returns
    -------
    tuple of float
        (black, white) in the unit of the values.
    """
    order = ordered(values)
    sigma, _ = robust_sigma(order)
    return _open(order, lambda: order.median() + sigma * np.array([-below, above]))


def zscale_limits(
    values: NDArray[Any] | Ordered, contrast: float = 0.25
) -> tuple[float, float]:
    """(black, white) by IRAF's zscale, from all finite pixels.

    IRAF fits a line to the sorted values of a spatial sample, rejecting outliers at
    2.5 sigma, and divides its slope by `contrast`. Here the sample is made of
    `ZSCALE_RANKS` evenly spaced order statistics of the whole image, so the limits
    neither depend on chance nor miss a part of the frame. White is always above
    black; without finite pixels the limits are (0, 1).

    Parameters
    ----------
    values : array or Ordered
        Any shape and real type; NaN and infinite values are ignored.
    contrast : float
        IRAF's; smaller means a wider range.

    Returns
    -------
    tuple of float
        (black, white) in the unit of the values.
    """
    order = ordered(values)
    return _open(order, lambda: _zscale(order, contrast))


def _open(order: Ordered, find: Any) -> tuple[float, float]:
    if not order.size:
        return 0.0, 1.0
    black, white = (float(limit) for limit in find())
    if white > black:
        return black, white
    margin = max(0.5, 1e-6 * abs(black))
    return black - margin, black + margin


def _zscale(order: Ordered, contrast: float) -> tuple[float, float]:
    n = min(order.size, ZSCALE_RANKS)
    sample = order.at(np.linspace(0, order.size - 1, n).round().astype(np.int64))
    slope = _robust_slope(sample)
    if slope is None:
        return sample[0], sample[-1]
    middle = (n - 1) // 2
    median, slope = order.median(), slope / contrast
    black = max(sample[0], median - (middle - 1) * slope)
    white = min(sample[-1], median + (n - middle) * slope)
    return black, white


def _robust_slope(
    sample: NDArray[np.float64],
    reject: float = 2.5,
    most_rejected: float = 0.5,
    iterations: int = 5,
) -> float | None:
    """Slope of the line through the sorted sample; None when most is rejected.

    A rejected point takes its neighbours within 1 % of the sample with it.
    """
    n = sample.size
    ranks = np.arange(n, dtype=np.float64)
    good = np.ones(n, np.bool_)
    fewest = max(5, int(n * most_rejected))
    slope: Any = None
    for _ in range(iterations):
        if good.sum() < fewest:
            return None
        level, slope = np.polynomial.polynomial.polyfit(ranks[good], sample[good], 1)
        flat = sample - (level + slope * ranks)
        bad = ~good | (np.abs(flat) > reject * flat[good].std())
        bad = np.convolve(bad, np.ones(max(1, int(0.01 * n))), mode="same") > 0
        if bad.sum() == n - good.sum():
            break
        good = ~bad
    return None if good.sum() < fewest else float(slope)
