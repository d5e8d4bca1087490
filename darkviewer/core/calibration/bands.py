"""One band of rows of all frames: read, combine and search while it is in the cache."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.detection.search import Found, search_rows
from darkviewer.core.errors import FrameError
from darkviewer.core.frames.adu import Steps, highest, steps_of
from darkviewer.core.frames.blank import single_values
from darkviewer.core.frames.frame import FrameSource, RowFiller
from darkviewer.core.masters.master import Master, combine_rows
from darkviewer.core.masters.residual import BandResiduals
from darkviewer.core.masters.sorting_network import chunk_bytes
from darkviewer.core.progress import go_on

if TYPE_CHECKING:
    from darkviewer.core.parameters import Parameters

__all__ = [
    "Band",
    "BandResult",
    "Stack",
    "UnreadableError",
    "equal_bands",
    "plan_bands",
    "room_for_bands",
]

CACHED_BYTES = 20 * 2**20
"""Raw values of one band that mostly stay in the processor's caches."""

FEWEST_ROWS = 128
"""Lower bands of many frames would be mostly opening of files and short calls."""


class UnreadableError(FrameError):
    """Some frames cannot be read: index -> what is wrong; the text tells the first."""

    def __init__(self, problems: dict[int, FrameError]) -> None:
        super().__init__(str(problems[min(problems)]))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Band:
    """Rows ``start <= y < stop``; `top` to `bottom` adds `margin` rows on each side."""

    start: int
    stop: int
    ny: int
    margin: int = 1

    @property
    def top(self) -> int:
        """First row to read."""
        return max(self.start - self.margin, 0)

    @property
    def bottom(self) -> int:
        """Row after the last one to read."""
        return min(self.stop + self.margin, self.ny)


@dataclass(frozen=True, slots=True)
class BandResult:
    """Result of one band: its master (without the neighbouring rows) and leaders.

    ``floor_e`` is the floor in electrons that the leaders were searched with,
    ``highest`` the highest raw value.
    """

    band: Band
    floor_e: Fraction
    master: Master
    found: Found
    steps: Steps
    single_values: tuple[float | None, ...]
    highest: float


def plan_bands(
    shape: tuple[int, int],
    *,
    n_frames: int,
    dtype: np.dtype[Any],
    memory_bytes: int,
    threads: int,
) -> list[Band]:
    """Divide the rows so that all workers together stay inside the memory."""
    ny, nx = shape
    room = room_for_bands(shape, dtype=dtype, memory_bytes=memory_bytes)
    rows = rows_per_band(nx, n_frames, dtype, room // threads)
    # Bands of equal height, the same number for each worker, keep all of them busy.
    count = min(-(-ny // (rows * threads)) * threads, ny)
    return equal_bands(ny, count)


def room_for_bands(
    shape: tuple[int, int], *, dtype: np.dtype[Any], memory_bytes: int
) -> int:
    """Bytes for the bands of all workers together.

    The planes of the master and a quarter, for what is found, are set aside.
    """
    planes = 3 * shape[0] * shape[1] * dtype.itemsize
    return max(memory_bytes - planes, memory_bytes // 4) * 3 // 4


def equal_bands(ny: int, count: int, *, margin: int = 1) -> list[Band]:
    """So many bands of equal height, within one row."""
    edges = [ny * index // count for index in range(count + 1)]
    return [Band(first, last, ny, margin) for first, last in pairwise(edges)]


def rows_per_band(
    nx: int, n_frames: int, dtype: np.dtype[Any], memory_bytes: int
) -> int:
    """Rows that one worker takes at a time, at least one.

    A row holds the raw values, two flags per value of float frames, which may have
    gaps, and some planes.
    """
    flags = 2 if dtype.kind == "f" else 0
    row_bytes = nx * (n_frames * (dtype.itemsize + flags) + 64)
    # The network works on a copy of all the rows or of its largest chunk.
    working = (n_frames + 2) * chunk_bytes(n_frames)
    room = max((memory_bytes - working) // row_bytes, memory_bytes // (2 * row_bytes))
    cached = CACHED_BYTES // (nx * n_frames * dtype.itemsize)
    return max(1, min(room - 2, max(cached, FEWEST_ROWS)))


@dataclass(frozen=True, slots=True)
class Stack:
    """Frames of one shape as a cube that is read by bands.

    Attributes
    ----------
    sources : sequence of FrameSource
        The frames.
    parameters : Parameters
        Method and scale.
    least_deviation : float
        For the clipped mean, see `combine_rows`.
    saturation_adu : float
        See `Calibration`; what combines and searches does not ask for it.
    stop : Event
        Set to end the work early.
    """

    sources: Sequence[FrameSource]
    parameters: Parameters
    stop: Event
    least_deviation: float = 0
    saturation_adu: float = np.inf

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type that holds the values of all frames.

        Integers of 64 bits become float64: their sums would not fit any integer.
        """
        types = {source.dtype for source in self.sources}
        large = any(item.kind in "iu" and item.itemsize == 8 for item in types)
        return np.dtype(np.float64) if large else np.result_type(*types)

    def sampled(self, most: int) -> Stack:
        """The same with at most so many frames, evenly spaced."""
        every = -(-len(self.sources) // most)
        return self if every == 1 else replace(self, sources=self.sources[::every])

    def read(self, start: int, stop: int) -> NDArray[Any]:
        """Rows of all frames, (n, stop - start, nx).

        Raises
        ------
        UnreadableError
            If frames cannot be read.
        Cancelled
            If the work was stopped.
        """
        nx = self.sources[0].shape[1]
        cube = np.empty((len(self.sources), stop - start, nx), self.dtype)
        problems = {}
        for index, source in enumerate(self.sources):
            go_on(self.stop)
            try:
                if isinstance(source, RowFiller) and source.dtype == cube.dtype:
                    source.fill_rows(start, stop, cube[index])
                else:
                    cube[index] = source.read_rows(start, stop)
            except FrameError as error:
                problems[index] = error
        if problems:
            raise UnreadableError(problems)
        return cube

    def process(self, band: Band, floor_e: Fraction) -> BandResult:
        """Read, combine and search one band."""
        cube = self.read(band.top, band.bottom)
        with np.errstate(over="ignore", invalid="ignore"):  # float frames hold anything
            master = combine_rows(
                cube, self.parameters.method, least_deviation=self.least_deviation
            )
            go_on(self.stop)
            found = search_rows(
                BandResiduals(cube, master, self.parameters),
                limit=floor_e / master.unit(self.parameters),
                top=band.top,
                start=band.start,
                stop=band.stop,
                ny=band.ny,
            )
        inner = slice(band.start - band.top, band.stop - band.top)
        return BandResult(
            band,
            floor_e,
            master.part(inner),
            found,
            steps_of(cube),
            single_values(cube),
            highest(cube),
        )
