"""The queue of a review: one entry per pixel, the most significant first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, overload

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.review.queue_events import ADDED, REMOVED

if TYPE_CHECKING:
    from darkviewer.core.review.queue_events import Events

__all__ = [
    "ADDED",
    "DIFFERING",
    "DIFFERS",
    "REMOVED",
    "UNREVIEWED",
    "Entry",
    "Queue",
    "QueueFilter",
    "Said",
    "build",
    "kept",
]

UNREVIEWED = "unreviewed"
"""In the place of a verdict: none was given yet."""

DIFFERS = "judged differently"
"""By two reviewers."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A pixel, and the frames in which something is there.

    Attributes
    ----------
    x, y : int
        Column and row, 0-based.
    frames : tuple of int
        Indices of frames, ascending.
    rows : tuple of int
        Id of the candidate in each of them, see `candidate_id`.
    labels : tuple of str
        Of the program in each of them; empty where it has not examined them.
    sigma : float
        Highest significance; NaN where it is not known.
    best : int
        The frame of it: the entry's own.
    by_hand : bool
        All of it was added by hand.
    removed : bool
        All of it was taken away by hand.
    """

    x: int
    y: int
    frames: tuple[int, ...]
    rows: tuple[int, ...]
    labels: tuple[str, ...]
    sigma: float = field(compare=False)  # NaN is equal to nothing
    best: int
    by_hand: bool = False
    removed: bool = False

    @property
    def label(self) -> str:
        """Of the program in the entry's own frame."""
        return self.labels[self.frames.index(self.best)]


@dataclass(frozen=True, slots=True)
class Said:
    """What holds of an entry.

    Attributes
    ----------
    own : frozenset of str
        Classes of one's own verdicts, one for each frame at most.
    others : frozenset of str
        Reviewers who have judged it, too.
    differ : bool
        Two of them gave the same event different classes.
    """

    own: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    differ: bool = False


