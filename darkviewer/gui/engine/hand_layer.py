"""What a reviewer adds to the candidates of the program, or takes from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from darkviewer.core.candidates.place import candidate_id
from darkviewer.core.opinions.events import BY_HAND
from darkviewer.core.review.by_hand import ByHand
from darkviewer.core.review.queue_events import (
    ADDED,
    REMOVED,
    Events,
    events_by_hand,
    events_of,
)
from darkviewer.gui.opinion_history import OpinionChange

if TYPE_CHECKING:
    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.core.layers.session_layers import LazyExaminer
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.review.queue import Entry
    from darkviewer.core.review.sensor_place import SensorPlace
    from darkviewer.gui.engine.judgements import Judgements
    from darkviewer.gui.engine.pixel_facts import Examining
    from darkviewer.gui.engine.verdict_book import VerdictBook
    from darkviewer.gui.workspace import Workspace

__all__ = ["HandLayer", "events_with"]

_ABOUT = "by hand"

Values = tuple[tuple[ByHand, bool], ...]
"""Of each event, whether it is said now."""


class HandLayer(QObject):
    """Opinions of their own: another threshold or run does not change them."""

    changed = Signal(int, int)  # x, y: something was added there, or taken away

    def __init__(
        self,
        workspace: Workspace,
        judgements: Judgements,
        examining: Examining,
        book: VerdictBook,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._judgements = workspace, judgements
        self._examining, self._book = examining, book

    def add(self, frame: int, x: int, y: int, *, everywhere: bool = False) -> None:
        """Take the local peak near a pixel for a candidate, whatever the threshold.

        In this frame, in which the peak is looked for, or in all of the session.
        """
        noise, parameters = self._workspace.noise, self._workspace.parameters
        if noise is None or self._workspace.frames.excluded(frame):
            self._say("Only frames of the master have candidates")
            return
        self._examining.compute(
            "by hand",
            partial(_peak, noise, parameters, frame, x, y),
            receiver=self,
            done=partial(self._found, frame, everywhere=everywhere),
        )

    def take_away(self, entry: Entry) -> None:
        """Take an entry out of the queue; one that was added by hand altogether."""
        what = ADDED if entry.by_hand else REMOVED
        words = f"taking {entry.x}, {entry.y} away"
        self._workspace.post(
            f"{entry.x}, {entry.y} is taken out of the queue; undo brings it back",
            about=_ABOUT,
        )
        self._change(entry.frames, entry, what, what == REMOVED, words)

    def bring_back(self, entry: Entry) -> None:
        """List an entry again that was taken away."""
        words = f"bringing {entry.x}, {entry.y} back"
        self._workspace.withdraw(_ABOUT)
        self._change(entry.frames, entry, REMOVED, False, words)

    def take_back(self, added: Sequence[ByHand], pixel: tuple[int, int]) -> None:
        """What was added at a pixel is no candidate any more."""
        values = tuple((one, False) for one in added)
        before = tuple((one, True) for one in added)
        words = f"taking {pixel[0]}, {pixel[1]} away"
        put = partial(self._put, pixel)
        self._workspace.history.push(OpinionChange(put, before, values, words=words))

    def _found(
        self, frame: int, found: tuple[int, int, Sequence[float]], *, everywhere: bool
    ) -> None:
        x, y, sigmas = found
        self._workspace.pick_pixel(x, y)  # what was meant: it comes along to the desk
        number = self._book.queue.number_at(x, y)
        entry = None if number is None else self._book.queue.entry(number)
        there = () if entry is None else entry.frames
        frames = tuple(range(len(sigmas))) if everywhere else (frame,)
        new = [one for one in frames if one not in there]
        if entry is not None and not new:
            if entry.removed:
                self.bring_back(entry)
            else:
                self._say(f"{x}, {y} is a candidate of {_which(frames)} already")
                self.changed.emit(x, y)
            return
        where = "in all frames " if everywhere else ""
        said = f"{x}, {y} {where}is in the queue of the review"
        self._workspace.post(said, about=_ABOUT)
        words = f"adding {x}, {y}"
        known = {one: sigmas[one] for one in new}
        self._say_of(new, (x, y), (ADDED, True), words, sigmas=known)

    def _change(
        self, frames: Iterable[int], entry: Entry, what: str, said: bool, words: str
    ) -> None:
        self._say_of(tuple(frames), (entry.x, entry.y), (what, said), words)

    def _say_of(
        self,
        frames: Sequence[int],
        pixel: tuple[int, int],
        what: tuple[str, bool],
        words: str,
        *,
        sigmas: Mapping[int, float] | None = None,
    ) -> None:
        """The hashes of the frames are read first, if they are not known."""
        reviewer, at = self._book.reviewer, self._book.grid.on_sensor(*pixel)

        def push(content: Mapping[int, str]) -> None:
            places = {frame: content.get(frame) for frame in frames}
            strong = sigmas or {}
            values = tuple(
                (ByHand(reviewer, what[0], place, *at, strong.get(frame)), what[1])
                for frame, place in places.items()
                if place
            )
            before = tuple((one, not said) for one, said in values)
            put = partial(self._put, pixel)
            step = OpinionChange(put, before, values, words=words)
            self._workspace.history.push(step)

        known = {one: self._book.hash_of(one) for one in frames}
        missing = [one for one, content in known.items() if not content]
        if missing:
            self._book.read_first(missing, lambda found: push(known | dict(found)))
        else:
            push(known)

    def _put(self, pixel: tuple[int, int], values: Values) -> None:
        for one, said in values:
            value = one.as_value() if said else None
            self._judgements.opinions.say(BY_HAND, one.subject, value)
        self.changed.emit(*pixel)

    def _say(self, words: str) -> None:
        self._workspace.post(words, "warn", about=_ABOUT)


def _peak(
    noise: LazyExaminer, parameters: Parameters, frame: int, x: int, y: int
) -> tuple[int, int, list[float]]:
    from darkviewer.core.review.peak import local_peak
    from darkviewer.core.vetting.dossier import dossier

    examiner = noise.get(parameters)

    def stamp_at(x: int, y: int) -> object:
        return dossier(examiner, x, y, parameters).stamps_e[frame]

    x, y = local_peak(stamp_at, x, y)  # type: ignore[arg-type]
    known = dossier(examiner, x, y, parameters).classification
    return x, y, known.evidence.shape.significance.tolist()


def _which(frames: Sequence[int]) -> str:
    return "this frame" if len(frames) == 1 else "all frames"


def events_with(
    table: CandidateTable,
    held: Iterable[ByHand],
    content: Mapping[int, str],
    grid: SensorPlace,
    own: str,
    shape: tuple[int, int],
) -> Events:
    """Rows of a table, with what people added and what one took away oneself.

    Nobody takes a candidate away for others. What lies outside these frames, or is of
    others, is passed over; for any thread.
    """
    frames = {one: frame for frame, one in content.items()}
    events = events_of(table)
    added: dict[int, tuple[int, int, int, int, float]] = {}
    gone: list[int] = []
    ny, nx = shape
    for one in held:
        x, y = grid.in_frame(one.x, one.y)
        frame = frames.get(one.place)
        if frame is None or not (0 <= x < nx and 0 <= y < ny):
            continue
        row = candidate_id(frame, x, y, shape)
        if one.what == ADDED:
            sigma = float("nan") if one.sigma is None else one.sigma
            added[row] = row, frame, x, y, sigma
        elif one.reviewer == own:
            gone.append(row)
    if added:
        events = events.and_others(events_by_hand(list(added.values())))
    return events.without(gone) if gone else events
