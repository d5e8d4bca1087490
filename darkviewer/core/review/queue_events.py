"""What can be judged, as columns: rows of the table, and what was added by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.candidates.labels import RULES

if TYPE_CHECKING:
    from darkviewer.core.candidates.selection import CandidateTable

__all__ = ["ADDED", "BY_HAND", "REMOVED", "Events", "events_by_hand", "events_of"]

ADDED, REMOVED = "added", "removed"
"""What somebody did by hand to the list of the program."""

BY_HAND = "added by hand"
"""In the place of a label, where the program found nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """Candidates as the queue needs them: columns of one length.

    Attributes
    ----------
    id : int64 array
        See `candidate_id`.
    frame, x, y : int64 arrays
        Where it is.
    label : int64 array
        Index into `names`.
    sigma : float64 array
        Significance; NaN where it is not known.
    strength : float64 array
        Higher comes first in the queue.
    added, removed : bool arrays
        By hand.
    names : tuple of str
        Labels.
    """

    id: NDArray[np.int64]
    frame: NDArray[np.int64]
    x: NDArray[np.int64]
    y: NDArray[np.int64]
    label: NDArray[np.int64]
    sigma: NDArray[np.float64]
    strength: NDArray[np.float64]
    added: NDArray[np.bool_]
    removed: NDArray[np.bool_]
    names: tuple[str, ...] = (*(rule.label for rule in RULES), "", BY_HAND)

    def __len__(self) -> int:
        """Number of events."""
        return len(self.id)

    def taken(self, rows: NDArray[np.intp]) -> Events:
        """Some of them, in this order."""
        columns: dict[str, Any] = {name: getattr(self, name)[rows] for name in _COLUMNS}
        return replace(self, **columns)

    def and_others(self, others: Events) -> Events:
        """These, and those of the others that are not among them."""
        new = others.taken(np.flatnonzero(~np.isin(others.id, self.id)))
        columns: dict[str, Any] = {
            name: np.concatenate([getattr(self, name), getattr(new, name)])
            for name in _COLUMNS
        }
        return replace(self, **columns)

    def without(self, ids: Iterable[int]) -> Events:
        """The same with these marked as taken away by hand."""
        gone = np.isin(self.id, np.fromiter(ids, np.int64))
        return replace(self, removed=self.removed | gone)


_COLUMNS = (
    *("id", "frame", "x", "y", "label", "sigma", "strength", "added", "removed"),
)
_UNTESTED, _BY_HAND = len(RULES), len(RULES) + 1


def events_of(table: CandidateTable) -> Events:
    """All rows of a table of candidates, whatever their label."""
    known, n = table.classification, len(table)
    label = np.full(n, _UNTESTED) if known is None else known.label
    return Events(
        id=table.id,
        frame=table.frame.astype(np.int64),
        x=table.x.astype(np.int64),
        y=table.y.astype(np.int64),
        label=label.astype(np.int64),
        sigma=table.significance,
        strength=table.strength,
        added=np.zeros(n, np.bool_),
        removed=np.zeros(n, np.bool_),
    )


def events_by_hand(found: Sequence[tuple[int, int, int, int, float]]) -> Events:
    """What was added by hand: id, frame, x, y, significance of each."""
    n = len(found)
    places = np.array([one[:4] for one in found], np.int64).reshape(n, 4)
    sigma = np.array([one[4] for one in found], np.float64)
    return Events(
        id=places[:, 0],
        frame=places[:, 1],
        x=places[:, 2],
        y=places[:, 3],
        label=np.full(n, _BY_HAND, np.int64),
        sigma=sigma,
        strength=np.nan_to_num(sigma, nan=-np.inf),
        added=np.ones(n, np.bool_),
        removed=np.zeros(n, np.bool_),
    )
