"""Other limits, tried: what they would add, what they would lose, which stars stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.review.classes import PSF_LIKE
from darkviewer.core.review.salt import Share, share_of
from darkviewer.core.review.verdict import REACH_PX

if TYPE_CHECKING:
    from collections.abc import Mapping

    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.core.review.sensor_place import SensorPlace
    from darkviewer.core.review.verdict import Verdicts

__all__ = ["Moved", "Stars", "WhatIf", "stars_among", "what_if"]

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Stars:
    """Events that somebody has called PSF-like, one row each.

    Attributes
    ----------
    frame, x, y : int arrays, shape (n,)
        Index of the used frame, column and row in it, 0-based.
    """

    frame: NDArray[np.int64]
    x: NDArray[np.int64]
    y: NDArray[np.int64]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.frame)


@dataclass(frozen=True, slots=True, eq=False)
class Moved:
    """Candidates that one set of limits has and the other one has not.

    Attributes
    ----------
    frame, x, y : int arrays, shape (n,)
        As in the table; the most significant first.
    value_e : float64 array
        Residual in electrons.
    sigma : float64 array
        Significance; NaN where it was not examined.
    stars : bool array
        Somebody has called it PSF-like.
    """

    frame: NDArray[np.int32]
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    value_e: NDArray[np.float64]
    sigma: NDArray[np.float64]
    stars: Mask

    def __len__(self) -> int:
        """How many there are."""
        return len(self.frame)


@dataclass(frozen=True, slots=True, eq=False)
class WhatIf:
    """What other limits would change.

    Attributes
    ----------
    gained, lost : Moved
        Candidates by the other limits only, and by those of now only.
    count_now, count_then : int
        Candidates by either.
    kept_now, kept_then : Share
        Of the events that were called PSF-like, those that are candidates.
    """

    gained: Moved
    lost: Moved
    count_now: int
    count_then: int
    kept_now: Share
    kept_then: Share


def stars_among(
    verdicts: Verdicts,
    content: Mapping[int, str],
    camera: str,
    grid: SensorPlace,
) -> Stars:
    """What was called PSF-like in the frames of a session, by whomever.

    An event counts once. Not counted are synthetic ones, and those of which the same
    person has said something else since, of the event or of its pixel.

    Parameters
    ----------
    verdicts : Verdicts
        All that hold.
    content : mapping of int to str
        Hash of each frame, by its index.
    camera : str
        What verdicts about a pixel belong to.
    grid : SensorPlace
        Of the frames.
    """
    frame_of = {place: frame for frame, place in content.items()}
    found = set()
    for verdict in verdicts:
        frame = frame_of.get(verdict.place)
        if frame is None or verdict.name != PSF_LIKE or verdict.salted:
            continue
        places = verdict.place, camera
        held = verdicts.of(places, verdict.x, verdict.y, pixel=grid.binning)
        if held[verdict.reviewer].name == PSF_LIKE:
            found.add((frame, *grid.in_frame(verdict.x, verdict.y)))
    columns = np.array(sorted(found), np.int64).reshape(len(found), 3).T
    return Stars(*columns)


def what_if(now: CandidateTable, then: CandidateTable, stars: Stars) -> WhatIf:
    """Compare the candidates that two sets of limits choose from the same leaders.

    Synthetic ones count on neither side. A verdict means the candidate within a pixel.

    Parameters
    ----------
    now, then : CandidateTable
        Of the same frames, by the limits of now and by others.
    stars : Stars
        What was called PSF-like, each event once.
    """
    mine, theirs = (table.accepted & ~table.synthetic for table in (now, then))
    lost = mine.copy()
    lost[mine] = ~np.isin(now.id[mine], then.id[theirs])
    gained = theirs.copy()
    gained[theirs] = ~np.isin(then.id[theirs], now.id[mine])
    return WhatIf(
        _moved(then, gained, stars),
        _moved(now, lost, stars),
        int(np.count_nonzero(mine)),
        int(np.count_nonzero(theirs)),
        _kept(stars, now, mine),
        _kept(stars, then, theirs),
    )


def _moved(table: CandidateTable, rows: Mask, stars: Stars) -> Moved:
    order = np.flatnonzero(rows)
    order = order[np.argsort(-table.strength[order], kind="stable")]
    frame, x, y = (column[order] for column in (table.frame, table.x, table.y))
    of_stars = stars.frame, stars.x, stars.y
    return Moved(
        frame,
        x,
        y,
        table.value_e[order],
        table.significance[order],
        _near((frame, x, y), of_stars),
    )


def _kept(stars: Stars, table: CandidateTable, rows: Mask) -> Share:
    found = table.frame[rows], table.x[rows], table.y[rows]
    hits = _near((stars.frame, stars.x, stars.y), found)
    return share_of(int(np.count_nonzero(hits)), len(stars))


_Places = tuple[NDArray[Any], NDArray[Any], NDArray[Any]]


def _near(these: _Places, those: _Places) -> Mask:
    """Which of some places have one of the others within a pixel, in the same frame."""
    frames, columns, lines = (
        np.concatenate(pair).astype(np.int64) for pair in zip(these, those, strict=True)
    )
    margin = 2 * REACH_PX + 1
    wide, high = (int(part.max(initial=0)) + margin for part in (columns, lines))
    keys = (frames * high + lines + REACH_PX) * wide + columns + REACH_PX
    mine, others = np.split(keys, [len(these[0])])
    steps = range(-REACH_PX, REACH_PX + 1)
    near = np.array([dy * wide + dx for dy in steps for dx in steps])
    return np.asarray(np.isin(mine[:, None] + near, others).any(axis=1))
