"""A small square of pixels around a position, complete at every border."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Cutout", "cutout"]


class Sliceable(Protocol):
    """An array, or what computes only the part that is asked for."""

    @property
    def shape(self) -> tuple[int, ...]:
        """(ny, nx)."""
        ...

    def __getitem__(self, index: tuple[slice, slice], /) -> NDArray[Any]:
        """Rows and columns."""
        ...


@dataclass(frozen=True, slots=True)
class Cutout:
    """Pixels around a centre.

    Attributes
    ----------
    values : float64 array, shape (size, size), axes (y, x)
        NaN where the square leaves the frame.
    inside : bool array, same shape
        True for pixels of the frame (their value may be NaN too).
    x0, y0 : int
        Column and row of ``values[0, 0]``, 0-based; negative beyond the border.
    words : str
        The part inside the frame, both ends included, as the notebooks title it:
        ``x=148:152, y=248:252``.
    """

    values: NDArray[np.float64]
    inside: NDArray[np.bool_]
    x0: int
    y0: int
    words: str


def cutout(image: Sliceable, x: int, y: int, size: int = 5) -> Cutout:
    """Cut a `size` x `size` square centred on pixel (x, y) out of `image`.

    Parameters
    ----------
    image : array or Sliceable, shape (ny, nx)
        Any real type.
    x, y : int
        Centre column and row, 0-based; may lie outside the frame.
    size : int
        Odd side length in pixels.

    Returns
    -------
    Cutout
        NaN where the square leaves the frame.
    """
    ny, nx = image.shape
    x0, y0 = x - size // 2, y - size // 2
    left, right = max(x0, 0), min(x0 + size, nx)
    low, high = max(y0, 0), min(y0 + size, ny)
    values = np.full((size, size), np.nan)
    inside = np.zeros((size, size), np.bool_)
    words = "outside the frame"
    if left < right and low < high:
        part = np.s_[low - y0 : high - y0, left - x0 : right - x0]
        values[part] = image[low:high, left:right]
        inside[part] = True
        words = f"x={left}:{right - 1}, y={low}:{high - 1}"
    return Cutout(values, inside, x0, y0, words)
