"""The few pixels of a residual frame that stand above a floor, and their neighbours.

A frame is compared once with a plane of raw values; everything else happens at the
pixels found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.detection.comparison import exceeds
from darkviewer.core.detection.levels import Levels, count_levels
from darkviewer.core.robust import NEIGHBOURS

__all__ = ["COLUMNS", "Found", "Residuals", "describe", "search_rows"]


class Residuals(Protocol):
    """Exact residuals of frames, computed only where they are asked for."""

    raw: NDArray[Any]  # (n, ny, nx): `cut` belongs to these values
    usable: NDArray[np.bool_] | None  # (n, ny, nx); None: all

    def at(self, index: NDArray[np.intp], pixel: NDArray[np.intp]) -> NDArray[Any]:
        """Exact residuals at flat indices into `raw` and into one frame of it."""

    def electrons(
        self, index: NDArray[np.intp], pixel: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """The same in electrons, as the notebooks compute it."""

    def cut(self, limit: Fraction) -> NDArray[Any]:
        """(ny, nx) plane that raw values exceed wherever the residual exceeds limit."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Leaders of all frames in some rows, in order of (frame, y, x).

    Attributes are those of `Leaders`, except:

    Attributes
    ----------
    frame : int32 array
        Index of the frame.
    tied : bool array
        The highest of its 4 or 8 neighbours is equal: may belong to a plateau.
    levels : Levels
        Of all pixels above the floor, leaders or not.
    """

    frame: NDArray[np.int32]
    y: NDArray[np.int32]
    x: NDArray[np.int32]
    value: NDArray[Any]
    value_e: NDArray[np.float64]
    lowest4: NDArray[Any]
    lowest8: NDArray[Any]
    neighbours4: NDArray[np.int8]
    neighbours8: NDArray[np.int8]
    leader8: NDArray[np.bool_]
    tied: NDArray[np.bool_]
    levels: Levels

    def above(self, limit: Fraction, parts: int) -> Found:
        """Only what is strictly above a higher limit, in steps of the values."""
        keep = exceeds(self.value, limit, parts=parts)
        columns = {name: getattr(self, name)[keep] for name in COLUMNS}
        return Found(**columns, levels=self.levels.above(limit, parts))

    def of_frame(self, index: int) -> Found:
        """What was found in a frame on its own, as part of several."""
        frame = np.full(len(self.frame), index, np.int32)
        of_levels = np.full(len(self.levels.frame), index, np.int32)
        return replace(self, frame=frame, levels=replace(self.levels, frame=of_levels))


COLUMNS = tuple(item.name for item in fields(Found))[:-1]


def search_rows(
    residuals: Residuals,
    *,
    limit: Fraction,
    top: int = 0,
    start: int = 0,
    stop: int | None = None,
    ny: int | None = None,
    also: Callable[[NDArray[np.intp]], NDArray[np.bool_]] | None = None,
) -> Found:
    """Find the leaders of all frames in the rows ``start <= y < stop``.

    Parameters
    ----------
    residuals : Residuals
        Of these rows and of the one above and below, where the frame has one.
    limit : Fraction
        Floor in steps of the values; leaders are strictly above it.
    top : int
        Row of the frame that is the first row of `residuals`.
    start, stop : int
        Rows to report; default all.
    ny : int
        Rows of the whole frame; default those of `residuals`.
    also : callable, optional
        Which of the pixels above the floor (flat indices into one frame) can be leaders
        at all; `levels` counts the others too.
    """
    _, rows, nx = residuals.raw.shape
    ny = rows if ny is None else ny
    stop = ny if stop is None else stop
    frame, pixel = _hits(residuals, limit, start - top, stop - top)
    value = residuals.at(frame * (rows * nx) + pixel, pixel)
    if residuals.raw.dtype.kind == "f":
        sure = exceeds(value, limit)
        frame, pixel, value = frame[sure], pixel[sure], value[sure]
    levels = count_levels(frame, value)
    if also is not None:
        kept = also(pixel)
        frame, pixel, value = frame[kept], pixel[kept], value[kept]
    found = _described(residuals, frame, pixel, value, top, ny, leaders_only=True)
    return replace(found, levels=levels)


def describe(
    residuals: Residuals,
    frame: NDArray[np.intp],
    pixel: NDArray[np.intp],
    *,
    top: int,
    ny: int,
) -> Found:
    """The columns of given pixels, leaders or not; each stands for itself alone.

    Parameters
    ----------
    residuals, top, ny
        As for `search_rows`.
    frame, pixel : integer arrays, shape (n,)
        Frame and flat index into one frame of `residuals`, ascending.
    """
    _, rows, nx = residuals.raw.shape
    value = residuals.at(frame * (rows * nx) + pixel, pixel)
    found = _described(residuals, frame, pixel, value, top, ny, leaders_only=False)
    alone = np.zeros(len(pixel), np.bool_)
    return replace(found, tied=alone, leader8=~alone)


def _described(
    residuals: Residuals,
    frame: NDArray[np.intp],
    pixel: NDArray[np.intp],
    value: NDArray[Any],
    top: int,
    ny: int,
    *,
    leaders_only: bool,
) -> Found:
    _, rows, nx = residuals.raw.shape
    y, x = np.divmod(pixel, nx)
    y += top
    index = frame * (rows * nx) + pixel
    columns = _neighbours(residuals, index, pixel, value, y, x, ny)
    higher4 = columns.pop("higher4")
    chosen = np.flatnonzero(~higher4) if leaders_only else np.arange(len(pixel))
    higher8 = columns.pop("higher8")[chosen]
    return Found(
        frame=frame[chosen].astype(np.int32),
        y=y[chosen].astype(np.int32),
        x=x[chosen].astype(np.int32),
        value=value[chosen],
        value_e=residuals.electrons(index[chosen], pixel[chosen]),
        leader8=~higher8,
        levels=count_levels(frame, value),
        **{name: column[chosen] for name, column in columns.items()},
    )


def _hits(
    residuals: Residuals, limit: Fraction, first: int, last: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Frame and flat pixel index of everything above the limit, in raster order."""
    nx = residuals.raw.shape[2]
    cut = residuals.cut(limit)[first:last]
    above = np.empty(cut.shape, np.bool_)
    hits = []
    # Frame by frame, so that the flags are looked through while they are in the cache.
    for index, raw in enumerate(residuals.raw):
        np.greater(raw[first:last], cut, out=above)
        if residuals.usable is not None:
            above &= residuals.usable[index, first:last]
        hits.append(np.flatnonzero(above) + first * nx)
    frame = np.repeat(np.arange(len(hits)), [len(found) for found in hits])
    return frame, np.concatenate(hits)


