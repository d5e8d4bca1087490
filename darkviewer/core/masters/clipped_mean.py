"""The mean without outliers: values within five robust sigma of their median.

Centre and scale are median and MAD, so that one outlier among few frames cannot hide
behind the scatter it causes itself. All of it is integer arithmetic for integer frames.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.masters.order_statistics import middle_values

__all__ = ["clipped_sum", "count_of", "sum_of", "typical_deviation"]

Values = NDArray[Any]
Mask = NDArray[np.bool_]

CHUNK_VALUES = 2**18
"""Values whose deviations are held at once."""


def clipped_sum(
    flat: Values, mask: Mask | None, least_deviation: float
) -> tuple[Values, NDArray[np.int32]]:
    """Sum and number of the values not more than 5 x 1.4826 x MAD from the median.

    Parameters
    ----------
    flat : array, shape (n, pixels)
        Raw ADU.
    mask : bool array, shape (n, pixels), or None
        False where a value is not to be used.
    least_deviation : float
        Lower limit of four times the MAD, in ADU; whole for integer frames.
    """
    sums, counts = [], []
    for values, usable in _chunks(flat, mask):
        deviation, odd = _deviations(values, usable)
        four_mad = np.maximum(_four_mad(deviation, odd, usable), least_deviation)
        keep = deviation <= _limit(deviation, odd, four_mad)
        if usable is not None:
            keep &= usable
        sums.append(sum_of(values, keep))
        counts.append(count_of(values, keep))
    return np.concatenate(sums), np.concatenate(counts)


def typical_deviation(flat: Values, mask: Mask | None = None) -> float:
    """Four times the MAD of the median pixel, in ADU: a floor for the clipped mean.

    Parameters
    ----------
    flat : array, shape (n, pixels)
        A sample of pixels of all frames, the same whatever the bands.
    mask : bool array, shape (n, pixels), optional
        False where a value is not to be used.
    """
    found = np.concatenate(
        [
            _four_mad(*_deviations(values, usable), usable)
            for values, usable in _chunks(flat, mask)
        ]
    )
    found = found[np.isfinite(found)]
    return float(np.quantile(found, 0.5, method="lower")) if found.size else 0.0


def sum_of(flat: Values, mask: Mask | None) -> Values:
    """Sum over the frames, exact for integers."""
    dtype = np.float64 if flat.dtype.kind == "f" else np.int64
    where = True if mask is None else mask
    total: Values = np.add.reduce(flat, axis=0, dtype=dtype, where=where)
    return total


def count_of(flat: Values, mask: Mask | None) -> NDArray[np.int32]:
    """Number of usable values per pixel."""
    if mask is None:
        return np.full(flat.shape[1], len(flat), np.int32)
    count: NDArray[np.int32] = np.add.reduce(mask, axis=0, dtype=np.int32)
    return count


def _chunks(flat: Values, mask: Mask | None) -> Iterator[tuple[Values, Mask | None]]:
    n, pixels = flat.shape
    step = max(4096, CHUNK_VALUES // n)  # fewer pixels would only be many calls
    for start in range(0, pixels, step):
        part = slice(start, start + step)
        yield flat[:, part], None if mask is None else mask[:, part]


def _deviations(values: Values, usable: Mask | None) -> tuple[Values, Values]:
    """Distance of each value from its median, and 1 where half an ADU is left out.

    The median of integers may lie between two of them; distances are then rounded
    down, all of a pixel by the same half, so that they fit the type of the values.
    """
    _, low, high, _ = middle_values(values, usable)
    if values.dtype.kind == "f":
        centre = np.add(low, high, dtype=np.float64) / 2
        return np.abs(values - centre), np.zeros(len(centre))
    total = np.add(low, high, dtype=np.int64)
    lower, odd = (total >> 1).astype(values.dtype), total & 1
    upper = lower + odd.astype(values.dtype)
    distance = np.maximum(values, upper)
    distance -= upper
    below = np.minimum(values, lower)
    distance += np.subtract(lower, below, out=below)
    # Modulo the range of the type, which the distance does not exceed.
    return distance.view(f"u{values.itemsize}"), odd


def _four_mad(deviation: Values, odd: Values, usable: Mask | None) -> Values:
    """Four times the median distance: the sum of the middle two, doubled."""
    _, low, high, _ = middle_values(deviation, usable)
    wide = np.float64 if deviation.dtype.kind == "f" else np.int64
    result: Values = 2 * (np.add(low, high, dtype=wide) + odd)
    return result


def _limit(deviation: Values, odd: Values, four_mad: Values) -> Values:
    """Largest distance to be kept: 5 x 1.4826 x MAD, exactly."""
    if deviation.dtype.kind == "f":
        return 7.413 / 4 * four_mad
    # distance + odd / 2 <= 7.413 / 4 x four_mad, in integers
    twice = (7413 * four_mad.astype(np.int64)) // 2000
    most = np.iinfo(deviation.dtype).max
    return np.minimum((twice - odd) // 2, most).astype(deviation.dtype)
