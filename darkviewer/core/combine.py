"""Frames -> master dark: order statistics, mean and clipped mean, by row bands."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.order_statistics import select_ranks
from darkviewer.core.parameters import Parameters

__all__ = ["Master", "combine_rows", "typical_deviation", "usable_pixels"]

CLIP_CHUNK = 32 * 1024
"""Pixels whose deviations are held at once by the clipped mean."""


@dataclass(frozen=True, slots=True, eq=False)
class Master:
    """A combined dark, kept as exact planes; the scale to electrons comes last.

    In ADU it is `numerator` / `denominator`, exactly for integer frames.

    Attributes
    ----------
    method : str
        ``"median"``, ``"average"`` or ``"clipped"``.
    n : int
        Frames combined.
    planes : tuple of arrays, shape (ny, nx)
        Median: the order statistics (below, low, high, above); the median is the mean
        of low and high (the same array for odd n), below and above are their
        neighbours that leaving one frame out can bring in (for even n low and high
        themselves). Otherwise: the sum.
    count : int32 array or None
        Values used per pixel; where it is 0 the master is NaN. None, meaning `n`
        everywhere, for integer frames without a mask, unless the mean is clipped.
    """

    method: str
    n: int
    planes: tuple[NDArray[Any], ...]
    count: NDArray[np.int32] | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """(ny, nx) in pixels."""
        ny, nx = self.planes[0].shape
        return ny, nx

    @property
    def numerator(self) -> NDArray[Any]:
        """Sum of the middle two values, or of all; integer for integer frames."""
        if self.method != "median":
            return self.planes[0]
        _, low, high, _ = self.planes
        total: NDArray[Any] = np.add(low, high, dtype=_wide(low.dtype))
        return total

    @property
    def denominator(self) -> int | NDArray[np.int32]:
        """What to divide `numerator` by: 2, the number of frames or of values."""
        if self.method == "median":
            return 2
        return self.n if self.count is None else np.maximum(self.count, 1)

    @property
    def largest_denominator(self) -> int:
        """1 where residuals are exact, else what their quotients may divide by."""
        exact = isinstance(self.denominator, int) or self.planes[0].dtype.kind == "f"
        return 1 if exact else self.n

    def unit(self, parameters: Parameters) -> Fraction:
        """Electrons per step of an exact residual."""
        parts = self.denominator
        scale = parameters.exact_scale
        return scale / parts if isinstance(parts, int) else scale

    def rows(self, part: slice) -> Master:
        """The same master of some rows only."""
        planes = {id(plane): plane[part] for plane in self.planes}
        count = None if self.count is None else self.count[part]
        shared = tuple(planes[id(plane)] for plane in self.planes)
        return Master(self.method, self.n, shared, count)

    def at(self, pixels: NDArray[np.intp]) -> Master:
        """The same master at flat pixel indices only (planes of one dimension)."""
        planes = {id(plane): plane.take(pixels) for plane in self.planes}
        count = None if self.count is None else self.count.take(pixels)
        shared = tuple(planes[id(plane)] for plane in self.planes)
        return Master(self.method, self.n, shared, count)

    def electrons(self, parameters: Parameters) -> NDArray[np.float64]:
        """The master in electrons, float64, NaN where no frame has a value.

        Bit-identical to ``ccdproc.combine(method="median")`` of frames that were
        scaled to electrons before, because scaling in float64 keeps the order; the
        average agrees within float64 rounding.
        """
        scale = parameters.scale
        if self.method == "median":
            _, low, high, _ = self.planes
            result: NDArray[np.float64] = np.multiply(low, scale, dtype=np.float64)
            # For low == high the sum is exact and so is half of it.
            result += np.multiply(high, scale, dtype=np.float64)
            result /= 2.0
        else:
            result = np.multiply(self.planes[0], scale, dtype=np.float64)
            result /= self.denominator
        if self.count is not None:
            result[self.count == 0] = np.nan
        return result


def combine_rows(
    cube: NDArray[Any],
    method: str,
    *,
    valid: NDArray[np.bool_] | None = None,
    least_deviation: float = 0,
) -> Master:
    """Combine n frames pixel by pixel; every pixel depends on its own values only.

    Parameters
    ----------
    cube : array, shape (n, ny, nx)
        Raw ADU of any real type. NaN and infinite values are left out.
    method : str
        ``"median"``, ``"average"`` or ``"clipped"``: the mean of the values not more
        than 5 x 1.4826 x MAD from the median.
    valid : bool array, broadcast to `cube`, optional
        False where a value is not to be used.
    least_deviation : float
        Lower limit of four times the MAD in the clipped mean, in ADU. The MAD of few
        quantised values can be 0, and then every other value would be rejected.
    """
    n, *shape = cube.shape
    # What is possible, not what is: all bands of a frame have to agree on the unit.
    gaps_possible = valid is not None or cube.dtype.kind == "f"
    usable = usable_pixels(cube, valid)
    flat = cube.reshape(n, -1)
    mask = None if usable is None else usable.reshape(n, -1)
    count = _count(flat, mask) if gaps_possible else None
    if method == "median":
        planes = _middle(flat, mask)
    elif method == "average":
        planes = (_sum(flat, mask),)
    else:
        total, count = _clipped_sum(flat, mask, least_deviation)
        planes = (total,)
    whole = {id(plane): plane.reshape(shape) for plane in planes}
    return Master(
        method,
        n,
        tuple(whole[id(plane)] for plane in planes),
        None if count is None else count.reshape(shape),
    )


def usable_pixels(
    cube: NDArray[Any], valid: NDArray[np.bool_] | None = None
) -> NDArray[np.bool_] | None:
    """Where `cube` holds a finite value that `valid` does not exclude; None: all."""
    usable = None if valid is None else np.broadcast_to(valid, cube.shape)
    if cube.dtype.kind == "f":
        finite = np.isfinite(cube)
        usable = finite if usable is None else finite & usable
    return None if usable is None or usable.all() else usable


def typical_deviation(cube: NDArray[Any]) -> float:
    """Four times the MAD of the median pixel, in ADU: a floor for the clipped mean.

    Parameters
    ----------
    cube : array, shape (n, ny, nx)
        A sample of pixels of all frames, the same whatever the bands.
    """
    usable = usable_pixels(cube)
    flat = cube.reshape(len(cube), -1)
    mask = None if usable is None else usable.reshape(flat.shape)
    deviations = np.concatenate(
        [_four_mad(*_deviations(*part)) for part in _chunks(flat, mask)]
    )
    deviations = deviations[np.isfinite(deviations)]
    if not deviations.size:
        return 0
    return float(np.quantile(deviations, 0.5, method="lower"))


def _wide(dtype: np.dtype[Any]) -> type[Any]:
    """Type that holds sums and products of two values of `dtype` and small factors."""
    if dtype.kind == "f":
        return np.float64
    return np.int32 if dtype.itemsize <= 2 else np.int64


def _ranks(count: Any) -> tuple[Any, Any, Any, Any]:
    """Positions of (below, low, high, above) among `count` sorted values."""
    odd = count % 2
    low, high = (count - 1) // 2, count // 2
    return np.maximum(low - odd, 0), low, high, np.minimum(high + odd, count - 1)


def _middle(
    flat: NDArray[Any], mask: NDArray[np.bool_] | None
) -> tuple[NDArray[Any], ...]:
    """(below, low, high, above) of every pixel; equal ranks share one array."""
    ranks = tuple(int(rank) for rank in _ranks(len(flat)))
    distinct = tuple(sorted(set(ranks)))
    planes = dict(zip(distinct, select_ranks(flat, distinct), strict=True))
    middle = tuple(planes[rank] for rank in ranks)
    if mask is None:
        return middle
    middle = tuple(plane.copy() for plane in middle)
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


def _count(flat: NDArray[Any], mask: NDArray[np.bool_] | None) -> NDArray[np.int32]:
    if mask is None:
        return np.full(flat.shape[1], len(flat), np.int32)
    count: NDArray[np.int32] = np.add.reduce(mask, axis=0, dtype=np.int32)
    return count


def _sum(flat: NDArray[Any], mask: NDArray[np.bool_] | None) -> NDArray[Any]:
    dtype = np.float64 if flat.dtype.kind == "f" else np.int64
    where = True if mask is None else mask
    total: NDArray[Any] = np.add.reduce(flat, axis=0, dtype=dtype, where=where)
    return total


def _clipped_sum(
    flat: NDArray[Any], mask: NDArray[np.bool_] | None, least: float
) -> tuple[NDArray[Any], NDArray[np.int32]]:
    """Sum and number of the values within 5 x 1.4826 x MAD of the median."""
    sums, counts = [], []
    for values, usable in _chunks(flat, mask):
        deviation, usable = _deviations(values, usable)
        four_mad = np.maximum(_four_mad(deviation, usable), least)
        # deviation is twice |x - median|, hence 2 d > 5 x 1.4826 x (4 MAD), in integers
        keep = 2000 * deviation.astype(_wider(deviation)) <= 7413 * four_mad
        if usable is not None:
            keep &= usable
        sums.append(_sum(values, keep))
        counts.append(_count(values, keep))
    return np.concatenate(sums), np.concatenate(counts)


def _wider(values: NDArray[Any]) -> type[Any]:
    return np.float64 if values.dtype.kind == "f" else np.int64


def _chunks(
    flat: NDArray[Any], mask: NDArray[np.bool_] | None
) -> list[tuple[NDArray[Any], NDArray[np.bool_] | None]]:
    parts = [
        slice(start, start + CLIP_CHUNK)
        for start in range(0, flat.shape[1], CLIP_CHUNK)
    ]
    return [(flat[:, p], None if mask is None else mask[:, p]) for p in parts]


def _deviations(
    values: NDArray[Any], usable: NDArray[np.bool_] | None
) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """Twice the distance of each value from the median of its pixel."""
    _, low, high, _ = _middle(values, usable)
    wide = _wide(values.dtype)
    centre = np.add(low, high, dtype=wide)
    with np.errstate(invalid="ignore"):
        return np.abs(np.multiply(values, 2, dtype=wide) - centre), usable


def _four_mad(
    deviation: NDArray[Any], usable: NDArray[np.bool_] | None
) -> NDArray[Any]:
    _, low, high, _ = _middle(deviation, usable)
    total: NDArray[Any] = np.add(low, high, dtype=_wider(deviation))
    return total
