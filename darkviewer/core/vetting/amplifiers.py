"""Where one amplifier of a sensor takes over from another, seen in its own frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.levels.amplifiers import Amplifiers, find_steps
from darkviewer.core.levels.strips import strips

if TYPE_CHECKING:
    from darkviewer.core.calibration.bands import Stack
    from darkviewer.core.masters.master import Master
    from darkviewer.core.parameters import Parameters

__all__ = ["find_amplifiers"]

Array = NDArray[np.float64]

EVERY = 4
"""Of the rows of a strip one in so many is looked at, in every frame."""

SAMPLED = 128
"""Pixels of each row that are looked at in each half of the master."""

MOST_FRAMES = 64
"""A step that no such sample shows is none; all frames of a long night need memory."""


def find_amplifiers(stack: Stack, master: Master) -> Amplifiers:
    """Find steps in the columns and rows of a session.

    Columns: in either half of the master, in the residual of each frame, and in the
    variance, each as the mean of the middle half of the values of some rows. Rows: in
    the left and the right half of the master.

    Parameters
    ----------
    stack : Stack
        All frames; evenly spaced ones are looked at.
    master : Master
        Of the whole frame.
    """
    return Amplifiers(
        columns=find_steps(_columns(stack.sampled(MOST_FRAMES), master)),
        rows=find_steps(_rows(master, stack.parameters)),
    )


def _columns(stack: Stack, master: Master) -> list[Array]:
    """Profiles along x."""
    scale = stack.parameters.scale
    levels, residuals, variances = [], [], []
    for top, bottom in strips(master.shape[0]):
        part = master.part(slice(top, bottom, EVERY))
        levels.append(part.electrons(stack.parameters))
        with np.errstate(over="ignore", invalid="ignore"):  # floats hold anything
            values = stack.read(top, bottom)[:, ::EVERY] * scale - levels[-1]
            residuals.append(_middle(values, 1))
            variances.append((values**2).mean(0))
    half = -(-len(levels) // 2)
    return [
        _middle(np.concatenate(levels[:half]), 0),
        _middle(np.concatenate(levels[-half:]), 0),
        _middle(np.concatenate(variances), 0),
        *_middle(np.stack(residuals, 1), 1),
    ]


def _rows(master: Master, parameters: Parameters) -> list[Array]:
    """Profiles along y."""
    nx = master.shape[1]
    step = max(1, nx // (2 * SAMPLED))
    halves = slice(0, -(-nx // 2), step), slice(nx // 2, nx, step)
    parts = [master.part(slice(None), half) for half in halves]
    return [_middle(part.electrons(parameters), 1) for part in parts]


def _middle(values: NDArray[Any], axis: int) -> Array:
    """Mean of the middle half of the values along an axis, NaN with the highest."""
    ordered = np.moveaxis(np.sort(values, axis), axis, 0)
    count = len(ordered)
    return np.asarray(ordered[count // 4 : count - count // 4].mean(0))
