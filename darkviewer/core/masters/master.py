"""Frames -> master dark: order statistics, mean and clipped mean, by row bands."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.masters.clipped_mean import clipped_sum, count_of, sum_of
from darkviewer.core.masters.order_statistics import middle_values

if TYPE_CHECKING:
    from darkviewer.core.parameters import Parameters

__all__ = ["Master", "combine_rows", "usable_pixels"]

_PIXELS_AT_ONCE = 1 << 20


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

    def at_top(self, top: float) -> NDArray[np.bool_]:
        """Pixels at a value that none of the frames exceeds: `numerator` says it, too.

        A median is there only if the lower of its two values is.
        """
        if self.method == "median":
            found: NDArray[np.bool_] = self.planes[1] == top
            return found
        found = self.numerator == top * self.denominator
        return found

    @property
    def denominator(self) -> int | NDArray[np.int32]:
        """Divisor of `numerator`: 2, the number of frames or of values."""
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

    def part(self, rows: slice, columns: slice = slice(None)) -> Master:
        """The same master of some pixels only."""
        planes = {id(plane): plane[rows, columns] for plane in self.planes}
        count = None if self.count is None else self.count[rows, columns]
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

    def median_e(self, parameters: Parameters) -> float:
        """Median of `electrons` of the pixels that have a value, NaN where none has.

        Takes the memory of one image: what `electrons` needs besides is taken by rows.
        """
        ny, nx = self.shape
        values = np.empty((ny, nx))
        step = max(1, _PIXELS_AT_ONCE // nx)
        for start in range(0, ny, step):
            rows = slice(start, start + step)
            values[rows] = self.part(rows).electrons(parameters)
        known = values.ravel()
        if self.count is not None and not self.count.all():
            known = known[~np.isnan(known)]
        return float(np.median(known, overwrite_input=True)) if known.size else np.nan


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
    count = count_of(flat, mask) if gaps_possible else None
    planes: tuple[NDArray[Any], ...]
    if method == "median":
        planes = middle_values(flat, mask)
    elif method == "average":
        planes = (sum_of(flat, mask),)
    else:
        total, count = clipped_sum(flat, mask, least_deviation)
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


def _wide(dtype: np.dtype[Any]) -> type[Any]:
    """Type that holds sums and products of two values of `dtype` and small factors."""
    if dtype.kind == "f":
        return np.float64
    return np.int32 if dtype.itemsize <= 2 else np.int64
