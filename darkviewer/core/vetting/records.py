"""Records of the rows whose pixels are examined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.psf.shape import (
    ShapeOptions,
    StampNoise,
    StampShape,
    examine_stamps,
)

if TYPE_CHECKING:
    from darkviewer.core.masters.master import Master
    from darkviewer.core.masters.residual import BandResiduals

__all__ = ["FrameRows", "ReplacedFrame", "Stamps", "Sums"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Sums over all frames of x - offset, whole ADU near the master; all (rows, nx).

    Attributes
    ----------
    total, squares : float64 array (float32 for the screen)
        Of x - offset and of its square.
    count : integer array
        Frames with a value.
    """

    total: NDArray[np.floating[Any]]
    squares: NDArray[np.floating[Any]]
    count: NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class ReplacedFrame:
    """A frame whose residual is taken from a copy with synthetic sources in it.

    Attributes
    ----------
    frame : int
        Its index.
    residual_e : float64 array, shape (rows, nx)
        The copy in electrons, against the master of the examination, row offsets in.
    """

    frame: int
    residual_e: Array

    def part(self, rows: slice) -> ReplacedFrame:
        """Some rows of it."""
        return ReplacedFrame(self.frame, self.residual_e[rows])


@dataclass(frozen=True, slots=True, eq=False)
class FrameRows:
    """One frame's rows against its master.

    Attributes
    ----------
    master : Master
        Subtracted from this frame.
    exact : BandResiduals
        For detection: exact, offsets still in.
    residual_e : float32 array, shape (rows, nx)
        In electrons, the offset of each row in each amplifier removed.
    offset_e : float32 array, shape (rows, columns of amplifiers)
        That offset.
    factor : float
        Variance of the residual over that of one pixel value.
    left_out : bool
        The master is that of the other frames.
    """

    master: Master
    exact: BandResiduals
    residual_e: NDArray[np.float32]
    offset_e: NDArray[np.float32]
    factor: float
    left_out: bool


@dataclass(frozen=True, slots=True, eq=False)
class Stamps:
    """5x5 pixels around examined pixels, one row each.

    Attributes
    ----------
    residual_e, variance_e2 : float64 arrays, shape (n, 5, 5)
        Residuals and their variances without an event.
    good : bool array, shape (n, 5, 5)
        Inside the frame, with a value, not saturated.
    saturated : bool array, shape (n,)
        The middle pixel is saturated.
    frames, lags, signal_factor : arrays, shape (n,), (n, 3), (n,)
        See `StampNoise`.
    """

    residual_e: Array
    variance_e2: Array
    good: NDArray[np.bool_]
    saturated: NDArray[np.bool_]
    frames: Array
    lags: Array
    signal_factor: Array

    def shape(self, options: ShapeOptions) -> StampShape:
        """What they look like."""
        noise = StampNoise(self.frames, self.lags, self.signal_factor)
        return examine_stamps(
            self.residual_e, self.variance_e2, self.good, options, noise
        )
