"""Histories of examined pixels: their values in all frames of a band."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.candidates.history import (
    History,
    history,
    lit_around,
    variance_of,
)
from darkviewer.core.progress import go_on
from darkviewer.core.records import joined

if TYPE_CHECKING:
    from darkviewer.core.vetting.band import ExaminedBand

__all__ = ["histories", "quiet_variances"]

Array = NDArray[np.float64]
Index = NDArray[np.integer[Any]]

PAST_VALUES = 2**20
"""Values, of pixels in all frames, that are looked at together: the history of a pixel
in each of some thousand frames would be gigabytes at once."""

OUTSTANDING_SIGMA = 1.5
"""A pixel below this is not looked at for light around it."""


def histories(
    rows: ExaminedBand, frame: Index, y: Index, x: Index, offset_e: Array
) -> History:
    """History of pixels over the frames.

    Parameters
    ----------
    rows : ExaminedBand
        Rows of all frames.
    frame : array, shape (n,)
        The examined frame of each pixel.
    y, x : arrays, shape (n,)
        The pixels.
    offset_e : array, shape (n_frames, rows, columns of amplifiers)
        Offset of each row in each frame.
    """
    places = np.column_stack([frame, y, x])
    parts = np.array_split(places, _parts(rows, len(frame)))
    return joined([_together(rows, *part.T, offset_e=offset_e) for part in parts])


def quiet_variances(
    rows: ExaminedBand, frame: Index, pixel: Index, offset_e: Array
) -> tuple[Array, NDArray[np.intp]]:
    """Own variances of pixels without the values that have light around them.

    Parameters
    ----------
    rows : ExaminedBand
        Rows of all frames.
    frame : array, shape (n,)
        The examined frame of each pixel, which is left out as well.
    pixel : array, shape (n,)
        Flat indices.
    offset_e : array, shape (n_frames, rows, columns of amplifiers)
        Offset of each row in each frame.

    Returns
    -------
    own_e2, left_out : arrays, shape (n,)
        Sample variances, NaN below two values, and how many values of other frames are
        not in them.
    """
    pieces = np.array_split(np.arange(len(pixel)), _parts(rows, len(pixel)))
    parts = [_quiet(rows, frame[i], pixel[i], offset_e) for i in pieces]
    own, left_out = zip(*parts, strict=True)
    return np.concatenate(own), np.concatenate(left_out)


def _parts(rows: ExaminedBand, pixels: int) -> int:
    """In how many parts the values of so many pixels are looked at."""
    return max(1, -(-pixels * rows.n_frames // PAST_VALUES))


def _quiet(
    rows: ExaminedBand, frame: Index, pixel: Index, offset_e: Array
) -> tuple[Array, NDArray[np.intp]]:
    go_on(rows.stop)
    every = np.arange(rows.n_frames)[:, None]
    residual = _values_e(rows, every, pixel, offset_e)
    y, x = np.divmod(pixel, rows.raw.shape[2])
    expected = rows.expected_e2(frame, pixel)
    lit = _lit(rows, residual, expected, y + rows.top, x, offset_e)
    others = np.isfinite(residual) & (every != frame)
    values = rows.shifted(every, pixel) * rows.parameters.scale
    return variance_of(values, others & ~lit), (others & lit).sum(0)


def _together(
    rows: ExaminedBand, frame: Index, y: Index, x: Index, *, offset_e: Array
) -> History:
    go_on(rows.stop)
    noise = rows.known_noise
    pixel = (np.asarray(y, np.intp) - rows.top) * rows.raw.shape[2] + x
    every = np.arange(rows.n_frames)[:, None]
    residual = _values_e(rows, every, pixel, offset_e)
    expected = rows.expected_e2(frame, pixel)
    return history(
        residual,
        expected,
        rows.own_variance_e2(frame, pixel),
        frame=frame,
        lit=_lit(rows, residual, expected, y, x, offset_e),
        usual=noise.usual(rows.level_e.take(pixel)),
        excess=rows.excess_e(y, x) / noise.structure_e,
        saturated=rows.saturated(slice(None), pixel),
        step_e=noise.transfer.step_e,
        unchanging=rows.unchanging(frame, pixel),
    )


def _values_e(rows: ExaminedBand, frame: Index, pixel: Index, offset_e: Array) -> Array:
    """Pixels minus the master of all frames, NaN where there is no value."""
    flat = rows.raw.reshape(rows.n_frames, -1)
    value = flat[frame, pixel] * rows.parameters.scale
    value -= rows.level_e.take(pixel)
    value -= offset_e[(frame, *rows.row_and_part(pixel))]
    copy = rows.replaced
    if copy is not None:
        value += np.where(frame == copy.frame, rows.added_e.take(pixel), 0)
    return np.where(np.isfinite(value), value, np.nan)


def _lit(
    rows: ExaminedBand,
    residual_e: Array,
    expected_e2: Array,
    y: Index,
    x: Index,
    offset_e: Array,
) -> NDArray[np.bool_]:
    """Where a pixel that stands out has light around it, (n_frames, n)."""
    with np.errstate(invalid="ignore"):
        lit = residual_e > OUTSTANDING_SIGMA * np.sqrt(expected_e2)
    frame, place = np.nonzero(lit)
    pixel, inside = rows.square(np.asarray(y)[place], np.asarray(x)[place], half=1)
    value = _values_e(rows, frame[:, None, None], pixel, offset_e)
    variance = rows.known_noise.transfer.variance(rows.level_e.take(pixel))
    lit[frame, place] = lit_around(np.where(inside, value, np.nan), variance)
    return lit
