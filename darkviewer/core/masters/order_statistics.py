"""Order statistics of many pixels at once, by the faster of two exact methods."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.masters.sorting_network import select_by_network

__all__ = ["middle_values", "select_by_counting", "select_ranks"]

COUNTING_FROM = 192
"""Frames from which on counting beats the network, measured with two threads."""

CHUNK_PIXELS = 4096


def select_ranks(
    cube: NDArray[Any], ranks: tuple[int, ...]
) -> tuple[NDArray[Any], ...]:
    """Order statistics along the first axis; equal to ``np.sort(cube, 0)[ranks]``.

    Parameters
    ----------
    cube : array, shape (n, pixels)
        Any real type; not changed. Where a pixel holds NaN its result is undefined.
    ranks : tuple of int
        Wanted positions in ascending order of value, 0-based, each one more than the
        one before.

    Returns
    -------
    tuple of arrays, shape (pixels,)
        One per rank, of the type of `cube`.
    """
    few_values = cube.dtype.kind == "u" and cube.itemsize <= 2
    if few_values and len(cube) >= COUNTING_FROM:
        return select_by_counting(cube, ranks)
    return select_by_network(cube, ranks)


def _ranks(count: Any) -> tuple[Any, Any, Any, Any]:
    """Positions of (below, low, high, above) among `count` sorted values."""
    odd = count % 2
    low, high = (count - 1) // 2, count // 2
    return np.maximum(low - odd, 0), low, high, np.minimum(high + odd, count - 1)


def middle_values(
    flat: NDArray[Any], mask: NDArray[np.bool_] | None = None
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
    """The middle of every pixel's values and its neighbours in rank.

    Parameters
    ----------
    flat : array, shape (n, pixels)
        Any real type.
    mask : bool array, shape (n, pixels), optional
        False where a value is not to be used.

    Returns
    -------
    below, low, high, above : arrays, shape (pixels,)
        The median is the mean of low and high, the same for an odd number of values.
        Below and above are the next ones for an odd number, low and high for an even
        one. Without a mask equal ranks share one array. Where no value is usable: NaN,
        or 0 for integers.
    """
    ranks = tuple(int(rank) for rank in _ranks(len(flat)))
    distinct = tuple(sorted(set(ranks)))
    planes = dict(zip(distinct, select_ranks(flat, distinct), strict=True))
    below, low, high, above = (planes[rank] for rank in ranks)
    if mask is None:
        return below, low, high, above
    middle = below.copy(), low.copy(), high.copy(), above.copy()
    gaps = np.flatnonzero(~mask.all(axis=0))
    for plane, values in zip(
        middle, _middle_with_gaps(flat[:, gaps], mask[:, gaps]), strict=True
    ):
        plane[gaps] = values
    return middle


def _middle_with_gaps(
    flat: NDArray[Any], mask: NDArray[np.bool_]
) -> tuple[NDArray[Any], ...]:
    """The same by sorting, unusable values last; NaN or 0 where none is usable."""
    real = flat.dtype.kind == "f"
    last = np.inf if real else np.iinfo(flat.dtype).max
    ordered = np.sort(np.where(mask, flat, flat.dtype.type(last)), axis=0)
    count = np.add.reduce(mask, axis=0, dtype=np.intp)
    nothing = flat.dtype.type(np.nan if real else 0)
    return tuple(
        np.where(
            count > 0,
            np.take_along_axis(ordered, np.maximum(rank, 0)[np.newaxis], axis=0)[0],
            nothing,
        )
        for rank in _ranks(count)
    )


def select_by_counting(
    cube: NDArray[np.unsignedinteger[Any]], ranks: tuple[int, ...]
) -> tuple[NDArray[Any], ...]:
    """The same by bisection: bit after bit, count how many values are below.

    The cost per frame does not grow with their number: one comparison and one sum for
    each bit.
    """
    pixels = cube.shape[1]
    results = tuple(np.empty(pixels, cube.dtype) for _ in ranks)
    for start in range(0, pixels, CHUNK_PIXELS):
        part = slice(start, start + CHUNK_PIXELS)
        values = cube[:, part]
        flags = np.empty(values.shape, np.bool_)
        found = _bisected(values, ranks[0], flags)
        results[0][part] = found
        for rank, result in zip(ranks[1:], results[1:], strict=True):
            found = _next(values, found, rank, flags)
            result[part] = found
    return results


def _bisected(
    values: NDArray[Any], rank: int, flags: NDArray[np.bool_]
) -> NDArray[Any]:
    one = values.dtype.type(1)
    found = np.zeros(values.shape[1], values.dtype)
    for bit in reversed(range(8 * values.itemsize)):
        trial = found | (one << values.dtype.type(bit))
        np.copyto(found, trial, where=_below(values, trial, flags) <= rank)
    return found


def _next(
    values: NDArray[Any], found: NDArray[Any], rank: int, flags: NDArray[np.bool_]
) -> NDArray[Any]:
    """The value of `rank`, given that of the rank before."""
    after = found + values.dtype.type(1)
    # Modulo the range of the type everything up to `found` is further away than
    # anything above it.
    above = np.subtract(values, after).min(axis=0) + after
    same = (_below(values, after, flags) > rank) | (after == 0)  # 0: none is larger
    return np.where(same, found, above)


def _below(
    values: NDArray[Any], limit: NDArray[Any], flags: NDArray[np.bool_]
) -> NDArray[Any]:
    """How many values of each pixel are below its limit."""
    np.less(values, limit, out=flags)
    ones = flags.view(np.uint8)
    if len(ones) <= 255:
        few: NDArray[Any] = np.add.reduce(ones, axis=0, dtype=np.uint8)
        return few
    # Sums of bytes are fast as long as they fit one.
    total = np.zeros(ones.shape[1], np.int32)
    for start in range(0, len(ones), 255):
        total += np.add.reduce(ones[start : start + 255], axis=0, dtype=np.uint8)
    return total
