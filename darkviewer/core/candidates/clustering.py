"""How false candidates gather: in single frames, and in single pixels.

A rate whose events come in clusters is less certain than its count says. Candidates
within a pixel of each other are one source, in whatever frames they are seen: a
telegraph pixel that is accepted ten times is one fault of the sensor, not ten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Gathering", "gathering"]

_AHEAD = ((0, 1), (1, -1), (1, 0), (1, 1))
"""(dy, dx) of half of the 8 neighbours: each pair is met once."""

OUTLYING_SIGMAS, FEWEST_OUTLYING = 5.0, 5
"""A frame is named if it lies so far above the median frame, and by so many events."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """What the frames say about how far events are independent.

    Attributes
    ----------
    counts : tuple of int
        Events in each frame.
    sources : int
        Events within one pixel of each other, over all frames, are one source.
    between_frames : float
        Variance of the counts over their mean, at least 1, widened as Student's t is.
    by_pixel : float
        Mean square over mean of the events per source; 1 if none is seen twice.
    outlying : tuple of int
        Frames, from 0, that hold far more events than the others.
    """

    counts: tuple[int, ...]
    sources: int
    between_frames: float
    by_pixel: float
    outlying: tuple[int, ...]

    @property
    def dispersion(self) -> float:
        """Variance of the number of events in units of a Poisson count's."""
        return self.between_frames * self.by_pixel

    @property
    def without_outlying(self) -> float:
        """Mean events per frame of all other frames; NaN without any."""
        rest = [n for k, n in enumerate(self.counts) if k not in self.outlying]
        return float(np.mean(rest)) if rest else float("nan")


def gathering(
    frame: ArrayLike, x: ArrayLike, y: ArrayLike, *, n_frames: int, nx: int
) -> Gathering:
    """Look at accepted candidates of all frames.

    Parameters
    ----------
    frame, x, y : arrays of int
        Of each candidate, frames from 0.
    n_frames : int
        Frames looked at.
    nx : int
        Columns of a frame.
    """
    frames = np.asarray(frame, np.int64)
    counts = np.bincount(frames, minlength=n_frames)
    pixel = np.asarray(y, np.int64) * (nx + 2) + np.asarray(x, np.int64)
    of_source = np.bincount(_sources(pixel, nx + 2))
    return Gathering(
        tuple(counts.tolist()),
        of_source.size,
        _between_frames(counts),
        float((of_source**2).sum() / of_source.sum()) if of_source.size else 1.0,
        _outlying(counts),
    )


def _sources(pixel: NDArray[np.int64], width: int) -> NDArray[np.intp]:
    """Number of the source of each event; touching pixels belong to one."""
    known, index = np.unique(pixel, return_inverse=True)
    label = np.arange(known.size)
    pairs: list[tuple[Any, Any]] = []
    for dy, dx in _AHEAD:
        there = known + dy * width + dx
        place = np.minimum(np.searchsorted(known, there), max(known.size - 1, 0))
        found = np.flatnonzero(known[place] == there) if known.size else place
        pairs.append((found, place[found]))
    one, other = (np.concatenate(side) for side in zip(*pairs, strict=True))
    while True:  # the lowest number of a group spreads through it
        lowest = np.minimum(label[one], label[other])
        before = label.copy()
        np.minimum.at(label, one, lowest)
        np.minimum.at(label, other, lowest)
        label = label[label]
        if np.array_equal(before, label):
            break
    return np.asarray(np.unique(label, return_inverse=True)[1][index], np.intp)


def _between_frames(counts: NDArray[np.intp]) -> float:
    from scipy.special import ndtri, stdtrit

    dof = counts.size - 1
    mean = float(counts.mean()) if counts.size else 0.0
    if dof < 1 or mean == 0:
        return 1.0
    found = max(1.0, float(((counts - mean) ** 2).sum()) / mean / dof)
    few = float(stdtrit(dof, 0.975) / ndtri(0.975)) ** 2
    # From 1 on without a jump: what is just above may be chance.
    return min(found * few, 1 + 2 * few * (found - 1))


def _outlying(counts: Sequence[int] | NDArray[np.intp]) -> tuple[int, ...]:
    """Frames far above the median one; of two frames neither is the usual one."""
    if len(counts) < 3:
        return ()
    middle = float(np.median(counts))
    limit = middle + max(OUTLYING_SIGMAS * max(middle, 1.0) ** 0.5, FEWEST_OUTLYING)
    return tuple(int(k) for k in np.flatnonzero(np.asarray(counts) > limit))
