"""The converter's ADU step and range, found from raw values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import gcd
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "FEWEST_PILED",
    "Steps",
    "adu_step",
    "common_step",
    "highest",
    "pile_up",
    "saturation_level",
    "steps_of",
    "typical_level",
]

SAMPLE = 4096

FEWEST_PILED = 10
"""Pixels that must share the highest value, to call that a pile-up."""

NEXT_VALUES = 8
"""A pile-up holds more pixels than so many of the next lower values together."""

CONVERTER_BITS = (10, 12, 14)
"""Of converters whose values are saved in 16 bits."""

STANDS_OUT = 2.0
"""So many times what most pixels have is no noise about it."""

MOST_BITS = 32
"""A card that names more is not believed."""

FEWEST_BITS = 8
"""No converter has fewer: more padding than the type leaves room for is none."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Greatest common divisor of the differences of some values, and one of them.

    ``step`` is 0 when all are equal, None when values are not integers.
    """

    step: int | None
    value: int = 0


def steps_of(values: NDArray[Any]) -> Steps:
    """The step of these values; equal to a gcd over all differences.

    A sample usually leaves no odd divisor, and then the rest decides only how often
    two divides: by the lowest bit in which any two values differ.
    """
    if values.dtype.kind == "f":
        return Steps(None)
    sample = values.ravel()[:: max(1, values.size // SAMPLE)]
    first = int(sample[0])
    step = _gcd(sample, first)
    if step == 1:
        return Steps(1, first)
    bits = int(np.bitwise_or.reduce(values, axis=None))
    bits ^= int(np.bitwise_and.reduce(values, axis=None))
    power = bits & -bits
    if step and step & -step == step:
        return Steps(power, first)
    return Steps(_gcd(np.unique(values), first), first)


def common_step(parts: Iterable[Steps]) -> int:
    """The step of all values together; 0 when constant or not integers."""
    known = list(parts)
    if any(part.step is None for part in known):
        return 0
    first = known[0].value
    return gcd(*(part.step or 0 for part in known), *(p.value - first for p in known))


def adu_step(values: NDArray[Any]) -> int:
    """Greatest common divisor of all differences between raw values.

    A camera whose driver appends four zero bits gives 16 (or a multiple of it).

    Parameters
    ----------
    values : array, any shape
        Raw ADU. Float values count when all finite ones are whole numbers.

    Returns
    -------
    int
        The step; 0 when it cannot be determined: constant, empty or fractional values.
    """
    values = np.asarray(values)
    if values.dtype.kind == "f":
        finite = values[np.isfinite(values)]
        if np.any(finite != np.rint(finite)) or np.any(np.abs(finite) > 2**53):
            return 0
        values = finite.astype(np.int64)
    if values.size == 0:
        return 0
    levels = _distinct(values).astype(np.int64)
    return int(np.gcd.reduce(levels - levels[0]))


def highest(values: NDArray[Any]) -> float:
    """The highest finite value; minus infinity if there is none."""
    if values.dtype.kind != "f":
        return float(values.max())
    return float(np.max(values, where=np.isfinite(values), initial=-np.inf))


def pile_up(values: NDArray[Any], *, step: int = 0) -> float | None:
    """The value at which pixels pile up because nothing higher can be read out.

    In a tail that ends by itself higher values are rarer. Where the highest one is held
    by at least 10 pixels, and by more than the next 8 values together, the tail was cut
    off there: the next 8 that occur, or the next 8 codes where the step is known. One
    value everywhere is no pile-up.

    Parameters
    ----------
    values : array, any shape
        One value per pixel, raw ADU; NaN and infinite values do not count.
    step : int
        Of the values, from `adu_step`; 0 when unknown.
    """
    if values.dtype.kind == "f":
        values = values[np.isfinite(values)]
    if values.size < FEWEST_PILED:
        return None
    top = values.max()
    piled = int(np.count_nonzero(values == top))
    if piled < FEWEST_PILED:
        return None
    lower = values[values < top]
    near = np.count_nonzero(lower >= float(top) - NEXT_VALUES * step)
    if step and lower.size and near < piled:
        return float(top)
    if lower.size > piled:
        lower = np.partition(lower, -piled)[-piled:]
    return float(top) if len(np.unique(lower)) > NEXT_VALUES else None


def saturation_level(
    dtype: np.dtype[Any],
    padding_bits: int,
    *,
    step: int = 0,
    piled: float | None = None,
    highest_adu: float = np.nan,
    level_adu: float = 0.0,
    adc_bits: int | None = None,
) -> float:
    """Raw ADU from which on (inclusive) a pixel counts as saturated.

    The highest code that fits the type: 65535 in uint16, 65520 if it ends in 4 zero
    bits, 255 in uint8; or a lower value at which the data pile up. A converter with
    fewer bits than the type, by its card or because nothing lies above its highest
    code, 1023, 4095 or 16383, saturates there; but noise about a level near that code
    may end there by chance. Float values have no highest code, so that only a pile-up
    tells: else the level is infinite.

    Parameters
    ----------
    dtype : dtype
        Of the raw values.
    padding_bits : int
        Zero bits appended by the driver, as the parameters say.
    step : int
        From `adu_step`; a power of two in it counts like padding. 0 when unknown.
    piled : float or None
        From `pile_up`.
    highest_adu : float
        The highest raw value of all frames; NaN when unknown.
    level_adu : float
        What most pixels have, about; see `typical_level`.
    adc_bits : int or None
        Bits of the converter by its card, believed unless values lie above its range.
    """
    level = np.inf
    if dtype.kind in "iu":
        found = max(step & -step, 1).bit_length() - 1
        room = max(8 * dtype.itemsize - FEWEST_BITS, 0)
        zero_bits = min(max(padding_bits, found), room)
        level = float(int(np.iinfo(dtype).max) + 1 - (1 << zero_bits))
        level = min(level, _converter_top(highest_adu, level_adu, found, adc_bits))
    return level if piled is None else min(level, piled)


def typical_level(values: NDArray[Any]) -> float:
    """Median of some of the pixels of an image of integers."""
    return float(np.median(values.ravel()[:: max(1, values.size // SAMPLE)]))


def _converter_top(
    highest_adu: float, level_adu: float, zero_bits: int, adc_bits: int | None
) -> float:
    """Highest code of a converter whose values fill the type in part only."""
    bits = adc_bits if adc_bits and 0 < adc_bits <= MOST_BITS else 0
    by_card = ((1 << bits) - 1) << zero_bits
    if by_card and highest_adu <= by_card:
        return float(by_card)
    tops = [((1 << usual) - 1) << zero_bits for usual in CONVERTER_BITS]
    reached = highest_adu in tops and highest_adu > STANDS_OUT * level_adu
    return float(highest_adu) if reached else np.inf


def _distinct(values: NDArray[Any]) -> NDArray[Any]:
    # Counting is ten times faster than sorting where the type has few values.
    if values.dtype == np.uint8 or values.dtype == np.uint16:
        return np.flatnonzero(np.bincount(values.ravel()))
    return np.unique(values)


def _gcd(values: NDArray[Any], first: int) -> int:
    return int(np.gcd.reduce(values.astype(np.int64).ravel() - first))
