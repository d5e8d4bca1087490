"""How a restless pixel behaves from frame to frame: noisy, between levels, or fading.

Each explanation is fitted to the pixel's values and the costs (BIC: minus twice the
logarithm of the likelihood, plus ``ln n`` for each parameter) are compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

__all__ = ["Behaviour", "behaviour_of", "fades", "jumps"]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


class Behaviour(IntEnum):
    """Of a pixel over the frames of a session, single events left out."""

    STEADY = 0
    """Varies like the others of its level."""
    NOISY = 1
    """One level, with more noise of its own."""
    TELEGRAPH = 2
    """Jumps between two or three levels."""
    PERSISTENCE = 3
    """Bright at first, and falling as one over the time."""


FEWEST_VALUES = 3
"""From which on levels can be told from noise."""

FEWEST_FADING = 5
"""Values from which on a decay can be told from two events."""

FEWEST_STEPS = 2
"""Values that are clearly above the last one of a decay."""

STEP_SIGMA = 3.0

AGES = (0.5, 1.0, 1.5, 2.0, 3.0, 5.0)
"""Exposures since the light of an unknown source, in the middle of the first frame."""

DECAY_ERROR = 0.1
"""Part of a ghost by which its decay may differ from 1/t."""

SURE_SIGMA = 5.0
"""A ghost is at least so many standard errors of its light."""

LEAST_P = 1e-3
"""Chance of a worse fit, at least, of a decay that is believed."""

BLOCK = 2**21
"""Values that are compared at a time."""


def behaviour_of(
    values_e: Array,
    expected_e2: Array,
    *,
    single: Mask,
    restless: Mask,
    repeated: Mask,
    margin: float,
) -> NDArray[np.int8]:
    """The behaviour of each pixel, shape (n,).

    Parameters
    ----------
    values_e : array, shape (n_frames, n)
        Values in order of time, equally spaced, from any zero; NaN if there is none.
    expected_e2 : array, shape (n,)
        Variance of a value of a pixel without fault.
    single : bool array, shape (n_frames, n)
        Events that explain themselves; they say nothing of the pixel.
    restless : bool array, shape (n,)
        Pixels that vary more than chance allows, or blink. All others are steady.
    repeated : bool array, shape (n,)
        Pixels that are high in two or more frames, whatever for.
    margin : float
        By which levels must explain a pixel better than noise.
    """
    result = np.where(restless, Behaviour.NOISY, Behaviour.STEADY).astype(np.int8)
    for some in _blocks(np.flatnonzero(restless), len(values_e)):
        quiet = np.where(single[:, some], np.nan, values_e[:, some])
        result[some[jumps(quiet, expected_e2[some], margin)]] = Behaviour.TELEGRAPH
    for some in _blocks(np.flatnonzero(repeated), len(values_e)):
        found = fades(values_e[:, some], expected_e2[some])
        result[some[found]] = Behaviour.PERSISTENCE
    return result


def _blocks(rows: NDArray[np.intp], n_frames: int) -> Iterator[NDArray[np.intp]]:
    size = max(1, BLOCK // max(n_frames, 1))
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def jumps(values_e: Array, expected_e2: Array, margin: float = 0.0) -> Mask:
    """Whether two or three levels explain values better than one with more noise.

    Parameters
    ----------
    values_e : array, shape (n_frames, n)
        NaN are left out; fewer than 3 values show no levels.
    expected_e2 : array, shape (n,)
        Variance about the lowest level; the others have their shot noise on top.
    margin : float
        By which the cost must be lower.
    """
    count = np.isfinite(values_e).sum(0)
    levels = _levels_cost(values_e, expected_e2)
    better = levels + margin < _one_level_cost(values_e, expected_e2)
    return np.asarray(better & (count >= FEWEST_VALUES))


def _one_level_cost(values_e: Array, expected_e2: Array) -> Array:
    """Of a mean and a variance that are both the pixel's own."""
    known = np.isfinite(values_e)
    count = np.maximum(known.sum(0), 1)
    values = np.where(known, values_e, 0)
    spread = (values**2).sum(0) / count - (values.sum(0) / count) ** 2
    variance = np.maximum(spread, 1e-3 * expected_e2)
    return np.asarray(count * (np.log(variance) + 1) + 2 * np.log(count))


@dataclass(frozen=True, slots=True, eq=False)
class _Sorted:
    """Running sums over the ascending values of pixels, for means of runs of them."""

    total: Array
    squares: Array
    count: NDArray[np.intp]
    expected_e2: Array

    @classmethod
    def of(cls, values_e: Array, expected_e2: Array) -> _Sorted:
        ordered = np.sort(values_e, axis=0)  # NaN last
        known = np.isfinite(ordered)
        ordered = np.where(known, ordered, 0)
        none = np.zeros((1, ordered.shape[1]))
        return cls(
            np.concatenate([none, ordered.cumsum(0)]),
            np.concatenate([none, (ordered**2).cumsum(0)]),
            known.sum(0),
            expected_e2,
        )

    def cost(self, start: NDArray[np.intp], stop: NDArray[np.intp]) -> Array:
        """Minus twice the likelihood of a run; inf where it is empty."""
        size = stop - start
        pixel = np.arange(len(size))
        filled = np.maximum(size, 1)
        total = self.total[stop, pixel] - self.total[start, pixel]
        squares = self.squares[stop, pixel] - self.squares[start, pixel]
        lowest = self.total[1]  # the smallest value, near the lowest level
        shot = np.maximum(total / filled - lowest, 0)
        variance = self.expected_e2 + shot
        scatter = np.maximum(squares - total**2 / filled, 0)
        share = filled / np.maximum(self.count, 1)
        cost = scatter / variance + filled * (np.log(variance) - 2 * np.log(share))
        return np.where(size > 0, cost, np.inf)


