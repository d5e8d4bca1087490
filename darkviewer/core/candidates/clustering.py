"""How false candidates gather: in single pixels, and in single frames.

Candidates within a pixel of each other are one source, in whatever frames they are
seen: a telegraph pixel that is accepted ten times is one fault of the sensor, not ten.
Sources are counted; where they come in some frames and not in others, their number is
less certain than that of independent ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Gathering", "gathering", "widened_dispersion"]

_AHEAD = ((0, 1), (1, -1), (1, 0), (1, 1))
"""(dy, dx) of half of the 8 neighbours: each pair is met once."""

OUTLYING_SIGMAS, FEWEST_OUTLYING = 5.0, 5
"""A frame is named if it lies so far above the median frame, and by so many sources."""

_NEAR_ONE = 0.9
"""Over the degrees of freedom: so far below 1 a measured dispersion begins to widen.

By simulation: the intervals of 3 to 30 frames are then nearest to their level."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """The sources of a session, and how far they are independent.

    Attributes
    ----------
    counts : tuple of int
        Candidates in each frame.
    sources : int
        Candidates within one pixel of each other, over all frames, are one source.
    of_frame : tuple of float
        Sources of each frame: one that is seen in m frames counts 1/m in each.
    dispersion : float
        Variance of the number of sources in units of a Poisson count's: that of
        `of_frame` over its mean, at least 1, widened as Student's t is.
    outlying : tuple of int
        Frames, from 0, that hold far more sources than the others.
    without_outlying : float
        Sources per frame of all other frames; NaN without any.
    """

    counts: tuple[int, ...]
    sources: int
    of_frame: tuple[float, ...]
    dispersion: float
    outlying: tuple[int, ...]
    without_outlying: float


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
    pixel = np.asarray(y, np.int64) * (nx + 2) + np.asarray(x, np.int64)
    source = _sources(pixel, nx + 2)
    of_frame = _of_frame(frames, source, n_frames)
    outlying = _outlying(of_frame)
    usual = ~np.isin(frames, outlying)
    rest = n_frames - len(outlying)
    others = np.unique(_sources(pixel[usual], nx + 2)).size
    return Gathering(
        tuple(np.bincount(frames, minlength=n_frames).tolist()),
        int(np.unique(source).size),
        tuple(of_frame.tolist()),
        _between_frames(of_frame),
        outlying,
        others / rest if rest else float("nan"),
    )


def _of_frame(
    frames: NDArray[np.int64], source: NDArray[np.intp], n_frames: int
) -> NDArray[np.float64]:
    """Sources of each frame, each shared out among the frames that see it."""
    seen = np.unique(np.stack([source, frames]), axis=1)
    share = 1 / np.bincount(seen[0])[seen[0]]
    return np.bincount(seen[1], share, n_frames).astype(np.float64)


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


def _between_frames(of_frame: NDArray[np.float64]) -> float:
    dof, total = of_frame.size - 1, float(of_frame.sum())
    if dof < 1 or total < 1.5:  # a single source does not scatter
        return 1.0
    mean = total / of_frame.size
    return widened_dispersion(float(((of_frame - mean) ** 2).sum()) / mean, dof)


def widened_dispersion(chi2: float, dof: int) -> float:
    """Dispersion of counts, at least 1, with the uncertainty that few of them have.

    ``chi2 / dof`` times the square of Student's t over the normal quantile, so that
    intervals made with it cover. From 1 on it rises without a jump: what is just above
    may be chance.

    Parameters
    ----------
    chi2 : float
        Sum of the squared deviations over the expected counts.
    dof : int
        Degrees of freedom, at least 1.
    """
    from scipy.special import ndtri, stdtrit

    few = float(stdtrit(dof, 0.975) / ndtri(0.975)) ** 2
    found = chi2 / dof
    rising = 1 + 2 * few * (found - 1 + _NEAR_ONE / dof)
    return max(1.0, min(found * few, rising))


def _outlying(counts: Sequence[float] | NDArray[np.float64]) -> tuple[int, ...]:
    """Frames far above the median one; of two frames neither is the usual one."""
    if len(counts) < 3:
        return ()
    middle = float(np.median(counts))
    limit = middle + max(OUTLYING_SIGMAS * max(middle, 1.0) ** 0.5, FEWEST_OUTLYING)
    return tuple(int(k) for k in np.flatnonzero(np.asarray(counts) > limit))
