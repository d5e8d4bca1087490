"""What a reviewer adds to the candidates of the program, or takes from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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

    def add(self, frame: int, x: int, y: int) -> None:
        """Take the local peak near a pixel for a candidate, whatever the threshold."""
        noise, parameters = self._workspace.noise, self._workspace.parameters
        if noise is None or self._workspace.frames.excluded(frame):
            self._say("Only frames of the master have candidates")
            return
        self._examining.compute(
            "by hand",
            partial(_peak, noise, parameters, frame, x, y),
            receiver=self,
            done=partial(self._found, frame),
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

    def _found(self, frame: int, found: tuple[int, int, float]) -> None:
        x, y, sigma = found
        number = self._book.queue.number_at(x, y)
        entry = None if number is None else self._book.queue.entry(number)
        if entry is not None and frame in entry.frames:
            if entry.removed:
                self.bring_back(entry)
            else:
                self._say(f"{x}, {y} is a candidate of this frame already")
                self.changed.emit(x, y)
            return
        self._workspace.post(f"{x}, {y} is in the queue of the review", about=_ABOUT)
        words = f"adding {x}, {y}"
        self._say_of((frame,), (x, y), (ADDED, True), words, sigma=sigma)

    def _change(
        self, frames: Iterable[int], entry: Entry, what: str, said: bool, words: str
    ) -> None:
        self._say_of(tuple(frames), (entry.x, entry.y), (what, said), words)

    def _say_of(
        self,
        frames: tuple[int, ...],
        pixel: tuple[int, int],
        what: tuple[str, bool],
        words: str,
        *,
        sigma: float | None = None,
    ) -> None:
        """The hashes of the frames are read first, if they are not known."""
        reviewer, at = self._book.reviewer, self._book.grid.on_sensor(*pixel)

        def push(content: Mapping[int, str]) -> None:
            places = filter(None, (content.get(frame) for frame in frames))
            values = tuple(
                (ByHand(reviewer, what[0], place, *at, sigma), what[1])
                for place in places
            )
            before = tuple((one, not said) for one, said in values)
            put = partial(self._put, pixel)
            step = OpinionChange(put, before, values, words=words)
            self._workspace.history.push(step)

        missing = [one for one in frames if not self._book.content.get(one)]
        if missing:
            self._book.read_first(
                missing, lambda found: push(self._book.content | dict(found))
            )
        else:
            push(self._book.content)

    def _put(self, pixel: tuple[int, int], values: Values) -> None:
        for one, said in values:
            value = one.as_value() if said else None
            self._judgements.opinions.say(BY_HAND, one.subject, value)
        self.changed.emit(*pixel)

    def _say(self, words: str) -> None:
        self._workspace.post(words, "warn", about=_ABOUT)


def _peak(
    noise: LazyExaminer, parameters: Parameters, frame: int, x: int, y: int
) -> tuple[int, int, float]:
    from darkviewer.core.review.peak import local_peak
    from darkviewer.core.vetting.dossier import dossier

    examiner = noise.get(parameters)

    def stamp_at(x: int, y: int) -> object:
        return dossier(examiner, x, y, parameters).stamps_e[frame]

    x, y = local_peak(stamp_at, x, y)  # type: ignore[arg-type]
    known = dossier(examiner, x, y, parameters).classification
    return x, y, float(known.evidence.shape.significance[frame])


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
