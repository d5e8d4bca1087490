"""Variances of examined pixels without the stars and tracks of other frames."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.vetting.histories import quiet_variances
from darkviewer.core.vetting.shrinkage import LEAST_NOISY

if TYPE_CHECKING:
    from darkviewer.core.vetting.band import ExaminedBand
    from darkviewer.core.vetting.records import Stamps

__all__ = ["without_other_events"]

Array = NDArray[np.float64]
Index = NDArray[np.integer[Any]]


def without_other_events(
    stamps: Stamps,
    rows: ExaminedBand,
    at: tuple[Index, Index, Index],
    offset_e: Array,
    factor: float,
) -> Stamps:
    """The same stamps, noise alone in the pixels' own variances.

    A star on the same pixels in another frame says nothing of their noise. It is known
    by the light around the pixel; what lights one pixel alone may be its noise.

    Parameters
    ----------
    stamps : Stamps
        Of the pixels.
    rows : ExaminedBand
        That they are of.
    at : three arrays, shape (n,)
        Examined frame, y and x of each pixel.
    offset_e : array, shape (n_frames, rows, columns of amplifiers)
        Offset of each row in each frame.
    factor : float
        Of the residuals, see `FrameRows`.
    """
    pixel, inside = rows.square(*at[1:])
    frame = np.broadcast_to(at[0][:, None, None], pixel.shape)
    own = rows.own_variance_e2(frame, pixel)
    with np.errstate(invalid="ignore"):
        wide = inside & (own > LEAST_NOISY / 2 * rows.expected_e2(frame, pixel))
    place = np.nonzero(wide)
    own, left_out = quiet_variances(rows, frame[place], pixel[place], offset_e)
    changed = np.flatnonzero(left_out)
    place = tuple(axis[changed] for axis in place)
    variance, frames = stamps.variance_e2.copy(), stamps.frames.copy()
    for index in np.unique(frame[place]):
        here = np.flatnonzero(frame[place] == index)
        some = tuple(axis[here] for axis in place)
        variance[some], dof = rows.shrunk_variance_e2(
            int(index),
            pixel[some],
            factor,
            own[changed[here]],
            left_out[changed[here]],
        )
        middle = (some[1] == pixel.shape[1] // 2) & (some[2] == pixel.shape[2] // 2)
        frames[some[0][middle]] = dof[middle]
    return replace(stamps, variance_e2=variance, frames=frames)
