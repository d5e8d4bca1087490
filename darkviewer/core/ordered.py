"""All values of an image in ascending order: the basis of medians, limits, histograms.

Every pixel counts: levels taken from a sample of the image miss single bright pixels.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Ordered", "ordered"]


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
        distances = self.levels.astype(np.float64) - self.median()
        if self.ends is None:
            half = self.size // 2
            below, above = -distances[:half][::-1], distances[half:]
            ranks = {(self.size - 1) // 2, half}
            return float(np.mean([_merged(below, above, rank) for rank in ranks]))
        order = np.argsort(np.abs(distances), kind="stable")
        counts = np.diff(self.ends, prepend=0)[order]
        return Ordered(np.abs(distances)[order], np.cumsum(counts), 0).median()

    def count_below(self, edges: NDArray[np.float64]) -> NDArray[np.int64]:
        """Number of values strictly below each edge."""
        places = np.searchsorted(self.levels, edges, side="left")
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
        counts = np.bincount(values.reshape(-1))
        levels = np.flatnonzero(counts)
        return Ordered(levels, np.cumsum(counts[levels]), 0)
    flat = np.sort(values, axis=None)
    if flat.dtype.kind != "f":
        return Ordered(flat, None, 0)
    # NaN sort to the end, infinities to both ends
    first = int(np.searchsorted(flat, -np.inf, side="right"))
    last = int(np.searchsorted(flat, np.inf, side="left"))
    return Ordered(flat[first:last], None, flat.size - (last - first))


def _merged(first: NDArray[Any], second: NDArray[Any], rank: int) -> float:
    """Value at `rank` of two ascending arrays taken together, without merging them."""

    def place(i: int) -> int:
        return i + int(np.searchsorted(second, first[i]))

    taken = bisect_right(range(len(first)), rank, key=place)
    ends = np.concatenate([first[:taken][-1:], second[: rank + 1 - taken][-1:]])
    return float(ends.max())
