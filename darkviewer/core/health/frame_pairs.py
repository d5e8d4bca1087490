"""What the difference of two frames says: noise of pixels, rows and columns, events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.health.single_frames import CLIP_SIGMA, robust_middle

if TYPE_CHECKING:
    from darkviewer.core.health.sample import Plan

__all__ = ["EVENT_SIGMA", "Pair", "pair"]

EVENT_SIGMA = 10.0
"""A value so far above the frames before and after is an event of one frame."""

INSIDE_SIGMA = 4.0
INSIDE_VARIANCE = 0.99887
"""Variance of a Gaussian inside 4 sigma over that of all of it."""

ROUNDS = 3

LEAST_SHARE = 1e-3
"""Where fewer pixels differ they are no noise, but defects that are cut off."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Second frame minus first, all in ADU and for one frame (over the root of two).

    Attributes
    ----------
    noise_adu, row_noise_adu, column_noise_adu : float
        Temporal noise of a pixel, and what rows and columns have in common beyond it.
    rises, falls : bool arrays, shape (rows, nx)
        Pixels more than 10 sigma higher, or lower, in the second frame.
    columns : float array, shape (nx,)
        Mean of each column, in units of the pixel noise; the level of its cell removed.
    """

    noise_adu: float
    row_noise_adu: float
    column_noise_adu: float
    rises: NDArray[np.bool_]
    falls: NDArray[np.bool_]
    columns: NDArray[Any]


def pair(first: NDArray[Any], second: NDArray[Any], plan: Plan) -> Pair:
    """Compare two frames over the sampled rows.

    The level of each cell is removed first: a gradient is no noise.

    Parameters
    ----------
    first, second : float arrays, shape (rows, nx)
        From `single`.
    plan : Plan
        Which rows they are.
    """
    difference = second - first
    middle, sigma = robust_middle(difference)
    difference -= middle
    step = _least_step(difference) if sigma == 0 else 0.0
    reach = max(CLIP_SIGMA * sigma, step)
    # Without a reach nothing is left of the difference: there is no noise.
    view = plan.cell_view(np.clip(difference, -reach, reach))
    view = view - view.mean(axis=(1, 3), keepdims=True)
    noise = _clipped_sigma(view, 1.5 * step) * _lost(plan.height * plan.width)
    rows, columns = view.mean(axis=(2, 3)), view.mean(axis=(0, 1))
    limit = np.float32(EVENT_SIGMA * noise)
    across = plan.cells * plan.width
    spread = noise / np.sqrt(len(plan.starts) * plan.height)
    return Pair(
        noise_adu=noise / np.sqrt(2),
        row_noise_adu=_common(rows, noise / np.sqrt(across), plan.height),
        column_noise_adu=_common(columns, spread, plan.width),
        rises=difference > limit,
        falls=difference < -limit,
        columns=columns.ravel() / noise if noise else np.zeros(across),
    )


def _lost(count: int) -> float:
    """Removing the mean of so many values takes part of their sigma along."""
    return float(np.sqrt(count / (count - 1))) if count > 1 else 1.0


def _least_step(difference: NDArray[Any]) -> float:
    """The smallest difference that is none: most quantised values agree."""
    size = np.abs(difference)
    if np.count_nonzero(size) < LEAST_SHARE * size.size:
        return 0.0
    return float(np.min(size, where=size > 0, initial=np.inf))


def _clipped_sigma(values: NDArray[Any], least: float) -> float:
    """Sigma without what is more than 4 sigma off, and more than `least`."""
    squares = values * values
    variance = float(squares.mean())
    for _ in range(ROUNDS):
        inside = squares <= max(INSIDE_SIGMA**2 * variance, least**2)
        kept = np.count_nonzero(inside)
        if kept == squares.size:
            break
        variance = float(squares.sum(where=inside)) / kept / INSIDE_VARIANCE
    return float(np.sqrt(variance))


def _common(means: NDArray[Any], expected: float, count: int) -> float:
    """What the means of rows scatter beyond the noise of their pixels."""
    _, sigma = robust_middle(means)
    beyond = (sigma * _lost(count)) ** 2 - expected**2
    return float(np.sqrt(max(beyond, 0.0) / 2))
