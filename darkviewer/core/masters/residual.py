"""Frame minus master: in electrons as ccdproc computes it, and as exact values."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.masters.leave_one_out import without
from darkviewer.core.masters.master import Master, usable_pixels

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameSource
    from darkviewer.core.parameters import Parameters

__all__ = ["BandResiduals", "frame_residual", "residual_electrons"]

BAND_ROWS = 256
"""Rows of all frames that the clipped mean of the others holds at once."""


def residual_electrons(
    raw: NDArray[Any],
    master: Master,
    parameters: Parameters,
) -> NDArray[np.float64]:
    """Raw frame minus master in electrons, equal to ``ccdproc.subtract_dark``.

    Parameters
    ----------
    raw : array, shape (ny, nx)
        Raw ADU; NaN stays NaN.
    master : Master
        Of the same shape.
    parameters : Parameters
        For the scale to electrons.

    Returns
    -------
    float64 array, shape (ny, nx)
        NaN where the frame or the master has no value.
    """
    result: NDArray[np.float64] = np.multiply(raw, parameters.scale, dtype=np.float64)
    result -= master.electrons(parameters)
    return result


def frame_residual(
    sources: Sequence[FrameSource],
    frame: int,
    master: Master,
    parameters: Parameters,
    *,
    rows: slice | None = None,
    columns: slice = slice(None),
    raw: NDArray[Any] | None = None,
    left_out: bool = False,
    least_deviation: float = 0,
) -> NDArray[np.float64]:
    """Residual in electrons of one frame of a session, or of some of its pixels.

    Parameters
    ----------
    sources : sequence of FrameSource
        All frames of the session.
    frame : int
        Index of the frame.
    master : Master
        Of all frames, whole.
    parameters : Parameters
        For the scale to electrons.
    rows, columns : slice, optional
        The pixels wanted, with start and stop; default is the whole frame.
    raw : array, optional
        Raw ADU of these pixels where they are known already; else they are read.
    left_out : bool
        Subtract the master of the other frames.
    least_deviation : float
        As given to `combine_rows`.

    Raises
    ------
    FrameError
        If a frame cannot be read.
    """
    rows = slice(0, master.shape[0]) if rows is None else rows
    if raw is None:
        raw = sources[frame].read_rows(rows.start, rows.stop)[:, columns]
    result = np.empty(raw.shape)
    for start in range(0, len(raw), BAND_ROWS):
        band = slice(rows.start + start, min(rows.start + start + BAND_ROWS, rows.stop))
        own, part = raw[start : start + BAND_ROWS], master.part(band, columns)
        if left_out:
            part = without(
                frame,
                own,
                part,
                sources=sources,
                rows=band,
                columns=columns,
                least_deviation=least_deviation,
            )
        result[start : start + BAND_ROWS] = residual_electrons(own, part, parameters)
    return result


class BandResiduals:
    """Exact residuals of all frames over some rows, computed only where asked for.

    With the master as numerator / denominator a residual is
    (denominator * raw - numerator) steps of scale / denominator electrons: an integer
    for integer frames. Where the denominator differs from pixel to pixel it is that
    divided by the denominator, in steps of the scale: division of integers in float64
    is correctly rounded, which keeps order and equality of such quotients.

    Parameters
    ----------
    raw : array, shape (n, ny, nx)
        Raw ADU.
    master : Master
        Of the same rows.
    parameters : Parameters
        For the scale to electrons.
    """

    def __init__(
        self, raw: NDArray[Any], master: Master, parameters: Parameters
    ) -> None:
        self.raw = raw
        self.usable = usable_pixels(raw)
        self._master = master
        self._parameters = parameters
        self._numerator = master.numerator
        self._denominator = master.denominator

    def at(self, index: NDArray[np.intp], pixel: NDArray[np.intp]) -> NDArray[Any]:
        """Exact residuals at flat indices into `raw` and into one frame of it."""
        values: NDArray[Any]
        values = self.raw.take(index, mode="clip").astype(self._wide())
        numerator = self._numerator.take(pixel, mode="clip")
        if isinstance(self._denominator, int):
            values *= self._denominator
            values -= numerator
            return values
        parts = self._denominator.take(pixel, mode="clip")
        quotients: NDArray[Any] = (values * parts - numerator) / parts
        return quotients

    def electrons(
        self, index: NDArray[np.intp], pixel: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """The same in electrons, equal to `residual_electrons`."""
        raw_e: NDArray[np.float64] = np.multiply(
            self.raw.take(index), self._parameters.scale, dtype=np.float64
        )
        raw_e -= self._master.at(pixel).electrons(self._parameters)
        return raw_e

    def cut(self, limit: Fraction) -> NDArray[Any]:
        """Per pixel the raw value that residuals above `limit` steps exceed, (ny, nx).

        For integer frames raw > cut is the same as residual > limit; float frames may
        exceed it by rounding and have to be looked at again.
        """
        if self.raw.dtype.kind == "f":
            above = self._scaled(limit)
            slack = 1e-6 * (np.abs(self._numerator) + above)  # float32 resolves 1e-7
            cut: NDArray[Any] = self._numerator + above - slack
            cut /= self._denominator
        else:
            cut = self._numerator + self._scaled(limit)
            cut //= self._denominator
            np.minimum(cut, np.iinfo(self.raw.dtype).max, out=cut)
        return cut.astype(self.raw.dtype)

    def _scaled(self, limit: Fraction) -> Any:
        """The limit in the unit of the numerators, rounded down for integers."""
        parts = self._denominator
        if self.raw.dtype.kind == "f":
            return float(limit) * (1 if isinstance(parts, int) else parts)
        info = np.iinfo(self.raw.dtype)
        span = int(info.max) - int(info.min)  # no residual is larger
        if isinstance(parts, int):
            return min(limit.__floor__(), parts * span)
        limit = min(limit, Fraction(span))
        table = [(limit * count).__floor__() for count in range(int(parts.max()) + 1)]
        return np.array(table)[parts]

    def _wide(self) -> type[Any]:
        if self.raw.dtype.kind == "f":
            return np.float64
        small = self.raw.dtype.itemsize <= 2 and len(self.raw) < 2**14
        return np.int32 if small else np.int64
