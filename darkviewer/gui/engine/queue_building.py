"""Building the queue of a review, and finding what was said; for any thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.opinions.events import BY_HAND, REMARK, VERDICT
from darkviewer.core.review.by_hand import read_by_hand
from darkviewer.core.review.queue import build
from darkviewer.core.review.queue_events import events_of
from darkviewer.core.review.remark import read_remarks
from darkviewer.core.review.verdict import Verdicts, read_verdict
from darkviewer.gui.engine.hand_layer import events_with
from darkviewer.gui.engine.verdict_book import earlier, said_of_entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.core.opinions.events import Opinion
    from darkviewer.core.review.finder import Finder
    from darkviewer.core.review.queue import Queue, Said
    from darkviewer.runs.salted_session import SaltedSession
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
    remarks : dict
        By the pixel, notes and tags of one's own on what has no verdict yet.
    """

    finder: Finder
    said: dict[int, Said]
    latest: int | None
    spent_s: float
    remarks: dict[tuple[int, int], tuple[str, tuple[str, ...]]]


def build_queue(
    table: CandidateTable,
    shape: tuple[int, int],
    known: Finder,
    opinions: Opinions,
    own: str,
    salted: SaltedSession | None = None,
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
    salted : SaltedSession, optional
        Synthetic events among them.
    """
    held = read_by_hand(opinions.all(BY_HAND))
    events = events_with(table, held, known.content, known.grid, own, shape)
    if salted is not None:
        events = events.and_others(events_of(salted.table))
    queue = build(events)
    verdicts = Verdicts(_in_sight(opinions.all(VERDICT), salted, known))
    finder = replace(known, verdicts=verdicts, queue=queue)
    said = said_of_entries(finder, own)
    places = set(known.content.values())
    remarks = {
        known.grid.in_frame(one.x, one.y): (one.note, one.tags)
        for one in read_remarks(opinions.all(REMARK))
        if one.reviewer == own and one.place in places
    }
    return Found(finder, said, *earlier(finder, opinions, own), remarks)


def _in_sight(
    held: Iterable[Opinion], salted: SaltedSession | None, known: Finder
) -> Iterator[Opinion]:
    """Without what was said of synthetic events that are not there any more."""
    for opinion in held:
        value = opinion.value or {}
        if value.get("salted") is True:
            verdict = read_verdict(opinion)
            if verdict is None or salted is None:
                continue
            if salted.at(*known.grid.in_frame(verdict.x, verdict.y)) is None:
                continue
        yield opinion


def same_pixels(one: Queue, other: Queue) -> bool:
    """Whether two queues have the same entries in the same order."""
    return len(one.starts) == len(other.starts) and all(
        np.array_equal(getattr(one.events, name)[one.starts], values)
        for name, values in (
            ("x", other.events.x[other.starts]),
            ("y", other.events.y[other.starts]),
        )
    )
