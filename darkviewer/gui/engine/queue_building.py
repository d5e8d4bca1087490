"""Building the queue of a review, and finding what was said; for any thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.opinions.events import BY_HAND, VERDICT
from darkviewer.core.review.by_hand import read_by_hand
from darkviewer.core.review.queue import build
from darkviewer.core.review.verdict import Verdicts
from darkviewer.gui.engine.hand_layer import events_with
from darkviewer.gui.engine.verdict_book import earlier, said_of_entries

if TYPE_CHECKING:
    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.core.review.queue import Queue, Said
    from darkviewer.gui.engine.verdict_book import Finder
    from darkviewer.storage.opinions.store import Opinions

__all__ = ["Found", "build_queue", "same_pixels"]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A queue that was built, and what was said of its entries.

    Attributes
    ----------
    finder : Finder
        With the queue and all verdicts.
    said : dict
        By the number of an entry.
    latest : int or None
        Number of the entry that one judged last.
    spent_s : float
        Time that one has spent on these entries.
    """

    finder: Finder
    said: dict[int, Said]
    latest: int | None
    spent_s: float


def build_queue(
    table: CandidateTable,
    shape: tuple[int, int],
    known: Finder,
    opinions: Opinions,
    own: str,
) -> Found:
    """All rows of a table, what was added by hand, and what was said of them.

    Parameters
    ----------
    table : CandidateTable
        Of the session.
    shape : tuple of int
        (ny, nx) of its frames.
    known : Finder
        With the frames and the camera; its queue and verdicts do not matter.
    opinions : Opinions
        Of everybody.
    own : str
        Who reviews.
    """
    held = read_by_hand(opinions.all(BY_HAND))
    queue = build(events_with(table, held, known.content, known.grid, own, shape))
    finder = replace(known, verdicts=Verdicts(opinions.all(VERDICT)), queue=queue)
    return Found(finder, said_of_entries(finder, own), *earlier(finder, opinions, own))


def same_pixels(one: Queue, other: Queue) -> bool:
    """Whether two queues have the same entries in the same order."""
    return len(one.starts) == len(other.starts) and all(
        np.array_equal(getattr(one.events, name)[one.starts], values)
        for name, values in (
            ("x", other.events.x[other.starts]),
            ("y", other.events.y[other.starts]),
        )
    )
