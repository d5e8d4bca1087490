"""The notebooks' loops, written from their text, for integers and fractions.

Neighbours: up, right, down, left; those outside the frame are skipped. A pixel is hot
strictly above the threshold, a leader unless a neighbour is above it, a candidate
unless a neighbour is below ratio x its value. Absent pixels (None) are skipped too.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

FOUR = ((-1, 0), (0, 1), (1, 0), (0, -1))
EIGHT = (*FOUR, (-1, -1), (-1, 1), (1, -1), (1, 1))
Frame = Sequence[Sequence[int | Fraction | None]]


def neighbours(data: Frame, y: int, x: int, offsets=FOUR) -> list[int | Fraction]:
    found = []
    for dy, dx in offsets:
        j, i = y + dy, x + dx
        if 0 <= j < len(data) and 0 <= i < len(data[0]) and data[j][i] is not None:
            found.append(data[j][i])
    return found


def hot_pixels(data: Frame, threshold: Fraction) -> list[tuple[int, int]]:
    return [
        (x, y)
        for y, row in enumerate(data)
        for x, value in enumerate(row)
        if value is not None and value > threshold
    ]


def leaders(data: Frame, threshold: Fraction, offsets=FOUR) -> list[tuple[int, int]]:
    return [
        (x, y)
        for x, y in hot_pixels(data, threshold)
        if all(data[y][x] >= other for other in neighbours(data, y, x, offsets))
    ]


def candidates(
    data: Frame, threshold: Fraction, ratio: Fraction, offsets=FOUR
) -> list[tuple[int, int]]:
    return [
        (x, y)
        for x, y in leaders(data, threshold, offsets)
        if not any(
            other < ratio * data[y][x] for other in neighbours(data, y, x, offsets)
        )
    ]
