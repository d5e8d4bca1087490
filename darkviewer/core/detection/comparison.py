"""Comparisons that no rounding decides: float64 first, fractions where it is close."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["count_above", "exceeds", "falls_below"]

CLOSE = 1e-14
"""Relative difference below which float64 is not trusted with a comparison."""


def exceeds(
    values: NDArray[Any], limit: Fraction, *, parts: int = 1
) -> NDArray[np.bool_]:
    """Whether each value is strictly above `limit`.

    Parameters
    ----------
    values : integer or float64 array, shape (n,)
        Exact values, or for `parts` > 1 quotients of integers, correctly rounded.
    limit : Fraction
        In the same unit.
    parts : int
        Largest denominator of the quotients.
    """
    if values.dtype.kind in "iu" and parts == 1:
        return np.asarray(values > limit.__floor__())
    near = float(limit)
    result = values > near
    return _settled(result, values, near, lambda i: _exact(values[i], parts) > limit)


def falls_below(
    lowest: NDArray[Any], ratio: Fraction, values: NDArray[Any], *, parts: int = 1
) -> NDArray[np.bool_]:
    """Whether ``lowest < ratio * values``, element by element; see `exceeds`."""
    if _products_fit(lowest, ratio, values) and parts == 1:
        left, right = lowest * ratio.denominator, values * ratio.numerator
        return np.asarray(left < right)
    product = float(ratio) * values
    result = lowest < product
    return _settled(
        result,
        lowest,
        product,
        lambda i: _exact(lowest[i], parts) < ratio * _exact(values[i], parts),
    )


def _products_fit(lowest: NDArray[Any], ratio: Fraction, values: NDArray[Any]) -> bool:
    """Whether multiplying out is exact in 64 bits."""
    if lowest.dtype.kind != "i" or values.dtype.kind != "i" or not values.size:
        return False
    largest = max(-int(lowest.min()), int(lowest.max()), int(values.max()))
    return largest * max(ratio.denominator, ratio.numerator) < 2**62


def count_above(
    levels: NDArray[Any],
    counts_above: NDArray[np.int64],
    limit: Fraction,
    *,
    parts: int = 1,
) -> int:
    """How many pixels are strictly above `limit`, from ascending distinct levels."""
    start = int(np.searchsorted(levels, float(limit) * (1 - CLOSE)))
    while start < len(levels) and _exact(levels[start], parts) <= limit:
        start += 1
    return int(counts_above[start]) if start < len(levels) else 0


def _exact(value: Any, parts: int) -> Fraction:
    """The number that `value` stands for.

    Two different quotients of integers below 2**36 with denominators below 2**8 are
    further apart than float64 resolves, so the rounded quotient still tells which one
    it was.
    """
    number = Fraction(value.item())
    return number if parts == 1 else number.limit_denominator(parts)


def _settled(
    result: NDArray[np.bool_],
    left: NDArray[Any],
    right: Any,
    exact: Callable[[int], bool],
) -> NDArray[np.bool_]:
    close = np.abs(left - right) <= CLOSE * np.abs(right)
    for index in np.flatnonzero(close):
        result[index] = exact(int(index))
    return result