_NOTHING = Said()


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which entries are listed.

    Attributes
    ----------
    chips : mapping
        (kind, name) -> 1 to include, -1 to exclude. Kinds: ``label``, ``frame`` (the
        index in words), ``verdict``, ``reviewer``, ``session``, ``hand``,
        ``agreement``. Within a kind one of those included must be there, and none of
        those excluded.
    """

    chips: Mapping[tuple[str, str], int] = field(
        default_factory=lambda: {("verdict", UNREVIEWED): 1}, hash=False
    )

    def of(self, kind: str, sign: int) -> tuple[str, ...]:
        """Names of a kind that are included (1) or excluded (-1)."""
        return tuple(n for (k, n), s in self.chips.items() if k == kind and s == sign)

    def state(self, kind: str, name: str) -> int:
        """1: included, -1: excluded, 0: it does not matter."""
        return self.chips.get((kind, name), 0)

    def stepped(self, kind: str, name: str) -> QueueFilter:
        """From what does not matter to included, excluded, and back."""
        following = {0: 1, 1: -1, -1: 0}[self.state(kind, name)]
        others = {at: sign for at, sign in self.chips.items() if at != (kind, name)}
        return QueueFilter(others | {(kind, name): following} if following else others)

    def without(self, *kinds: str) -> QueueFilter:
        """The same without what is asked of these kinds."""
        return QueueFilter({c: s for c, s in self.chips.items() if c[0] not in kinds})

    def allows(self, kind: str, names: Iterable[str]) -> bool:
        """Whether something with these names passes."""
        names, wanted = set(names), self.of(kind, 1)
        if wanted and names.isdisjoint(wanted):
            return False
        return names.isdisjoint(self.of(kind, -1))


DIFFERING = QueueFilter({("agreement", DIFFERS): 1})
"""What reviewers judged differently, whatever one said oneself."""


class Queue(Sequence[Entry]):
    """Entries in an order that stays until somebody asks for another one.

    Entries are made when they are looked at: a hundred thousand cost nothing.

    Attributes
    ----------
    events : Events
        Of all entries, those of one entry side by side.
    starts, sizes : int64 arrays
        Which events belong to each entry that was built.
    shown : int64 array
        Numbers of the entries that are in this queue; the number of an entry is its
        place among all that were built together.
    """

    def __init__(
        self,
        events: Events,
        starts: NDArray[np.int64],
        sizes: NDArray[np.int64],
        shown: NDArray[np.int64] | None = None,
    ) -> None:
        self.events, self.starts, self.sizes = events, starts, sizes
        self.shown = np.arange(len(starts)) if shown is None else shown

    def __len__(self) -> int:
        """Number of entries listed."""
        return len(self.shown)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        """Make one entry, or several."""
        if isinstance(index, slice):
            return tuple(self.entry(number) for number in self.shown[index].tolist())
        return self.entry(int(self.shown[index]))

    def entry(self, number: int) -> Entry:
        """The entry of a number."""
        events, start = self.events, int(self.starts[number])
        own = slice(start, start + int(self.sizes[number]))
        best = start + int(events.strength[own].argmax())
        frames = events.frame[own].tolist()
        return Entry(
            x=int(events.x[start]),
            y=int(events.y[start]),
            frames=tuple(frames),
            rows=tuple(events.id[own].tolist()),
            labels=tuple(events.names[code] for code in events.label[own].tolist()),
            sigma=float(events.sigma[best]),
            best=int(events.frame[best]),
            by_hand=bool(events.added[own].all()),
            removed=bool(events.removed[own].all()),
        )

    def only(self, shown: NDArray[np.int64]) -> Queue:
        """The same entries, of which others are listed."""
        return Queue(self.events, self.starts, self.sizes, shown)

    def number_at(self, x: int, y: int) -> int | None:
        """Number of the entry of a pixel, listed or not."""
        keys, numbers = self._by_pixel
        wanted = y * _WIDEST + x
        place = int(np.searchsorted(keys, wanted))
        found = place < len(keys) and int(keys[place]) == wanted
        return int(numbers[place]) if found else None

    def index_of(self, number: int | None) -> int | None:
        """Where an entry is listed; None if it is not."""
        place = None if number is None else int(np.searchsorted(self.shown, number))
        if place is None or place >= len(self.shown) or self.shown[place] != number:
            return None
        return place

    @cached_property
    def _by_pixel(self) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
        keys = (self.events.y * _WIDEST + self.events.x)[self.starts]
        order = np.argsort(keys)
        return keys[order], order


_WIDEST = 1 << 31
"""More columns than any frame has."""


def build(events: Events) -> Queue:
    """Join the events of each pixel, and put the most significant pixel first."""
    key = events.y * _WIDEST + events.x
    order = np.lexsort((events.frame, key))
    key = key[order]
    starts = np.flatnonzero(np.diff(key, prepend=-1))
    sizes = np.diff(starts, append=len(key))
    if not len(key):
        return Queue(events, starts, sizes)
    highest = np.maximum.reduceat(events.strength[order], starts)
    rank = np.argsort(-highest, kind="stable")
    return Queue(events.taken(order), starts[rank], sizes[rank])


def kept(
    queue: Queue,
    wanted: QueueFilter,
    said: Mapping[int, Said],
    *,
    session: str = "",
    stays: int | None = None,
) -> Queue:
    """Entries that pass a filter, in their order.

    Parameters
    ----------
    queue : Queue
        Whose entries, listed or not.
    wanted : QueueFilter
        What is listed. Label, frame and hand are asked of each event, of which one
        must pass; verdict, reviewer and agreement of the whole entry.
    said : mapping of int to Said
        By number, what was said of entries.
    session : str
        Whose entries they are.
    stays : int, optional
        Number of an entry that is listed anyhow: it is looked at.
    """
    shown = _some_event(queue, _events_pass(queue.events, wanted))
    passes = np.full(len(shown), _entry_passes(_NOTHING, wanted))
    for number, of_entry in said.items():
        passes[number] = _entry_passes(of_entry, wanted)
    shown &= passes & wanted.allows("session", [session])
    if stays is not None:
        shown[stays] = True
    return queue.only(np.flatnonzero(shown))


def _entry_passes(said: Said, wanted: QueueFilter) -> bool:
    return (
        wanted.allows("verdict", said.own or [UNREVIEWED])
        and wanted.allows("reviewer", said.others)
        and wanted.allows("agreement", [DIFFERS] if said.differ else [])
    )


def _events_pass(events: Events, wanted: QueueFilter) -> NDArray[np.bool_]:
    allowed = np.array([wanted.allows("label", [name]) for name in events.names])
    passes: NDArray[np.bool_] = allowed[events.label]
    frames = wanted.of("frame", 1), wanted.of("frame", -1)
    if frames[0]:
        passes &= np.isin(events.frame, [int(name) for name in frames[0]])
    if frames[1]:
        passes &= ~np.isin(events.frame, [int(name) for name in frames[1]])
    # What was taken away is listed only where it is asked for.
    if wanted.of("hand", 1):
        asked = [wanted.state("hand", name) == 1 for name in (ADDED, REMOVED)]
        return passes & (events.added & asked[0] | events.removed & asked[1])
    passes &= ~events.removed
    if wanted.state("hand", ADDED) == -1:
        passes &= ~events.added
    return passes


def _some_event(queue: Queue, passes: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Of each entry, whether one of its events passes."""
    if not len(queue.starts):
        return np.zeros(0, np.bool_)
    before = np.concatenate([[0], np.cumsum(passes)])
    return np.asarray(before[queue.starts + queue.sizes] > before[queue.starts])
