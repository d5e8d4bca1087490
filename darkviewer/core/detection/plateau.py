"""Adjacent leaders of equal value, found among few pixels of a large image."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.robust import NEIGHBOURS

__all__ = ["plateaus"]


def plateaus(
    y: NDArray[np.integer],
    x: NDArray[np.integer],
    *,
    neighbours: int,
) -> tuple[NDArray[np.bool_], NDArray[np.int32]]:
    """Connected components of pixels, without an image.

    Leaders that touch each other have equal values (neither is below the other), so
    connection alone makes a plateau.

    Parameters
    ----------
    y, x : integer arrays, shape (n,)
        Pixels in raster order, none twice.
    neighbours : int
        4 or 8: which pixels touch.

    Returns
    -------
    first : bool array
        The first pixel of each component (lowest y, then lowest x).
    size : int32 array
        Pixels in the component of each pixel.
    """
    n = len(x)
    if not n:
        return np.ones(0, np.bool_), np.ones(0, np.int32)
    width = int(x.max()) + 3  # one empty column on each side keeps rows apart
    key = y.astype(np.int64) * width + x + 1
    steps = [dy * width + dx for dy, dx in NEIGHBOURS[:neighbours]]
    steps = [step for step in steps if step > 0]  # each pair from one side
    root = _components(n, _pairs(key, steps))
    first = root == np.arange(n)
    return first, np.bincount(root, minlength=n)[root].astype(np.int32)


def _pairs(key: NDArray[np.int64], steps: Sequence[int]) -> NDArray[np.intp]:
    """Positions (2, pairs) of keys that differ by one of `steps`."""
    found = []
    for step in steps:
        other = np.searchsorted(key, key + step)
        here = np.flatnonzero(key.take(other, mode="clip") == key + step)
        found.append(np.stack([here, other[here]]))
    return np.concatenate(found, axis=1)


def _components(n: int, pairs: NDArray[np.intp]) -> NDArray[np.intp]:
    """Lowest member of each one's component: hook roots together, then shorten."""
    root = np.arange(n)
    while True:
        one, two = root[pairs]
        if np.array_equal(one, two):
            return root
        np.minimum.at(root, np.maximum(one, two), np.minimum(one, two))
        while not np.array_equal(root, shorter := root[root]):
            root = shorter