def _levels_cost(values_e: Array, expected_e2: Array) -> Array:
    """Of two levels, or of three by dividing one of them once more.

    A level costs its mean and its share of the frames; inf where all values but one
    are at one level: the other is an event.
    """
    runs = _Sorted.of(values_e, expected_e2)
    n, first = runs.count, np.zeros_like(runs.count)
    best, two, three = (np.full(len(n), np.inf) for _ in range(3))
    cut = first
    for place in range(1, len(values_e)):
        here = np.minimum(place, n)
        cost = runs.cost(first, here) + runs.cost(here, n)
        cut, best = np.where(cost < best, here, cut), np.minimum(best, cost)
        repeated = np.minimum(here, n - here) > 1
        two = np.where(repeated, np.minimum(two, cost), two)
    for place in range(1, len(values_e)):
        here = np.minimum(place, n)
        low, high = np.minimum(here, cut), np.maximum(here, cut)
        cost = runs.cost(first, low) + runs.cost(low, high) + runs.cost(high, n)
        largest = np.maximum(np.maximum(low, high - low), n - high)
        three = np.where(n - largest > 1, np.minimum(three, cost), three)
    each = np.log(np.maximum(n, 1))
    needed = three + 2 * each < best  # else the third divides what is noise
    return np.asarray(np.where(needed, three + 5 * each, two + 3 * each))


def fades(values_e: Array, expected_e2: Array) -> Mask:
    """Whether values fall as one over the time since a bright source.

    The source was there before the first frame, at one of `AGES`, or is the brightest
    value, and what follows it is its ghost. The fall must be clear, must fit, and must
    explain the values better than levels or noise.

    Parameters
    ----------
    values_e : array, shape (n_frames, n)
        In order of time; NaN are left out.
    expected_e2 : array, shape (n,)
        Variance of a value without a ghost.
    """
    known = np.isfinite(values_e)
    time = np.arange(len(values_e), dtype=np.float64)[:, None]
    brightest = np.where(known, values_e, -np.inf).argmax(0)
    best = np.full(values_e.shape[1], np.inf)
    for age in AGES:
        best = np.minimum(best, _decay_cost(values_e, expected_e2, 1 / (time + age)))
    since = time - brightest
    ghost = np.where(since > 0, 1 / np.maximum(since, 1), 0)
    after = np.where(since == 0, np.nan, values_e)
    cost = _decay_cost(after, expected_e2, ghost)
    count = np.maximum(known.sum(0), 1)
    best = np.minimum(best, cost + np.log(count) + np.log(expected_e2))
    others = np.minimum(
        _levels_cost(values_e, expected_e2), _one_level_cost(values_e, expected_e2)
    )
    return np.asarray((best < others) & (count >= FEWEST_FADING))


def _decay_cost(values_e: Array, expected_e2: Array, shape: Array) -> Array:
    """Of a constant plus light that fades as `shape`; inf where that does not fit."""
    from scipy.special import gammaincc

    known = np.isfinite(values_e)
    values, shape = np.where(known, values_e, 0), np.broadcast_to(shape, known.shape)
    variance = np.broadcast_to(expected_e2, known.shape)
    for _ in range(3):
        weight = known / variance
        total = np.maximum(weight.sum(0), 1e-300)
        x0, y0 = (weight * shape).sum(0) / total, (weight * values).sum(0) / total
        spread = np.maximum((weight * (shape - x0) ** 2).sum(0), 1e-300)
        light = (weight * (shape - x0) * (values - y0)).sum(0) / spread
        ghost = np.maximum(light, 0) * shape
        used, variance = variance, expected_e2 + ghost + (DECAY_ERROR * ghost) ** 2
    misfit = values - y0 - light * (shape - x0)
    chi2 = np.where(known, misfit**2 / used, 0).sum(0)
    dof = known.sum(0) - 2
    rises = light * (shape - shape.min(0)) > STEP_SIGMA * np.sqrt(expected_e2)
    fits = (known & rises).sum(0) >= FEWEST_STEPS
    fits &= (dof > 0) & (light > SURE_SIGMA / np.sqrt(spread))
    fits &= gammaincc(np.maximum(dof, 1) / 2, chi2 / 2) > LEAST_P
    cost = chi2 + np.where(known, np.log(used), 0).sum(0)
    cost += 3 * np.log(np.maximum(known.sum(0), 1))  # constant, light and age
    return np.where(fits, cost, np.inf)
