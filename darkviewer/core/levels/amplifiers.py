"""The amplifiers of a sensor: the parts of a frame whose levels move on their own.

They are found by their steps, or given as equal parts.
Two amplifiers never have quite the same offset, so the master shows a step where one
takes over from the other. Where they happen to agree in the master, the frames or the
noise still show the step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import SessionError
from darkviewer.core.robust import MAD_TO_SIGMA

__all__ = ["FEWEST_PIXELS", "ONE", "Amplifiers", "equal_parts", "find_steps"]

Array = NDArray[np.float64]

FEWEST_PIXELS = 64
"""No amplifier is narrower: the mean of its rows would be noise."""

REACH = 24
"""Columns on either side of a place, through which straight lines are drawn."""

FAR_REACH = 56
"""Columns on either side whose medians must differ too: a step lasts."""

SURE = 8.0
"""Robust sigmas of a step that is believed."""

LEAST_SHARE = 0.5
"""Of the step between the lines that the medians and the next two values show too."""


@dataclass(frozen=True, slots=True)
class Amplifiers:
    """A frame cut into a grid of amplifiers.

    Attributes
    ----------
    columns, rows : tuple of int
        First column (row) of every further amplifier, ascending, without 0.
    """

    columns: tuple[int, ...] = ()
    rows: tuple[int, ...] = ()

    def __len__(self) -> int:
        """Number of amplifiers."""
        return (len(self.columns) + 1) * (len(self.rows) + 1)

    def column_parts(self, nx: int) -> tuple[slice, ...]:
        """Columns of the amplifiers from left to right."""
        return _parts(self.columns, nx)

    def column_index(self, nx: int) -> NDArray[np.intp]:
        """For each column which of `column_parts` it lies in, (nx,)."""
        return np.searchsorted(self.columns, np.arange(nx), side="right")

    def parts(self, shape: tuple[int, int]) -> tuple[tuple[slice, slice], ...]:
        """Rows and columns of each amplifier, in the order of `labels`."""
        ny, nx = shape
        return tuple(
            (rows, columns)
            for rows in _parts(self.rows, ny)
            for columns in self.column_parts(nx)
        )

    def names(self, shape: tuple[int, int]) -> tuple[str, ...]:
        """Columns and rows of each as far as they are cut, in the order of `labels`."""
        return tuple(
            ", ".join(
                f"{axis} {part.start} to {part.stop - 1}"
                for axis, part, cuts in (("x", x, self.columns), ("y", y, self.rows))
                if cuts
            )
            for y, x in self.parts(shape)
        )

    def labels(
        self, y: NDArray[np.integer[Any]], x: NDArray[np.integer[Any]]
    ) -> NDArray[np.intp]:
        """Index of the amplifier of each pixel, from the top left in raster order."""
        down = np.searchsorted(self.rows, y, side="right")
        across = np.searchsorted(self.columns, x, side="right")
        return np.asarray(down * (len(self.columns) + 1) + across, np.intp)

    def __str__(self) -> str:
        """How many, and where they meet."""
        if len(self) == 1:
            return "1 amplifier"
        places = [
            f"{axis}={', '.join(map(str, cuts))}"
            for axis, cuts in (("x", self.columns), ("y", self.rows))
            if cuts
        ]
        return f"{len(self)} amplifiers, cut at {' and '.join(places)}"


ONE = Amplifiers()
"""The whole frame is one amplifier."""


def _parts(cuts: tuple[int, ...], size: int) -> tuple[slice, ...]:
    inside = [cut for cut in cuts if cut < size]
    return tuple(slice(*pair) for pair in pairwise((0, *inside, size)))


def equal_parts(shape: tuple[int, int], across: int, down: int) -> Amplifiers:
    """Amplifiers of equal size; of an odd number of pixels the last has one more.

    Parameters
    ----------
    shape : tuple of int
        Rows and columns of the frame.
    across, down : int
        How many amplifiers are side by side, and one above the other.

    Raises
    ------
    SessionError
        If they would be narrower than 64 pixels.
    """
    ny, nx = shape
    for count, size in ((across, nx), (down, ny)):
        if count > 1 and size // count < FEWEST_PIXELS:
            raise SessionError(
                f"frames of {nx} x {ny} pixels cannot have {across} x {down} "
                f"amplifiers, each would be narrower than {FEWEST_PIXELS} pixels: "
                "choose fewer"
            )
    return Amplifiers(_cuts(nx, across), _cuts(ny, down))


def _cuts(size: int, count: int) -> tuple[int, ...]:
    return tuple(size * part // count for part in range(1, count))


def find_steps(profiles: Sequence[Array]) -> tuple[int, ...]:
    """Places where one of several profiles along an axis steps to another level.

    Straight lines are drawn through the 24 values on either side of every place. A step
    is a difference of the lines of more than 8 robust sigmas of all such differences.
    At least half of it must lie between the two values beside the place (a glow is too
    smooth) and between the medians of 56 values (a few odd columns are too narrow).

    Parameters
    ----------
    profiles : sequence of arrays, shape (n,)
        Medians of the columns, or of the rows, of the master, of the residuals of the
        frames, of the variance; NaN where there is no value.

    Returns
    -------
    tuple of int
        First index after each step, at least 64 apart and from the ends, ascending.
    """
    size = len(profiles[0]) if profiles else 0
    if size < 2 * FEWEST_PIXELS:
        return ()
    sigmas = np.max([_step_sigmas(profile) for profile in profiles], axis=0)
    found: list[int] = []
    for place in np.argsort(sigmas)[::-1]:
        if sigmas[place] <= SURE:
            break
        if all(abs(place - other) >= FEWEST_PIXELS for other in (0, size, *found)):
            found.append(int(place))
    return tuple(sorted(found))


def _step_sigmas(profile: Array) -> Array:
    """Robust sigmas of the step before every value, 0 where it is none, (n,)."""
    known = np.isfinite(profile)
    sigmas = np.zeros(len(profile))
    if known.sum() < 2 * FEWEST_PIXELS:
        return sigmas
    index = np.arange(len(profile))
    smooth = _median_of_5(np.interp(index, index[known], profile[known]))
    near, beside = _between_lines(smooth), np.diff(smooth, prepend=smooth[0])
    noise = MAD_TO_SIGMA * np.median(np.abs(near))
    sharp = beside * np.sign(near) > LEAST_SHARE * np.abs(near)
    places = np.flatnonzero(sharp & (np.abs(near) > SURE * noise))
    far = _between_medians(smooth, places)
    lasting = far * np.sign(near[places]) > LEAST_SHARE * np.abs(near[places])
    with np.errstate(divide="ignore"):
        sigmas[places[lasting]] = np.abs(near[places[lasting]]) / noise
    return sigmas


def _median_of_5(values: Array) -> Array:
    """Of every value and two on either side: keeps steps, not single odd values."""
    wide = np.pad(values, 2, mode="edge")
    return np.asarray(np.median(np.lib.stride_tricks.sliding_window_view(wide, 5), -1))


def _between_lines(values: Array) -> Array:
    """Line through the values from each place on minus that before it, (n,)."""
    away = np.arange(REACH) + 0.5
    middle = away.mean()
    part = 1 / REACH - middle * (away - middle) / np.sum((away - middle) ** 2)
    steps = np.zeros(len(values))
    kernel = np.concatenate([-part[::-1], part])
    steps[REACH : len(values) - REACH + 1] = np.correlate(values, kernel, "valid")
    return steps


def _between_medians(values: Array, places: NDArray[np.intp]) -> Array:
    """Median of the values from each place on minus that before it, (n,)."""
    wide = np.pad(values, FAR_REACH, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(wide, FAR_REACH)
    after, before = windows[places + FAR_REACH], windows[places]
    return np.asarray(np.median(after, 1) - np.median(before, 1))
