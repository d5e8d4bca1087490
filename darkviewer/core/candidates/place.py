"""The id of a candidate, and the pixel that it means."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["candidate_id", "place_of"]

Whole = TypeVar("Whole", int, NDArray[np.int64])


def candidate_id(frame: Whole, x: Whole, y: Whole, shape: tuple[int, int]) -> Whole:
    """Number all pixels of all frames in raster order.

    Parameters
    ----------
    frame, x, y : int or int64 array
        Index into the used frames, column and row, 0-based.
    shape : tuple of int
        (ny, nx) of a frame.
    """
    ny, nx = shape
    return (frame * ny + y) * nx + x


def place_of(candidate: int, shape: tuple[int, int]) -> tuple[int, int, int]:
    """(frame, x, y) of a candidate; the inverse of `candidate_id`."""
    ny, nx = shape
    frame, pixel = divmod(candidate, ny * nx)
    y, x = divmod(pixel, nx)
    return frame, x, y
