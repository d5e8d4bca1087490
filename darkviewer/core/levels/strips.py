"""Rows that stand for a whole frame, the same whatever the bands."""

from __future__ import annotations

import numpy as np

__all__ = ["STRIPS", "strips"]

STRIPS = 24
STRIP_ROWS = 16


def strips(ny: int, *, most: int = STRIPS) -> list[tuple[int, int]]:
    """First row, and row after the last, of evenly spaced strips of a frame."""
    height = min(STRIP_ROWS, ny)
    count = min(most, max(1, ny // height))
    tops = np.linspace(0, ny - height, count).round().astype(int)
    return [(int(top), int(top) + height) for top in tops]
