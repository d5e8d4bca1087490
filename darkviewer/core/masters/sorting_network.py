"""Order statistics of many pixels at once by a pruned sorting network.

A sorting network sorts n values by a fixed sequence of (minimum, maximum) pairs, which
suits arrays: every step works on all pixels at once. Batcher's odd-even merge sort
(Knuth, The Art of Computer Programming, vol. 3, algorithm 5.2.2M) gives the sequence;
the steps that no wanted rank depends on are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["chunk_bytes", "select_by_network"]

Step = tuple[np.ufunc, int, int, int]  # operation, two sources, where the result goes

WORKING_BYTES = 12 * 2**20
"""Values and working space at a time: what stays in a processor's last cache."""

SHORT_CALLS_FROM = 16
"""Frames from which on the chunks are so short that threads take turns.

Each call lets go of Python's global lock and wants it back a few microseconds later:
two threads that do so hinder each other more than they help. They still read and
search beside each other.
"""

_one_at_a_time = Lock()

LEAST_CHUNK, MOST_CHUNK = 32 * 1024, 512 * 1024
"""Bytes per frame at a time. Longer calls cost less each, and threads that wait for
each other between short calls gain nothing."""


def select_by_network(
    cube: NDArray[Any], ranks: tuple[int, ...]
) -> tuple[NDArray[Any], ...]:
    """Order statistics along the first axis, see `order_statistics.select_ranks`."""
    if len(cube) < SHORT_CALLS_FROM:
        return _select(cube, ranks)
    with _one_at_a_time:
        return _select(cube, ranks)


def _select(cube: NDArray[Any], ranks: tuple[int, ...]) -> tuple[NDArray[Any], ...]:
    n, pixels = cube.shape
    steps, places, registers = _program(n, ranks)
    results = tuple(np.empty(pixels, cube.dtype) for _ in ranks)
    chunk = min(max(1, chunk_bytes(n) // cube.itemsize), max(1, pixels))
    spare = np.empty((registers, chunk), cube.dtype)
    for start in range(0, pixels, chunk):
        part = slice(start, min(start + chunk, pixels))
        rows = [*cube[:, part], *spare[:, : part.stop - start]]
        for operation, left, right, target in steps:
            operation(rows[left], rows[right], out=rows[target])
        for result, place in zip(results, places, strict=True):
            result[part] = rows[place]
    return results


def chunk_bytes(n: int) -> int:
    """Bytes of each of n frames that are worked on at a time."""
    return min(max(WORKING_BYTES // (2 * n + 2), LEAST_CHUNK), MOST_CHUNK)


@cache
def _program(n: int, ranks: tuple[int, ...]) -> tuple[list[Step], list[int], int]:
    """Steps over numbered rows: 0..n-1 are the frames, the rest is working space.

    Returns the steps, the row of each wanted rank and the number of working rows.
    """
    place = list(range(n))
    free: list[int] = []
    used = n
    steps: list[Step] = []
    for low, high, keep_low, keep_high in _pruned(n, ranks):
        left, right = place[low], place[high]
        for wire, kept, operation in (
            (low, keep_low, np.minimum),
            (high, keep_high, np.maximum),
        ):
            if kept:
                if not free:
                    free.append(used)
                    used += 1
                place[wire] = free.pop()
                steps.append((operation, left, right, place[wire]))
        free += [row for row in (left, right) if row >= n]
    return steps, [place[rank] for rank in ranks], used - n


def _pruned(n: int, ranks: tuple[int, ...]) -> list[tuple[int, int, bool, bool]]:
    """Comparators that a wanted rank depends on, and which of their outputs."""
    live = set(ranks)
    kept = []
    for low, high in reversed(list(_batcher(n))):
        if low in live or high in live:
            kept.append((low, high, low in live, high in live))
            live |= {low, high}
    return kept[::-1]


def _batcher(n: int) -> Iterator[tuple[int, int]]:
    """Comparators (low, high) that sort n values."""
    half = 1 << max(0, (n - 1).bit_length() - 1)
    p = half
    while p:
        q, r, d = half, 0, p
        while True:
            yield from ((i, i + d) for i in range(n - d) if i & p == r)
            if q == p:
                break
            d, q, r = q - p, q >> 1, p
        p >>= 1
