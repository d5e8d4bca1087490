"""All values of an image in ascending order: the basis of medians, limits, histograms.

Every pixel counts: levels taken from a sample of the image miss single bright pixels.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Ordered", "ordered"]

_PIECE = 2**19  # values, about a millisecond


@dataclass(frozen=True, slots=True, eq=False)
class Ordered:
    """The finite values of an array in ascending order.

    Attributes
    ----------
    levels : array
        Ascending values; each distinct one once where `ends` is given.
    ends : int64 array or None
        Number of values up to and including each level; None when `levels` holds
        every value.
    invalid : int
        How many values were NaN or infinite and are left out.
    """

    levels: NDArray[Any]
    ends: NDArray[np.int64] | None
    invalid: int

    @property
    def size(self) -> int:
        """Number of finite values."""
        return len(self.levels) if self.ends is None else int(self.ends[-1:].sum())

    def at(self, ranks: NDArray[np.int64]) -> NDArray[np.float64]:
        """Values at these 0-based ranks."""
        if self.ends is not None:
            ranks = np.searchsorted(self.ends, ranks, side="right")
        return self.levels[ranks].astype(np.float64)

    def counts(self, part: slice) -> NDArray[np.int64] | int:
        """How often each of some `levels` occurs."""
        if self.ends is None:
            return 1
        return np.diff(self.ends, prepend=0)[part]

    def median(self) -> float:
        """Middle value, or the mean of the two middle ones; NaN when empty."""
        if not self.size:
            return np.nan
        middle = np.array([(self.size - 1) // 2, self.size // 2])
        return float(self.at(middle).mean())

    def quantiles(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Quantiles, linear between neighbouring ranks as in `numpy.quantile`."""
        ranks = np.asarray(shares, np.float64) * (self.size - 1)
        below = np.floor(ranks).astype(np.int64)
        above = np.minimum(below + 1, self.size - 1)
        low, high = self.at(below), self.at(above)
        return low + (high - low) * (ranks - below)

    def deviation(self) -> float:
        """Median absolute deviation from the median, unscaled; NaN when empty."""
        if not self.size:
            return np.nan
        if self.ends is None:
            ranks = {(self.size - 1) // 2, self.size // 2}
            middle = self.median()
            return float(np.mean([_distance(self.levels, middle, r) for r in ranks]))
        distances = np.abs(self.levels.astype(np.float64) - self.median())
        order = np.argsort(distances, kind="stable")
        counts = np.diff(self.ends, prepend=0)[order]
        return Ordered(distances[order], np.cumsum(counts), 0).median()

    def count_below(self, edges: NDArray[np.float64]) -> NDArray[np.int64]:
        """Number of values strictly below each edge."""
        limits: NDArray[Any] = edges
        if self.levels.dtype == np.float32:
            limits = _next_float32(edges)  # else the levels would be copied to float64
        places = np.searchsorted(self.levels, limits, side="left")
        if self.ends is None:
            return places.astype(np.int64)
        return np.concatenate([np.zeros(1, np.int64), self.ends])[places]


def ordered(values: NDArray[Any] | Ordered) -> Ordered:
    """Order all finite values of an array; what is ordered already is returned."""
    if isinstance(values, Ordered):
        return values
    values = np.asarray(values)
    if values.dtype in (np.uint8, np.uint16):
        # Counting is far faster than sorting where the type has few values.
        counts = _counts(values.reshape(-1))
        levels = np.flatnonzero(counts)
        return Ordered(levels, np.cumsum(counts[levels]), 0)
    flat = np.sort(values, axis=None)
    if flat.dtype.kind != "f":
        return Ordered(flat, None, 0)
    # NaN sort to the end, infinities to both ends
    infinity = flat.dtype.type(np.inf)  # of another type it would copy the array
    first = int(np.searchsorted(flat, -infinity, side="right"))
    last = int(np.searchsorted(flat, infinity, side="left"))
    return Ordered(flat[first:last], None, flat.size - (last - first))


def _counts(values: NDArray[Any]) -> NDArray[np.int64]:
    """How often each value of an unsigned type occurs.

    By pieces: while `numpy.bincount` runs, no other thread of Python does.
    """
    size = int(np.iinfo(values.dtype).max) + 1
    counts = np.zeros(size, np.int64)
    for start in range(0, len(values), _PIECE):
        counts += np.bincount(values[start : start + _PIECE], minlength=size)
    return counts


def _distance(levels: NDArray[Any], middle: float, rank: int) -> float:
    """The `rank`-th smallest distance of ascending levels from a value among them.

    The ``rank + 1`` levels nearest to it stand side by side; of all such windows it is
    the one whose farther end is nearest. Along the levels the left end comes closer
    and the right end goes away, so the best window is found by bisection.
    """

    def ends(first: int) -> tuple[float, float]:
        return middle - float(levels[first]), float(levels[first + rank]) - middle

    def right_is_farther(first: int) -> bool:
        left, right = ends(first)
        return left <= right

    windows = range(len(levels) - rank)
    turn = bisect_left(windows, True, key=right_is_farther)
    near = [i for i in (turn - 1, turn) if i in windows]
    return min(max(ends(first)) for first in near)


def _next_float32(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """The smallest float32 not below each value: the same levels lie below it."""
    with np.errstate(over="ignore"):
        rounded = np.asarray(values).astype(np.float32)
    return np.where(
        rounded < values, np.nextafter(rounded, np.float32(np.inf)), rounded
    )
