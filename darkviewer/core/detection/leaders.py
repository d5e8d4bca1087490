"""Hot pixels and their leaders in residual frames, as in the notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.detection.plateau import plateaus
from darkviewer.core.detection.search import COLUMNS, Found, search_rows
from darkviewer.core.masters.master import usable_pixels
from darkviewer.core.parameters import exact
from darkviewer.core.records import joined

__all__ = ["Found", "Leaders", "collect", "find_leaders", "search_rows"]


@dataclass(frozen=True, slots=True, eq=False)
class Leaders:
    """All leaders of one residual frame strictly above a floor, in raster order.

    A leader is not below any of its 4 nearest neighbours inside the frame; those that
    are not below any of 8 are marked. NaN and masked neighbours count as absent.

    Attributes
    ----------
    x, y : int32 arrays, shape (n,)
        Column and row, 0-based.
    value : int64 or float64 array
        Exact residual in units of `unit` electrons.
    unit : Fraction
        Electrons per step of `value`.
    value_e : float64 array
        Residual in electrons, computed as the notebooks do.
    lowest4, lowest8 : arrays like `value`
        Smallest of the 4 (8) neighbours that are present; meaningless where
        `neighbours4` (`neighbours8`) is 0.
    neighbours4, neighbours8 : int8 arrays
        How many neighbours are present.
    leader8 : bool array
        Not below any of the 8 neighbours.
    first4, first8 : bool arrays
        First pixel (lowest y, then x) of its plateau of equal adjacent leaders.
    plateau4, plateau8 : int32 arrays
        Number of pixels in that plateau (1 = no tie).
    levels : array like `value`, ascending
        Distinct residuals above the floor of *all* pixels, leaders or not.
    counts_above : int64 array
        Number of pixels at or above each of `levels`.
    parts : int
        1 where `value` is exact; otherwise it is the correctly rounded quotient of
        integers with denominators up to this.
    """

    x: NDArray[np.int32]
    y: NDArray[np.int32]
    value: NDArray[Any]
    unit: Fraction
    value_e: NDArray[np.float64]
    lowest4: NDArray[Any]
    lowest8: NDArray[Any]
    neighbours4: NDArray[np.int8]
    neighbours8: NDArray[np.int8]
    leader8: NDArray[np.bool_]
    first4: NDArray[np.bool_]
    first8: NDArray[np.bool_]
    plateau4: NDArray[np.int32]
    plateau8: NDArray[np.int32]
    levels: NDArray[Any]
    counts_above: NDArray[np.int64]
    parts: int = 1

    def __len__(self) -> int:
        """Number of leaders."""
        return len(self.x)


class _Values:
    """One residual frame as it is: `Residuals` of an array of values."""

    def __init__(
        self,
        values: NDArray[Any],
        valid: NDArray[np.bool_] | None,
        value_e: NDArray[np.float64],
    ) -> None:
        self.raw = values[np.newaxis]
        self.usable = usable_pixels(self.raw, valid)
        self._value_e = value_e

    def at(self, _: NDArray[np.intp], pixel: NDArray[np.intp]) -> NDArray[Any]:
        return self.raw.take(pixel, mode="clip")

    def electrons(
        self, _: NDArray[np.intp], pixel: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        return self._value_e.take(pixel)

    def cut(self, limit: Fraction) -> NDArray[Any]:
        if self.raw.dtype.kind == "f":
            near = float(limit)
            return np.full(self.raw.shape[1:], near - abs(near) * 1e-6)
        return np.full(self.raw.shape[1:], limit.__floor__())


def find_leaders(
    values: NDArray[Any],
    *,
    floor: float | Fraction,
    unit: Fraction,
    valid: NDArray[np.bool_] | None = None,
    value_e: NDArray[np.float64] | None = None,
) -> Leaders:
    """Find all leaders above a floor in one residual frame.

    Parameters
    ----------
    values : array, shape (ny, nx)
        Residual, integer or float, in steps of `unit` electrons. NaN and infinite
        values count as absent.
    floor : float or Fraction
        In electrons, not negative; leaders are strictly above it. A float means the
        decimal that it prints as.
    unit : Fraction
        Electrons per step of `values`.
    valid : bool array, shape (ny, nx), optional
        False where a pixel counts as absent.
    value_e : array, shape (ny, nx), optional
        Residual in electrons to be reported; default ``values * unit``.

    Returns
    -------
    Leaders
        In raster order.
    """
    wide = np.float64 if values.dtype.kind == "f" else np.int64
    values = values.astype(wide)
    if value_e is None:
        value_e = values * float(unit)
    limit = (floor if isinstance(floor, Fraction) else exact(floor)) / unit
    found = search_rows(_Values(values, valid, value_e), limit=limit)
    return collect([found], 1, unit=unit)[0]


def collect(
    found: Sequence[Found], n_frames: int, *, unit: Fraction, parts: int = 1
) -> tuple[Leaders, ...]:
    """Join bands into the leaders of each frame and find the plateaus.

    Parameters
    ----------
    found : sequence of Found
        In order of rows.
    n_frames : int
        Number of frames.
    unit, parts
        As in `Leaders`.
    """
    wide = np.float64 if found[0].value.dtype.kind == "f" else np.int64
    together = joined(found)
    columns = _columns(together, wide)
    frame = columns.pop("frame")
    ends = np.searchsorted(frame, np.arange(n_frames + 1))
    levels = together.levels.merged().of_each(n_frames, wide)
    return tuple(
        Leaders(
            unit=unit,
            parts=parts,
            levels=values,
            counts_above=above,
            **{name: column[first:last] for name, column in columns.items()},
        )
        for (first, last), (values, above) in zip(pairwise(ends), levels, strict=True)
    )


def _columns(found: Found, wide: type[Any]) -> dict[str, NDArray[Any]]:
    """Columns of all frames, in order of (frame, y, x): each frame's lie together."""
    order = np.argsort(found.frame, kind="stable")
    columns = {name: getattr(found, name)[order] for name in COLUMNS}
    for name in ("value", "lowest4", "lowest8"):
        columns[name] = columns[name].astype(wide, copy=False)
    tied = columns.pop("tied")
    # The frames one below the other, an empty row between them: none touches the next.
    y = columns["frame"] * (columns["y"].max(initial=0) + np.int64(2)) + columns["y"]
    for neighbours, among in ((4, tied), (8, tied & columns["leader8"])):
        some = np.flatnonzero(among)
        first, size = np.ones(len(tied), np.bool_), np.ones(len(tied), np.int32)
        first[some], size[some] = plateaus(
            y[some], columns["x"][some], neighbours=neighbours
        )
        columns |= {f"first{neighbours}": first, f"plateau{neighbours}": size}
    return columns
