"""The step between raw values, gathered band by band."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import gcd
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Steps", "common_step", "steps_of"]

SAMPLE = 4096


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


def _gcd(values: NDArray[Any], first: int) -> int:
    return int(np.gcd.reduce(values.astype(np.int64).ravel() - first))