def _neighbours(
    residuals: Residuals,
    index: NDArray[np.intp],
    pixel: NDArray[np.intp],
    value: NDArray[Any],
    y: NDArray[np.intp],
    x: NDArray[np.intp],
    ny: int,
) -> dict[str, NDArray[Any]]:
    """Columns about the neighbours of each pixel."""
    if residuals.usable is not None:
        present = _present(residuals, y, x, index, ny)
        return _around(residuals, index, pixel, value, present)
    columns = _around(residuals, index, pixel, value)
    # Wrong at the border, where only some neighbours exist: few pixels, done again.
    nx = residuals.raw.shape[2]
    edge = np.flatnonzero((y == 0) | (y == ny - 1) | (x == 0) | (x == nx - 1))
    present = _present(residuals, y[edge], x[edge], index[edge], ny)
    again = _around(residuals, index[edge], pixel[edge], value[edge], present)
    for name, column in again.items():
        columns[name][edge] = column
    return columns


def _present(
    residuals: Residuals,
    y: NDArray[np.intp],
    x: NDArray[np.intp],
    index: NDArray[np.intp],
    ny: int,
) -> NDArray[np.bool_]:
    """Which neighbours are inside the frame and usable, (8, n) as in NEIGHBOURS."""
    nx = residuals.raw.shape[2]
    dy, dx = np.array(NEIGHBOURS).T[..., np.newaxis]
    present = (y + dy >= 0) & (y + dy < ny) & (x + dx >= 0) & (x + dx < nx)
    if residuals.usable is not None:
        present &= residuals.usable.take(index + (dy * nx + dx), mode="clip")
    return np.asarray(present)


def _around(
    residuals: Residuals,
    index: NDArray[np.intp],
    pixel: NDArray[np.intp],
    value: NDArray[Any],
    present: NDArray[np.bool_] | None = None,
) -> dict[str, NDArray[Any]]:
    """Comparison with the neighbours; without `present` all of them are there.

    Absent ones stand above everything for the lowest, below it for the highest.
    """
    nx = residuals.raw.shape[2]
    least, most = _limits(value)
    lowest = np.full(value.shape, most, value.dtype)
    highest = np.full(value.shape, least, value.dtype)
    columns: dict[str, NDArray[Any]] = {}
    for number, (dy, dx) in enumerate(NEIGHBOURS):
        step = dy * nx + dx
        beside = residuals.at(index + step, pixel + step)
        np.minimum(lowest, _where(present, number, beside, most), out=lowest)
        np.maximum(highest, _where(present, number, beside, least), out=highest)
        if number == 3:
            tied = highest == value
            columns |= {"higher4": highest > value, "lowest4": lowest.copy()}
    columns |= {"higher8": highest > value, "lowest8": lowest}
    columns["tied"] = tied | (highest == value)
    for name, last in (("neighbours4", 4), ("neighbours8", 8)):
        columns[name] = (
            np.full(value.shape, last, np.int8)
            if present is None
            else present[:last].sum(axis=0, dtype=np.int8)
        )
    return columns


def _where(
    present: NDArray[np.bool_] | None, number: int, beside: NDArray[Any], absent: Any
) -> NDArray[Any]:
    return beside if present is None else np.where(present[number], beside, absent)


def _limits(values: NDArray[Any]) -> tuple[Any, Any]:
    if values.dtype.kind == "f":
        return -np.inf, np.inf
    info = np.iinfo(values.dtype)
    return info.min, info.max
