"""Numbers that describe an image or a region of it, from all its pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.display.ordered import Ordered, ordered
from darkviewer.core.display.robust_sigma import MAD, robust_sigma
from darkviewer.core.robust import MAD_TO_SIGMA

__all__ = ["PERCENTS", "Histogram", "Statistics", "histogram", "statistics"]

PERCENTS = (1, 5, 25, 75, 95, 99)
"""Percentiles that `Statistics` has."""

_CHUNK = 2**18  # float64 copies of a whole large frame never exist at once


@dataclass(frozen=True, slots=True)
class Statistics:
    """Statistics of the finite pixels of an image, in its unit.

    Attributes
    ----------
    pixels : int
        Pixels in all.
    invalid : int
        NaN and infinite ones among them; they count nowhere else.
    median, sigma_mad, mean, minimum, maximum : float
        ``sigma_mad`` is 1.4826 times the median absolute deviation. NaN without
        finite pixels.
    std : float
        Standard deviation with n - 1 in the denominator; NaN below two finite pixels.
    total : float
        Sum of the finite pixels.
    percentiles : tuple of float
        At `PERCENTS`, linear between ranks as in `numpy.quantile`.
    brightest, darkest : tuple of int or None
        (x, y) of the maximum and the minimum, 0-based in the whole image; of several
        the lowest y, then x.
    saturated : int
        Saturated pixels of the raw frame, counted by whoever knows it.
    sigma : float
        Robust, for coarse values too; see `robust_sigma`.
    sigma_by : str
        ``"MAD"`` or ``"clipped"``: how `sigma` was estimated.
    """

    pixels: int
    invalid: int
    median: float
    sigma_mad: float
    mean: float
    minimum: float
    maximum: float
    std: float
    total: float
    percentiles: tuple[float, ...]
    brightest: tuple[int, int] | None
    darkest: tuple[int, int] | None
    saturated: int = 0
    sigma: float = np.nan
    sigma_by: str = MAD

    @property
    def mad(self) -> float:
        """Median absolute deviation from the median, unscaled."""
        return self.sigma_mad / MAD_TO_SIGMA

    @property
    def finite(self) -> int:
        """Pixels that have a value."""
        return self.pixels - self.invalid


def statistics(
    values: NDArray[Any],
    *,
    order: Ordered | None = None,
    region: tuple[int, int, int, int] | None = None,
) -> Statistics:
    """Describe an image.

    Parameters
    ----------
    values : array, shape (ny, nx)
        Any real type.
    order : Ordered, optional
        ``ordered(values)`` if it is known already; ignored with a region.
    region : (x0, x1, y0, y1), optional
        Both ends included, cut to the frame; default is the whole image.
    """
    x0 = y0 = 0
    if region is not None:
        x0, y0 = max(region[0], 0), max(region[2], 0)
        values, order = values[y0 : region[3] + 1, x0 : region[1] + 1], None
    order = ordered(values) if order is None else order
    if not order.size:
        return _of_nothing(values.size)
    low, high = order.at(np.array([0, order.size - 1]))
    median = order.median()
    total, squares = _moments(order, median)
    sigma, sigma_by = robust_sigma(order)
    return Statistics(
        pixels=values.size,
        invalid=order.invalid,
        median=median,
        sigma_mad=MAD_TO_SIGMA * order.deviation(),
        mean=total / order.size,
        minimum=float(low),
        maximum=float(high),
        std=float(np.sqrt(squares / (order.size - 1))) if order.size > 1 else np.nan,
        total=total,
        percentiles=tuple(order.quantiles(np.array(PERCENTS) / 100).tolist()),
        brightest=_place(values, high, x0, y0),
        darkest=_place(values, low, x0, y0),
        sigma=sigma,
        sigma_by=sigma_by,
    )


def _of_nothing(pixels: int) -> Statistics:
    unknown = (np.nan,) * 6
    percentiles = (np.nan,) * len(PERCENTS)
    return Statistics(pixels, pixels, *unknown, 0.0, percentiles, None, None)


def _moments(order: Ordered, middle: float) -> tuple[float, float]:
    """Sum of the values, and of their squared distances from their mean.

    In one pass: around the median the differences are small, so nothing is lost.
    """
    total = squares = 0.0
    for start in range(0, len(order.levels), _CHUNK):
        part = slice(start, start + _CHUNK)
        away = order.levels[part].astype(np.float64) - middle
        often = order.counts(part)
        total += float(np.sum(away * often))
        squares += float(np.sum(np.multiply(away, away, out=away) * often))
    return order.size * middle + total, max(squares - total**2 / order.size, 0.0)


def _place(values: NDArray[Any], value: float, x0: int, y0: int) -> tuple[int, int]:
    y, x = divmod(int((values == value).argmax()), values.shape[1])
    return x0 + x, y0 + y


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """Counts of all finite pixels in bins of equal width.

    Attributes
    ----------
    edges : float64 array, shape (bins + 1,)
        Bin limits; each bin holds its lower limit, the last one both.
    counts : int64 array, shape (bins,)
        Pixels per bin.
    below, above : int
        Pixels outside the edges.
    """

    edges: NDArray[np.float64]
    counts: NDArray[np.int64]
    below: int
    above: int


def histogram(
    values: NDArray[Any] | Ordered,
    bins: int = 256,
    *,
    limits: tuple[float, float] | None = None,
) -> Histogram:
    """Count the pixels of an image by value.

    Parameters
    ----------
    values : array or Ordered
        Any real type; NaN and infinities are left out.
    bins : int
        Number of bins. For integer types the bins are widened to whole numbers of
        values, centred on them, so that no comb appears; then there may be fewer.
    limits : (low, high), optional
        Range covered; default is all pixels. A constant image gets bins around it.
    """
    order = ordered(values)
    low, high = limits or _extremes(order)
    if order.levels.dtype.kind in "iu":
        edges = _whole_edges(low, high, bins)
    else:
        edges = np.linspace(low, high, bins + 1)
    reached = order.count_below(edges)
    closed = np.nextafter(edges[-1:], np.inf).astype(np.float64)
    reached[-1] = order.count_below(closed)[0]
    return Histogram(
        edges, np.diff(reached), int(reached[0]), order.size - int(reached[-1])
    )


def _extremes(order: Ordered) -> tuple[float, float]:
    if not order.size:
        return 0.0, 1.0
    low, high = order.at(np.array([0, order.size - 1]))
    margin = 0.5 if low == high else 0.0
    return float(low) - margin, float(high) + margin


def _whole_edges(low: float, high: float, bins: int) -> NDArray[np.float64]:
    first, last = np.ceil(low), np.floor(high)
    width = max(1.0, np.ceil((last - first + 1) / bins))
    count = max(1, int(np.ceil((last - first + 1) / width)))
    return np.asarray(first - 0.5 + width * np.arange(count + 1))
