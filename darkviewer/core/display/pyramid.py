"""An image at the resolution of the screen: reduced levels and the visible tile.

Drawing costs what the screen holds, whatever the size of the sensor. With maxima kept,
no bright pixel is lost on the way down: each pixel of the image belongs to exactly one
pixel of the screen, which shows the largest of those that are its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from darkviewer.core.display.stretch import Stretch

__all__ = ["REDUCTIONS", "Span", "Tile", "build_levels", "mostly_white", "tile"]

REDUCTIONS = {"max": "brightest pixel", "mean": "mean of the pixels"}
"""How several pixels become one on screen, and in words."""

_WHITE = 230
"""Grey level from which on a pixel of the screen counts as white, of 255."""

_SAMPLE = 64
"""Rows and columns of a reduced image that tell whether most of it is white."""

Index = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Span:
    """Screen pixels along one axis, in image coordinates (pixel i covers [i, i + 1)).

    Attributes
    ----------
    start : float
        Coordinate of the first screen pixel's leading edge.
    step : float
        Image pixels per screen pixel.
    count : int
        Number of screen pixels.
    """

    start: float
    step: float
    count: int

    def nearest(self, size: int) -> Index:
        """Image pixel under the centre of each screen pixel."""
        at = self.start + (np.arange(self.count) + 0.5) * self.step
        index: Index = np.floor(at).astype(np.intp)
        return index.clip(0, size - 1)

    def owned(self, block: int, size: int) -> tuple[Index, Index]:
        """First and last block of `block` pixels that begin in each screen pixel.

        With steps of one to two blocks each screen pixel holds one or two, and every
        block that begins on screen belongs to exactly one.
        """
        edges = (self.start + np.arange(self.count + 1) * self.step) / block
        bounds: Index = np.ceil(edges).astype(np.intp)
        return bounds[:-1].clip(0, size - 1), (bounds[1:] - 1).clip(0, size - 1)


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """Values on screen before the stretch; a new stretch needs no new tile.

    Attributes
    ----------
    values : array, axes (y, x)
        Type of the image (float32 where means were taken of integers).
    rows, columns : index arrays or None
        Where pixels are larger than the screen's: which of `values` each one shows.
    """

    values: NDArray[Any]
    rows: Index | None = None
    columns: Index | None = None

    def grey(self, stretch: Stretch) -> NDArray[np.uint8]:
        """Grey levels, one per screen pixel, C-contiguous."""
        codes = stretch.apply(self.values)
        if self.rows is None or self.columns is None:
            return np.ascontiguousarray(codes)
        return codes.take(self.columns, axis=1).take(self.rows, axis=0)


def build_levels(
    image: NDArray[Any], *, reduction: str = "max"
) -> tuple[NDArray[Any], ...]:
    """The image and its halves, quarters ... down to a single pixel.

    Level k holds one value per block of ``2**k`` x ``2**k`` pixels; blocks at the far
    border hold what is left. Maxima ignore NaN; means do not.

    Parameters
    ----------
    image : array, shape (ny, nx)
        Any real type; level 0 is this array itself.
    reduction : str
        One of `REDUCTIONS`. Maxima keep the type, means are float32.
    """
    levels = [image]
    while max(levels[-1].shape) > 1:
        levels.append(_halved(_halved(levels[-1], 0, reduction), 1, reduction))
    return tuple(levels)


def mostly_white(
    levels: tuple[NDArray[Any], ...], step: float, stretch: Stretch
) -> bool:
    """Whether more than half of a picture would be white (above 90 % grey).

    Judged by at most 64x64 evenly spaced values: fast enough for every step of a drag.

    Parameters
    ----------
    levels : tuple of arrays
        From `build_levels`.
    step : float
        Image pixels per screen pixel.
    stretch : Stretch
        What maps the values to grey levels.
    """
    values = levels[min(int(np.log2(max(step, 1.0))), len(levels) - 1)]
    rows, columns = (max(1, -(-size // _SAMPLE)) for size in values.shape)
    sample = np.ascontiguousarray(values[::rows, ::columns])
    return bool(np.mean(stretch.apply(sample) >= _WHITE) > 0.5)


def _halved(values: NDArray[Any], axis: int, reduction: str) -> NDArray[Any]:
    size = values.shape[axis]
    if size == 1:
        return values
    before = (slice(None),) * axis
    first = values[(*before, slice(0, size - size % 2, 2))]
    second = values[(*before, slice(1, None, 2))]
    pairs = _merge(first, second, reduction)
    if size % 2 == 0:
        return pairs
    rest = values[(*before, slice(-1, None))].astype(pairs.dtype)
    return np.concatenate([pairs, rest], axis=axis)


def _merge(a: NDArray[Any], b: NDArray[Any], reduction: str) -> NDArray[Any]:
    if reduction == "max":
        merged: NDArray[Any] = np.fmax(a, b)
        return merged
    return (a * np.float32(0.5) + b * np.float32(0.5)).astype(np.float32, copy=False)


def tile(
    levels: tuple[NDArray[Any], ...], x: Span, y: Span, *, reduction: str = "max"
) -> Tile:
    """The visible part of an image.

    Parameters
    ----------
    levels : tuple of arrays
        From `build_levels` with the same reduction.
    x, y : Span
        Columns and rows of the screen; same step. They should lie on the image: beyond
        it, its border is repeated.
    reduction : str
        One of `REDUCTIONS`.
    """
    if x.step <= 1:
        return _magnified(levels[0], x, y)
    level = min(int(np.log2(x.step)), len(levels) - 1)
    values = levels[level]
    rows = y.owned(2**level, values.shape[0])
    columns = x.owned(2**level, values.shape[1])
    # only what is visible is touched: `take` would first copy a whole strided view
    top, left = int(rows[0][0]), int(columns[0][0])
    values = values[top : int(rows[1][-1]) + 1, left : int(columns[1][-1]) + 1]
    for axis, offset, (first, last) in ((0, top, rows), (1, left, columns)):
        a, b = (values.take(index - offset, axis=axis) for index in (first, last))
        values = _merge(a, b, reduction)
    return Tile(values)


def _magnified(image: NDArray[Any], x: Span, y: Span) -> Tile:
    columns, rows = x.nearest(image.shape[1]), y.nearest(image.shape[0])
    left, top = int(columns[0]), int(rows[0])
    shown = image[top : int(rows[-1]) + 1, left : int(columns[-1]) + 1]
    return Tile(shown, rows - top, columns - left)
