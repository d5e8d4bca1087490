"""Maxima of the negative residuals: what noise makes, seen without a model of it.

Noise is in a residual and in its negative alike, particles and stars are in one only.
They are found and tested as leaders are, so that their number under the same rule is a
noise rate that was measured.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.records import rows_of
from darkviewer.core.robust import NEIGHBOURS
from darkviewer.core.vetting.noise_leaders import NoiseLeaders

if TYPE_CHECKING:
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.psf.shape import StampShape
    from darkviewer.core.vetting.records import FrameRows

__all__ = ["MOST_OF_FRAME", "NegativeMaxima", "NegativePeaks", "negative", "peaks_of"]

Array = NDArray[np.float64]
Plane = NDArray[np.float32]

MOST_OF_FRAME = 250
"""Maxima of one frame in one band that are tested; of more, evenly spaced ones."""


@dataclass(frozen=True, slots=True, eq=False)
class NegativePeaks:
    """Maxima of negative frames before their tests, one row each.

    Attributes
    ----------
    frame : int32 array, shape (n,)
        Index of the frame.
    pixel : int array
        Flat index into the rows.
    value_e, ratio4, ratio8, leader8, weight : arrays
        See `NoiseLeaders`.
    """

    frame: NDArray[np.int32]
    pixel: NDArray[np.intp]
    value_e: Array
    ratio4: Array
    ratio8: Array
    leader8: NDArray[np.bool_]
    weight: Array

    def of_frame(self, index: int) -> NegativePeaks:
        """The same, found in this frame; of too many, evenly spaced ones."""
        count = len(self.pixel)
        fewer = rows_of(self, slice(None, None, -(-count // MOST_OF_FRAME) or 1))
        kept = len(fewer.pixel)
        return replace(
            fewer,
            frame=np.full(kept, index, np.int32),
            weight=fewer.weight * (count / max(kept, 1)),
        )

    def at(self, top: int, nx: int) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Frame, y and x of each, where the rows begin at row `top`."""
        y, x = np.divmod(self.pixel, nx)
        return self.frame, y + top, x

    def tested(self, shape: StampShape, *, matched: bool) -> NegativeMaxima:
        """With what their tests say."""
        leaders = NoiseLeaders(
            self.value_e,
            self.ratio4,
            self.ratio8,
            self.leader8,
            shape,
            self.weight,
            matched,
        )
        return NegativeMaxima(self.frame, leaders)


@dataclass(frozen=True, slots=True, eq=False)
class NegativeMaxima:
    """Leaders of the negatives of all frames of a session.

    Attributes
    ----------
    frame : int32 array, shape (n,)
        Index of the frame.
    leaders : NoiseLeaders
        Each stands for itself, or for several where too many were found to test.
    """

    frame: NDArray[np.int32]
    leaders: NoiseLeaders

    def counted(self, parameters: Parameters, n_frames: int) -> tuple[Array, Array]:
        """Leaders and accepted candidates of every frame by the current limits.

        Valid wherever the examination `answers` the parameters.
        """
        weight = self.leaders.weight
        found, accepted = (
            np.bincount(self.frame[rows], weight[rows], n_frames).astype(np.float64)
            for rows in self.leaders.passing(parameters)
        )
        return found, accepted

    @property
    def lump(self) -> float:
        """How many maxima count as one: more than 1 where not all were tested."""
        weight = self.leaders.weight
        return float(np.sum(weight**2) / weight.sum()) if weight.size else 1.0


def negative(frame: FrameRows) -> FrameRows:
    """The frame with its residuals turned, for stamps of its minima."""
    return replace(frame, residual_e=-frame.residual_e)


def peaks_of(values_e: Plane, pixel: NDArray[np.intp]) -> NegativePeaks:
    """What is known of maxima of a negative frame before they are tested.

    Parameters
    ----------
    values_e : array, shape (rows, nx)
        Negative residuals.
    pixel : int array
        Flat indices of the maxima.
    """
    value = values_e.ravel()[pixel].astype(np.float64)
    near = _around(values_e, pixel)
    lowest = np.where(np.isfinite(near), near, np.inf)
    return NegativePeaks(
        np.zeros(len(pixel), np.int32),
        pixel,
        value,
        _share(lowest[:4].min(0), value),
        _share(lowest.min(0), value),
        np.logical_not((near > value).any(0)),
        np.ones(len(pixel)),
    )


def _around(values_e: Plane, pixel: NDArray[np.intp]) -> Array:
    """The 8 neighbours of pixels, -inf where there is none, (8, n)."""
    rows, nx = values_e.shape
    y, x = np.divmod(pixel, nx)
    dy, dx = np.array(NEIGHBOURS).T[..., np.newaxis]
    inside = (y + dy >= 0) & (y + dy < rows) & (x + dx >= 0) & (x + dx < nx)
    beside = values_e.take(pixel + dy * nx + dx, mode="clip")
    return np.where(inside, beside, -np.inf).astype(np.float64)


def _share(lowest: Array, value: Array) -> Array:
    """Smallest neighbour over the peak; NaN without any, which passes."""
    return np.where(np.isfinite(lowest), lowest / value, np.nan)
