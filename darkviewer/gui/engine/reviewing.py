"""The review of candidates: which one is in hand, what is said of it, what is next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from darkviewer.core.opinions.events import VERDICT
from darkviewer.core.review.classes import EVENT, PIXEL, class_named
from darkviewer.core.review.queue import (
    Entry,
    Queue,
    QueueFilter,
    Said,
    build,
    events_by_hand,
    events_of,
    kept,
)
from darkviewer.core.review.verdict import REACH_PX, Verdict, Verdicts
from darkviewer.gui.engine.review_time import Progress, ReviewTime
from darkviewer.gui.engine.verdict_book import (
    Finder,
    Values,
    VerdictBook,
    said_of_entries,
    said_of_entry,
)
from darkviewer.gui.opinion_history import OpinionChange
from darkviewer.gui.threads.background import Background, Task

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.gui.engine.judgements import Judgements
    from darkviewer.gui.threads.ending import Deadline
    from darkviewer.gui.threads.jobs import Failure
    from darkviewer.gui.workspace import Workspace

__all__ = ["LogLine", "Reviewing"]

_ABOUT = "reviewing"
_LONGEST_LOG = 200


@dataclass(frozen=True, slots=True)
class LogLine:
    """One verdict as the log shows it.

    Attributes
    ----------
    at : datetime
        When, local time.
    x, y, frame : int
        Where; the frame is an index.
    events : int
        How many events of this pixel it is about.
    name : str
        Of the class; empty where a verdict was taken back.
    ids : tuple of str
        Of the opinions that hold it.
    """

    at: datetime
    x: int
    y: int
    frame: int
    events: int
    name: str
    ids: tuple[str, ...]


class Reviewing(QObject):
    """One entry after the other; verdicts go to the opinions, each a step to undo.

    Attributes
    ----------
    entries : Queue
        Those listed now, in an order that stays.
    current : Entry or None
        The one in hand.
    index : int
        Its place in `entries`; -1 where there is none, their number after the last.
    blind : bool
        Label and evidence stay hidden until there is a verdict.
    scope : str
        Of the next verdict: `EVENT`, `PIXEL`, or empty for that of its class.
    advance : bool
        Go on after a verdict.
    wanted : QueueFilter
        What is listed.
    log : list of LogLine
        Verdicts of this sitting, newest first.
    """

    queue_changed = Signal()
    current_changed = Signal(object)  # Entry or None
    frame_changed = Signal(int)
    judged = Signal(object)  # LogLine
    blind_changed = Signal(bool)
    scope_changed = Signal(str)
    progressed = Signal()
    saved_changed = Signal()  # verdicts were committed, or could not be

    def __init__(
        self, workspace: Workspace, judgements: Judgements, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workspace, self._judgements = workspace, judgements
        self._thread = Background("reviewing", self)
        self.book = VerdictBook(workspace, judgements, self)
        self.time = ReviewTime()
        self.entries = self._all = self.book.queue
        self.current: Entry | None = None
        self.index = -1
        self.blind, self.scope, self.advance = False, "", True
        self.wanted = QueueFilter()
        self.log: list[LogLine] = []
        self.said: dict[int, Said] = {}
        self._drafts: dict[tuple[int, int], tuple[str, tuple[str, ...]]] = {}
        self._active = False
        self._stale = True
        self._session: Session | None = None
        self._connect()

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.candidates_changed.connect(self._renew)
        workspace.session_changed.connect(self._take_session)
        workspace.frame_changed.connect(self._tell_frame)
        self._judgements.heard.connect(self._read_verdicts)
        self.book.frames_read.connect(self._read_verdicts)

    @property
    def idle(self) -> bool:
        """Whether nothing is being built or looked up."""
        return self._thread.idle and self._judgements.idle

    def close(self, until: Deadline | None = None) -> None:
        """End the thread."""
        self._thread.close(until)

    # what is asked

    @property
    def active(self) -> bool:
        """Whether the desk is on top."""
        return self._active

    @property
    def frame(self) -> int:
        """The frame in hand."""
        return self._workspace.frame

    @property
    def reviewer(self) -> str:
        """Under whose name verdicts are given."""
        return self.book.reviewer

    @property
    def all_entries(self) -> Queue:
        """All of the session, listed or not."""
        return self._all

    def verdict_of(self, entry: Entry, frame: int | None = None) -> Verdict | None:
        """One's own verdict of an entry in a frame; default is its own frame."""
        at = entry.best if frame is None else frame
        return self.book.of(at, entry.x, entry.y).get(self.reviewer)

    def others_of(
        self, entry: Entry, frame: int | None = None
    ) -> Mapping[str, Verdict]:
        """What others say of it, by name; nothing before one's own is given."""
        at = entry.best if frame is None else frame
        held = self.book.of(at, entry.x, entry.y)
        return held if held.pop(self.reviewer, None) is not None else {}

    def said_of(self, number: int) -> Said:
        """What was said of an entry, by its number in `entries.shown`."""
        return self.said.get(number, Said())

    @property
    def judged_now(self) -> bool:
        """Whether the entry in hand has a verdict of one's own."""
        entry = self.current
        if entry is None:
            return False
        return self.verdict_of(entry, self._event_frame(entry)) is not None

    @property
    def note_and_tags(self) -> tuple[str, tuple[str, ...]]:
        """Of the entry in hand: of its verdict, or for the next one."""
        entry = self.current
        if entry is None:
            return "", ()
        held = self.verdict_of(entry, self._event_frame(entry))
        draft = self._drafts.get((entry.x, entry.y))
        if draft is not None or held is None:
            return draft or ("", ())
        return held.note, held.tags

    @property
    def progress(self) -> Progress:
        """Of all that the filter lists, whatever the verdict."""
        total = kept(self._all, self.wanted.without("verdict", "reviewer"), self.said)
        judged = sum(
            bool(said.own) and total.index_of(number) is not None
            for number, said in self.said.items()
        )
        return Progress.of(judged, len(total), self._spent_s)

    @property
    def _spent_s(self) -> float:
        return self._spent_before_s + self.time.total_s

    _spent_before_s = 0.0

    # the queue

    def set_active(self, active: bool) -> None:
        """The desk came on top, or went; out of sight nothing is built."""
        if active != self._active:
            self._active = active
            self.time.pause()
            if active and self._stale:
                self._renew()

    def set_filter(self, wanted: QueueFilter) -> None:
        """List others; the entry in hand stays in hand."""
        self.time.key()
        self.wanted = wanted
        self._list_again()

    def _take_session(self, session: Session | None) -> None:
        before, self._session = self._session, session
        if session is None or before is None or not session.is_same_series(before):
            self._drafts.clear()
            self.log.clear()
            self.said.clear()
            self._hold(None, -1)

    def _renew(self, _table: object = None) -> None:
        """Build the queue of another table; nothing is done out of sight."""
        self._stale = not self._active
        if self._stale:
            return
        table = self._workspace.candidates
        self._thread.drop("build")
        if table is None:
            self._take_queue(build(events_by_hand(())))
            return
        work = lambda: build(events_of(table))  # noqa: E731
        self._thread.submit(Task("build", 0, work, self._take_queue, self._fails))

    def _take_queue(self, queue: Queue) -> None:
        self._all = self.book.queue = queue
        self.said = {}
        self.entries = queue.only(np.arange(0))
        self.book.read_frames()
        self._read_verdicts()

    def _read_verdicts(self) -> None:
        """Find what was said of the entries; then list them."""
        if not self._active:
            self._stale = True
            return
        opinions, own = self._judgements.opinions, self.reviewer
        known = self.book.finder

        def work() -> tuple[Finder, dict[int, Said]]:
            finder = replace(known, verdicts=Verdicts(opinions.all(VERDICT)))
            return finder, said_of_entries(finder, own)

        self._thread.drop("verdicts")
        self._thread.submit(Task("verdicts", 0, work, self._take_said, self._fails))

    def _take_said(self, found: tuple[Finder, dict[int, Said]]) -> None:
        finder, said = found
        self.book.verdicts = finder.verdicts
        if finder.queue is self._all:
            self.said = said
            self._list_again()

    def _list_again(self) -> None:
        entry = self.current
        stays = None if entry is None else self._all.number_at(entry.x, entry.y)
        self.entries = self._listed(stays)
        self.queue_changed.emit()
        place = self.entries.index_of(stays)
        if place is None:
            place = 0 if len(self.entries) else -1
        self._hold(self.entries[place] if place >= 0 else None, place)
        self.progressed.emit()

    def _listed(self, stays: int | None) -> Queue:
        session = self._workspace.session
        title = "" if session is None else session.title
        return kept(self._all, self.wanted, self.said, session=title, stays=stays)

    # moving

    def go(self, index: int) -> None:
        """Take an entry in hand, by its place in the queue."""
        self.time.key()
        if 0 <= index < len(self.entries):
            self._hold(self.entries[index], index)

    def next(self) -> None:
        """The entry below, if there is one."""
        self.go(self.index + 1)

    def previous(self) -> None:
        """The entry above, if there is one."""
        self.go(self.index - 1)

    def set_frame(self, frame: int) -> None:
        """The same pixel in another frame."""
        self.time.key()
        self._workspace.set_frame(frame)

    def home(self) -> None:
        """Back to the entry's own frame."""
        if self.current is not None:
            self.set_frame(self.current.best)

    def step_event(self, by: int) -> None:
        """To the next frame, or the one before, in which the pixel is a candidate."""
        entry = self.current
        if entry is None:
            return
        order = self._workspace.frames.order
        where = {frame: place for place, frame in enumerate(order)}
        here = where.get(self.frame, 0)
        places = sorted(where[frame] for frame in entry.frames if frame in where)
        ahead = (
            [p for p in places if p > here]
            if by > 0
            else [p for p in reversed(places) if p < here]
        )
        if ahead:
            self.set_frame(order[ahead[0]])

    def _hold(self, entry: Entry | None, index: int) -> None:
        same = entry == self.current
        self.current, self.index = entry, index
        if same:
            return
        self.time.begin_item()
        if entry is not None:
            row = entry.rows[entry.frames.index(entry.best)]
            self._workspace.select_candidate(row)
        self.current_changed.emit(entry)

    def _tell_frame(self, frame: int) -> None:
        if self._active:
            self.frame_changed.emit(frame)

    def _event_frame(self, entry: Entry) -> int:
        """The frame in hand, or the entry's own where nothing is in that one."""
        return self.frame if self.frame in entry.frames else entry.best

    # verdicts

    def set_scope(self, scope: str) -> None:
        """What the next verdict is about; empty: as its class says."""
        if scope != self.scope and scope in ("", EVENT, PIXEL):
            self.scope = scope
            self.scope_changed.emit(scope)

    def turn_scope(self) -> None:
        """As its class says, this event, the pixel, and back."""
        scopes = ("", EVENT, PIXEL)
        self.set_scope(scopes[(scopes.index(self.scope) + 1) % len(scopes)])

    def set_advance(self, advance: bool) -> None:
        """Go on after a verdict, or stay."""
        if advance != self.advance:
            self.advance = advance
            self.progressed.emit()

    def set_blind(self, blind: bool) -> None:
        """Hide label and evidence until there is a verdict, or show them."""
        if blind != self.blind:
            self.blind = blind
            self.blind_changed.emit(blind)

    def give(self, name: str, *, stay: bool = False) -> None:
        """Say what it is; with `stay` go on only where one does not usually."""
        self.time.key()
        entry, known = self.current, class_named(name)
        if entry is None or known is None:
            return
        self._say(entry, name, self.scope or known.scope)
        self.set_scope("")
        if self.advance != stay:
            self._go_on()

    def _go_on(self) -> None:
        """To the next; after the last one there is none in hand, if all are judged."""
        last, progress = self.index + 1 == len(self.entries), self.progress
        if last and progress.judged == progress.total:
            self._hold(None, len(self.entries))
        else:
            self.next()

    def clear(self) -> None:
        """Take back what one has said of this event, and of its pixel."""
        self.time.key()
        entry = self.current
        if entry is not None:
            frame = self._event_frame(entry)
            held = self.book.all_of_own(frame, entry.x, entry.y)
            self._push(entry, frame, tuple((one, None) for one in held))

    def note(self, text: str) -> None:
        """Say something of the verdict in words, or of the next one."""
        self._annotate(text, self.note_and_tags[1])

    def tags(self, tags: tuple[str, ...]) -> None:
        """Give the verdict other tags, or the next one."""
        self._annotate(self.note_and_tags[0], tags)

    def _annotate(self, note: str, tags: tuple[str, ...]) -> None:
        self.time.key()
        entry = self.current
        if entry is None:
            return
        self._drafts[entry.x, entry.y] = note, tags
        held = self.verdict_of(entry, self._event_frame(entry))
        if held is not None:
            self._say(entry, held.name, held.scope)

    def _say(self, entry: Entry, name: str, scope: str) -> None:
        frame = self._event_frame(entry)
        note, tags = self.note_and_tags
        x, y = self.book.grid.on_sensor(entry.x, entry.y)
        places = [self.book.camera] if scope == PIXEL else []
        if not all(places) or scope == EVENT:
            frames = entry.frames if scope == PIXEL else (frame,)
            places = [self.book.content.get(one, "") for one in frames]
            scope = EVENT
        values = []
        for place in filter(None, places):
            about = Verdict(
                self.reviewer,
                scope,
                place,
                x,
                y,
                name,
                note=note,
                tags=tags,
                shown=self._what_is_shown(entry, frame),
                spent_s=round(self.time.item_s, 1),
                blind=self.blind,
            )
            values.append((about, about.as_value()))
        self._push(entry, frame, tuple(values))

    def _what_is_shown(self, entry: Entry, frame: int) -> dict[str, Any]:
        labels = dict(zip(entry.frames, entry.labels, strict=True))
        return {"label": labels.get(frame, "")}

    def _push(self, entry: Entry, frame: int, values: Values) -> None:
        before = tuple((one, self.book.value_of(one)) for one, _ in values)
        if not values or [v for _, v in before] == [v for _, v in values]:
            return
        put = partial(self._put, entry, frame, self._workspace.session)
        words = f"verdict on {entry.x}, {entry.y}"
        self._workspace.history.push(OpinionChange(put, before, values, words=words))

    def _put(
        self, entry: Entry, frame: int, session: Session | None, values: Values
    ) -> None:
        """Say it; the item comes back with it, where its session is open."""
        opinions = self.book.say(values)
        now = self._workspace.session
        if session is None or now is None or not session.is_same_series(now):
            return
        self._drafts.pop((entry.x, entry.y), None)
        self._come_back(entry, frame)
        self._note_said(entry)
        name = next((str(v["class"]) for _, v in values if v is not None), "")
        scope = values[0][0].scope
        events = len(entry.frames) if scope == PIXEL else len(values)
        ids = tuple(said.id for said in opinions)
        line = LogLine(datetime.now(), entry.x, entry.y, frame, events, name, ids)
        self.log.insert(0, line)
        del self.log[_LONGEST_LOG:]
        self.judged.emit(line)
        self.progressed.emit()

    def _come_back(self, entry: Entry, frame: int) -> None:
        number = self._all.number_at(entry.x, entry.y)
        if number is None:
            return
        place = self.entries.index_of(number)
        if place is None:
            self.entries = self._all.only(np.union1d(self.entries.shown, [number]))
            self.queue_changed.emit()
            place = self.entries.index_of(number)
        assert place is not None
        self._hold(self.entries[place], place)
        self._workspace.set_frame(frame)

    def _note_said(self, entry: Entry) -> None:
        """Of the entry, and of those so near that its verdict holds for them."""
        queue, finder = self._all, self.book.finder
        for x in range(entry.x - REACH_PX, entry.x + REACH_PX + 1):
            for y in range(entry.y - REACH_PX, entry.y + REACH_PX + 1):
                number = queue.number_at(x, y)
                if number is not None:
                    near = queue.entry(number)
                    self.said[number] = said_of_entry(finder, near, self.reviewer)

    def _fails(self, failure: Failure) -> None:
        self._workspace.post(failure.text, "bad", about=_ABOUT)
