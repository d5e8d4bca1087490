"""A band of rows whose levels no longer move from frame to frame."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.levels.row_levels import is_short, row_levels
from darkviewer.core.masters.master import combine_rows

if TYPE_CHECKING:
    from darkviewer.core.levels.drift import SessionLevels
    from darkviewer.core.vetting.band import ExaminedBand

__all__ = ["levelled"]

Plane = NDArray[np.float32]


@np.errstate(over="ignore", invalid="ignore")  # float frames hold anything
def levelled(band: ExaminedBand, levels: SessionLevels) -> ExaminedBand:
    """The same rows without the levels of their frames, and a master of those.

    From every value goes the level of its row in its amplifier, and its frame's slope
    times the master. Integers stay integers: the rest of the level, half an ADU at
    most, is left to `ExaminedBand.rest_adu`.

    Parameters
    ----------
    band : ExaminedBand
        Rows as they were read.
    levels : SessionLevels
        Of the session.
    """
    scale = np.float32(band.parameters.scale)
    part = levels.amplifiers.column_index(band.raw.shape[2])
    above = _above(band, levels)
    values = np.empty(band.raw.shape, _wide(band.raw.dtype))
    rest = []
    for index, raw in enumerate(band.raw):
        change = None if not levels.slope[index] else above * levels.slope[index]
        level = _row_levels(band, levels, index, change) / scale
        whole = level if values.dtype.kind == "f" else np.rint(level)
        shift = whole[:, part]
        if change is not None:
            shift = shift + change / scale
        if values.dtype.kind != "f":
            shift = np.rint(shift)
        np.subtract(raw, shift, out=values[index], casting="unsafe")
        rest.append(level - whole)
    values = _narrow(values, band.raw.dtype)
    master = combine_rows(
        values, band.master.method, least_deviation=band.least_deviation
    )
    return replace(
        band,
        raw=values,
        master=master,
        amplifiers=levels.amplifiers,
        as_read=band,
        rest_adu=np.stack(rest),
    )


def _above(band: ExaminedBand, levels: SessionLevels) -> Plane:
    """The master above the level of its amplifier."""
    rows, nx = band.raw.shape[1:]
    y = np.arange(band.top, band.top + rows)[:, np.newaxis]
    pivot = levels.pivot_e[levels.amplifiers.labels(y, np.arange(nx))]
    return (band.level_e - pivot).astype(np.float32)


def _row_levels(
    band: ExaminedBand, levels: SessionLevels, index: int, change: Plane | None
) -> Plane:
    """Levels of the rows in each part of the columns; short rows have their frame's."""
    residual = band.plane(band.raw[index], band.master)
    if change is not None:
        residual -= change
    parts = levels.amplifiers.column_parts(residual.shape[1])
    found = row_levels(residual, parts, levels.sigma_e)
    y = np.arange(band.top, band.top + len(found))
    for column, part in enumerate(parts):
        if is_short(part):
            label = levels.amplifiers.labels(y, np.full_like(y, part.start))
            found[:, column] = levels.level_e[index][label]
    return found


def _wide(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Holds values of a type minus any level."""
    if dtype.kind == "f":
        return dtype
    return np.dtype(np.int32 if dtype.itemsize <= 2 else np.int64)


def _narrow(values: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    """In the type they were read in, if all fit: the master is combined faster."""
    if dtype == values.dtype:
        return values
    limits = np.iinfo(dtype)
    if values.min() < limits.min or values.max() > limits.max:
        return values
    return values.astype(dtype)
