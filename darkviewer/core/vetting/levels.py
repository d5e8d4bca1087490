"""The levels of a session, measured on some rows of all its frames."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.levels.drift import SessionLevels, measure_levels
from darkviewer.core.levels.sample import LevelSample
from darkviewer.core.levels.strips import strips
from darkviewer.core.vetting.amplifiers import find_amplifiers

if TYPE_CHECKING:
    from darkviewer.core.calibration.bands import Stack
    from darkviewer.core.masters.master import Master

__all__ = ["sampled_rows", "session_levels"]

MOST_FRAMES = 64
"""Of a longer session so many decide whether levels move; all are measured if so."""

SAMPLED_BYTES = 64 * 2**20
MOST_PER_STRIP = 4


def session_levels(stack: Stack, master: Master) -> SessionLevels:
    """Find the amplifiers of a session and how the levels of its frames move.

    Parameters
    ----------
    stack : Stack
        All frames.
    master : Master
        Of the whole frame.
    """
    n_frames = len(stack.sources)
    step = -(-n_frames // MOST_FRAMES)
    with np.errstate(over="ignore", invalid="ignore"):  # float frames hold anything
        sample = sampled_rows(stack.sampled(MOST_FRAMES), master)
        amplifiers = find_amplifiers(sample, master, stack.parameters)
        found = measure_levels(sample, amplifiers)
        if step == 1:
            return found
        level, slope = np.zeros((n_frames, len(amplifiers))), np.zeros(n_frames)
        for first in range(step) if found.moves else ():
            # Each part spans the whole session: what its frames have in common is the
            # same in all of them.
            part = replace(stack, sources=stack.sources[first::step])
            own = measure_levels(sampled_rows(part, master), amplifiers)
            level[first::step], slope[first::step] = own.level_e, own.slope
    return replace(found, level_e=level, slope=slope)


def sampled_rows(stack: Stack, master: Master) -> LevelSample:
    """Up to four rows of every strip, fewer of very many frames."""
    ny, nx = master.shape
    chosen = strips(ny)
    room = SAMPLED_BYTES // (4 * len(stack.sources) * nx * len(chosen))
    count = min(max(1, room), MOST_PER_STRIP)
    rows, levels, residuals = [], [], []
    for top, bottom in chosen:
        y = np.arange(top, bottom, max(1, (bottom - top) // count))
        level = master.part(slice(top, bottom)).electrons(stack.parameters)[y - top]
        raw = stack.read(top, bottom)[:, y - top]
        residual = (raw * stack.parameters.scale - level).astype(np.float32)
        if raw.dtype.kind == "f":
            residual[~np.isfinite(residual)] = np.nan
        residuals.append(residual)
        rows.append(y)
        levels.append(level)
    return LevelSample(
        np.concatenate(rows), np.concatenate(levels), np.concatenate(residuals, 1)
    )
