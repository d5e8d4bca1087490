"""How many pixels of each frame have which value: to count what a threshold leaves."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.detection.comparison import exceeds

__all__ = ["Levels", "count_levels"]


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Distinct values above a floor, by frame, then ascending.

    Flat arrays for all frames: one pair per frame and band would be hundreds of
    thousands of small blocks of memory in a capture of some thousand frames.

    Attributes
    ----------
    frame : int32 array, shape (n,)
        Index of the frame.
    value : array, shape (n,)
        In steps of the residuals.
    count : int64 array, shape (n,)
        Pixels of the frame with this value.
    """

    frame: NDArray[np.int32]
    value: NDArray[Any]
    count: NDArray[np.int64]

    def above(self, limit: Fraction, parts: int) -> Levels:
        """Only those strictly above a higher limit, in steps of the values."""
        keep = exceeds(self.value, limit, parts=parts)
        return Levels(self.frame[keep], self.value[keep], self.count[keep])

    def merged(self) -> Levels:
        """Each value once per frame, where bands were put one below the other."""
        return count_levels(self.frame, self.value, self.count)

    def of_each(
        self, n_frames: int, wide: type[Any]
    ) -> list[tuple[NDArray[Any], NDArray[np.int64]]]:
        """Per frame its values and how many pixels are at or above each."""
        values = self.value.astype(wide)
        below = np.concatenate([[0], np.cumsum(self.count)])
        ends = np.searchsorted(self.frame, np.arange(n_frames + 1))
        return [
            (values[first:last], below[last] - below[first:last])
            for first, last in pairwise(ends)
        ]


def count_levels(
    frame: NDArray[np.integer[Any]],
    value: NDArray[Any],
    count: NDArray[np.int64] | None = None,
) -> Levels:
    """Count equal values of the same frame.

    Parameters
    ----------
    frame, value : arrays, shape (n,)
        In any order.
    count : int64 array, shape (n,), optional
        Pixels that each entry stands for; default 1.
    """
    order = np.lexsort((value, frame))
    frame, value = frame[order], value[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (frame[1:] != frame[:-1]) | (value[1:] != value[:-1])
    first = np.flatnonzero(new)
    ends = np.append(first[1:], len(order))
    before = (
        np.arange(len(order) + 1)
        if count is None
        else np.concatenate([[0], np.cumsum(count[order])])
    )
    return Levels(
        frame[first].astype(np.int32), value[first], before[ends] - before[first]
    )
