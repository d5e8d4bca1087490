"""Synthetic events put into the raw frames as they are read, and into their master.

Raw values, masters, histories and neighbouring frames then all tell the same story;
no file is touched.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.masters.master import Master, combine_rows

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameSource
    from darkviewer.core.review.salting import Salt

__all__ = ["SaltedMaster", "SaltedSource", "salted_master", "salted_sources"]


@dataclass(frozen=True, slots=True, eq=False)
class SaltedSource:
    """A frame in whose pixels there is more charge than in its file.

    Attributes
    ----------
    source : FrameSource
        The frame.
    added_adu : tuple of (slice, slice, array)
        Rows, columns, and what is added there, in whole steps of the frame.
    top_adu : float
        Value that nothing exceeds.
    """

    source: FrameSource
    added_adu: tuple[tuple[slice, slice, NDArray[np.float64]], ...]
    top_adu: float = math.inf

    @property
    def name(self) -> str:
        """File name, for messages."""
        return self.source.name

    @property
    def shape(self) -> tuple[int, int]:
        """(ny, nx) in pixels."""
        return self.source.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of the frame."""
        return self.source.dtype

    def read_rows(self, start: int, stop: int) -> NDArray[Any]:
        """See `FrameSource`."""
        rows = np.array(self.source.read_rows(start, stop))
        for of_rows, columns, added in self.added_adu:
            first, last = max(of_rows.start, start), min(of_rows.stop, stop)
            if first >= last:
                continue
            here = slice(first - start, last - start), columns
            part = added[first - of_rows.start : last - of_rows.start]
            highest = np.maximum(self.top_adu, rows[here])
            lit = np.minimum(rows[here] + part, highest)
            rows[here] = np.where(part > 0, lit, rows[here])
        return rows


def salted_sources(
    sources: Sequence[FrameSource],
    salts: Sequence[Salt],
    *,
    e_per_adu: float,
    adu_step: int = 0,
    saturation_adu: float = math.inf,
) -> tuple[FrameSource, ...]:
    """All frames of a session with the events in them.

    Parameters
    ----------
    sources : sequence of FrameSource
        The frames.
    salts : sequence of Salt
        The events.
    e_per_adu : float
        Of the values as they are saved.
    adu_step : int
        Digitisation step; 0 when unknown.
    saturation_adu : float
        Value that nothing exceeds.
    """
    found = []
    for frame, source in enumerate(sources):
        whole = source.dtype.kind in "iu"
        step = max(adu_step, 1) if whole else 0
        top = float(np.iinfo(source.dtype).max) if whole else math.inf
        added = [
            (salt.rows, salt.columns, _in_steps(salt.light_e[frame] / e_per_adu, step))
            for salt in salts
            if salt.light_e[frame].any()
        ]
        top = min(top, saturation_adu)
        found.append(SaltedSource(source, tuple(added), top) if added else source)
    return tuple(found)


def _in_steps(adu: NDArray[Any], step: int) -> NDArray[np.float64]:
    values = np.asarray(adu, np.float64)
    return np.rint(values / step) * step if step else values


@dataclass(frozen=True, slots=True, eq=False)
class SaltedMaster(Master):
    """A master that is another one around the events; parts of it know them.

    Attributes
    ----------
    patches : tuple of (slice, slice, Master)
        Rows, columns, and the master there.
    """

    patches: tuple[tuple[slice, slice, Master], ...] = ()

    def part(self, rows: slice, columns: slice = slice(None)) -> Master:
        """The same master of some pixels only."""
        plain = Master(self.method, self.n, self.planes, self.count)
        part = plain.part(rows, columns)
        ny, nx = self.shape
        area = [slice(*rows.indices(ny)[:2]), slice(*columns.indices(nx)[:2])]
        for *where, patch in self.patches:
            common = [_common(*pair) for pair in zip(area, where, strict=True)]
            if all(one.start < one.stop for one in common):
                to, out_of = (
                    tuple(
                        slice(one.start - at.start, one.stop - at.start)
                        for one, at in zip(common, frame, strict=True)
                    )
                    for frame in (area, where)
                )
                part = _pasted(part, to, patch, out_of)
        return part


def _common(one: slice, other: slice) -> slice:
    return slice(max(one.start, other.start), min(one.stop, other.stop))


def _pasted(
    part: Master, to: tuple[slice, ...], patch: Master, out_of: tuple[slice, ...]
) -> Master:
    """Planes that are one array stay one."""
    planes: dict[int, NDArray[Any]] = {}
    for plane, new in zip(part.planes, patch.planes, strict=True):
        if id(plane) not in planes:
            planes[id(plane)] = plane.copy()
            planes[id(plane)][to] = new[out_of]
    count = None
    if part.count is not None and patch.count is not None:
        count = part.count.copy()
        count[to] = patch.count[out_of]
    together = tuple(planes[id(plane)] for plane in part.planes)
    return Master(part.method, part.n, together, count)


def salted_master(
    master: Master,
    sources: Sequence[FrameSource],
    salts: Sequence[Salt],
    *,
    dtype: np.dtype[Any],
    least_deviation: float = 0,
) -> SaltedMaster:
    """Combine the pixels around each event again.

    Parameters
    ----------
    master : Master
        Of the frames without them.
    sources : sequence of FrameSource
        The frames with them.
    salts : sequence of Salt
        The events.
    dtype : dtype
        Of the values that are combined.
    least_deviation : float
        As given to `combine_rows`.

    Raises
    ------
    FrameError
        If a frame cannot be read.
    """
    patches = []
    for salt in salts:
        rows, columns = salt.rows, salt.columns
        cube = np.array(
            [source.read_rows(rows.start, rows.stop)[:, columns] for source in sources],
            dtype,
        )
        known = combine_rows(cube, master.method, least_deviation=least_deviation)
        patches.append((rows, columns, known))
    return SaltedMaster(
        master.method, master.n, master.planes, master.count, tuple(patches)
    )
