"""Where one amplifier of a sensor takes over from another: given, or seen in frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.levels.amplifiers import Amplifiers, equal_parts, find_steps
from darkviewer.core.robust import MAD_TO_SIGMA, known_median

if TYPE_CHECKING:
    from darkviewer.core.levels.sample import LevelSample
    from darkviewer.core.masters.master import Master
    from darkviewer.core.parameters import Parameters

__all__ = ["find_amplifiers"]

Array = NDArray[np.float64]

SAMPLED = 128
"""Pixels of each row that are looked at in each half of the master."""

EVERY = 8
CLIP_SIGMA = 6.0
"""Residuals are clipped at so many sigmas, by the median deviation in some rows."""


def find_amplifiers(
    sample: LevelSample, master: Master, parameters: Parameters
) -> Amplifiers:
    """Those that were given, or by steps in the columns and rows of a session.

    Columns: in either half of the master, in the residual of each frame, and in the
    variance. Rows: in the left and the right half of the master.

    Parameters
    ----------
    sample : LevelSample
        Some rows of all frames.
    master : Master
        Of the whole frame.
    parameters : Parameters
        Whether amplifiers are given, and the scale to electrons.

    Raises
    ------
    SessionError
        If those given would be too narrow.
    """
    if parameters.amplifiers != "auto":
        across, down = map(int, parameters.amplifiers.split("x"))
        return equal_parts(master.shape, across, down)
    return Amplifiers(
        columns=find_steps(_columns(sample)), rows=find_steps(_rows(master, parameters))
    )


def _columns(sample: LevelSample) -> list[Array]:
    """Profiles along x."""
    half = -(-len(sample.y) // 2)
    middle = np.stack([known_median(frame) for frame in sample.residual_e])
    around = sample.residual_e - middle[:, np.newaxis, np.newaxis].astype(np.float32)
    width = CLIP_SIGMA * MAD_TO_SIGMA * known_median(np.abs(around[:, ::EVERY]))
    np.clip(around, -width, width, out=around)
    residuals = around.mean(1, dtype=np.float64)
    around *= around
    return [
        _middle(sample.level_e[:half], 0),
        _middle(sample.level_e[-half:], 0),
        around.mean((0, 1), dtype=np.float64),
        *residuals,
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
