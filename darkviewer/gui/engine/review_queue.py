"""The queue of a review, and which of its entries is in hand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from darkviewer.core.review.queue import (
    Entry,
    Queue,
    QueueFilter,
    Said,
    build,
    kept,
)
from darkviewer.core.review.queue_events import events_by_hand
from darkviewer.core.review.shown import master_hash
from darkviewer.gui.engine.hand_layer import HandLayer
from darkviewer.gui.engine.queue_building import Found, build_queue, same_pixels
from darkviewer.gui.engine.review_time import Progress, ReviewTime
from darkviewer.gui.engine.tally import Tally
from darkviewer.gui.engine.verdict_book import VerdictBook
from darkviewer.gui.engine.what_was_shown import WhatWasShown
from darkviewer.gui.threads.background import Background, Task

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.frames.session import Session
    from darkviewer.gui.engine.judgements import Judgements
    from darkviewer.gui.engine.pixel_facts import Examining
    from darkviewer.gui.threads.ending import Deadline
    from darkviewer.gui.threads.jobs import Failure
    from darkviewer.gui.workspace import Workspace

__all__ = ["ReviewQueue"]

_ABOUT = "reviewing"


class ReviewQueue(QObject):
    """One entry after the other, in an order that stays until somebody asks.

    Attributes
    ----------
    entries : Queue
        Those listed now.
    current : Entry or None
        The one in hand.
    index : int
        Its place in `entries`; -1 where there is none, their number after the last.
    wanted : QueueFilter
        What is listed.
    said : dict
        By the number of an entry, what was said of it.
    book : VerdictBook
        Verdicts of everybody.
    hand : HandLayer
        What is added and taken away by hand.
    time : ReviewTime
        Spent since the session was opened.
    """

    queue_changed = Signal()
    current_changed = Signal(object)  # Entry or None
    frame_changed = Signal(int)
    progressed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        judgements: Judgements,
        examining: Examining,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._judgements = workspace, judgements
        self._thread = Background("reviewing", self)
        self.book = VerdictBook(workspace, judgements, self)
        self.hand = HandLayer(workspace, judgements, examining, self.book, self)
        self._shown = WhatWasShown(workspace, examining)
        self.time = ReviewTime()
        self.entries = self._all = self.book.queue
        self.current: Entry | None = None
        self.index = -1
        self.wanted = QueueFilter()
        self.said: dict[int, Said] = {}
        self._active, self._stale = False, True
        self._settled = False  # what is listed stays; before, labels change its order
        self._untouched: tuple[int, int] | None = None  # selected, by nobody here
        self._session: Session | None = None
        self._frames: tuple[FrameInfo | None, ...] = ()
        self._spent_before_s = 0.0
        self._goal: tuple[int, int] | None = None
        self._from_first = False  # a queue that is being built begins there
        self._tally = Tally()
        workspace.candidates_changed.connect(self._renew)
        workspace.salted_changed.connect(self._renew)
        workspace.session_changed.connect(self._take_session)
        workspace.pixel_changed.connect(self._note_pixel)
        workspace.frame_changed.connect(self._tell_frame)
        judgements.heard.connect(self._renew)
        self.book.frames_read.connect(self._renew)
        self.hand.changed.connect(self._take_hand)

    @property
    def idle(self) -> bool:
        """Whether nothing is being built or looked up."""
        return self._thread.idle and self._judgements.idle

    def close(self, until: Deadline | None = None) -> None:
        """End the thread."""
        self._thread.close(until)

    @property
    def active(self) -> bool:
        """Whether the desk is on top."""
        return self._active

    @property
    def seeks(self) -> bool:
        """Whether a pixel comes in hand as soon as it is found."""
        return self._goal is not None

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

    def said_of(self, number: int) -> Said:
        """What was said of an entry, by its number in `entries.shown`."""
        return self.said.get(number, Said())

    @property
    def progress(self) -> Progress:
        """Of all that the filter lists, whatever the verdict."""
        judged, total = self._tally.count(
            self._all, self.wanted, self.said, session=self._title
        )
        spent_s = self._spent_before_s + self.time.total_s
        return Progress.of(judged, total, spent_s)

    def _note(self, number: int, said: Said) -> None:
        """Something else is said of an entry."""
        self._tally.note(self._all, number, self.said_of(number), said)
        self.said[number] = said

    def set_active(self, active: bool) -> None:
        """The desk came on top, or went; out of sight nothing is built."""
        if active == self._active:
            return
        self._active = active
        self.time.pause()
        if not active:
            self._untouched = self._selected
            return
        # A pixel that was picked elsewhere comes along, if it is in the queue.
        picked = self._selected
        self._goal = None if picked == self._untouched else picked
        if self._stale:
            self._renew()
        else:
            self._reach_goal()

    def set_filter(self, wanted: QueueFilter) -> None:
        """List others; the entry in hand stays in hand."""
        self._touch()
        self.wanted = wanted
        self._list_again()

    def begin_with(self, wanted: QueueFilter) -> None:
        """List others, from the first; again where the queue is just being built."""
        self.set_filter(wanted)
        self.go(0)
        self._from_first, self._goal = not self._thread.idle, None

    def _renew(self, _changed: object = None) -> None:
        """Build the queue, and find what was said of it; nothing out of sight."""
        self._stale = not self._active
        if self._stale:
            return
        workspace, table = self._workspace, self._workspace.candidates
        self._thread.drop("queue")
        if table is None or workspace.calibration is None:
            if self.current is not None:  # come back to it, if it is found again
                self._goal = self.current.x, self.current.y
            self._take_queue(build(events_by_hand(())), {})
            return
        self._read_frames()
        self._know_master(workspace.calibration)
        shape = workspace.calibration.master.shape
        judgements, own, known = self._judgements, self.reviewer, self.book.finder
        salted = workspace.salted
        if salted is not None and salted.beside is not table:
            salted = None  # others are being drawn

        def work() -> Found:
            judgements.wait_read()
            return build_queue(table, shape, known, judgements.opinions, own, salted)

        self._thread.submit(Task("queue", 0, work, self._take_found, self._fails))

    def _know_master(self, calibration: Calibration) -> None:
        if not self._shown.knows(calibration):
            self._thread.drop("master")
            self._thread.submit(
                Task(
                    "master",
                    1,
                    partial(master_hash, calibration.master),
                    partial(self._shown.know_master, calibration),
                    self._fails,
                )
            )

    def _read_frames(self) -> None:
        """The hashes of frames are read once, as long as they are the same."""
        frames = self._workspace.frames
        if frames.infos[: frames.used] != self._frames:
            self._frames = frames.infos[: frames.used]
            self.book.read_frames()

    def _take_found(self, found: Found) -> None:
        self.book.verdicts = found.finder.verdicts
        if not self._settled:
            self._spent_before_s = found.spent_s
        self._take_queue(found.finder.queue, found.said, latest=found.latest)

    def _take_queue(
        self, queue: Queue, said: dict[int, Said], *, latest: int | None = None
    ) -> None:
        same = same_pixels(queue, self._all)
        self._all = self.book.queue = queue
        self.said = said
        first, self._from_first = self._from_first, False
        if not self._settled:
            self._begin(latest)
        elif first:
            entries = self._listed(None)
            self._show(entries, min(0, len(entries) - 1))
        elif same:  # the order stays, and so does what is listed
            self._show(queue.only(self.entries.shown), self.index)
        else:
            self._list_again()
        self._reach_goal()

    def _reach_goal(self) -> None:
        if self._goal is not None and len(self._all):
            self._come_back(*self._goal)
            self._goal = None
            self._settled = True

    def _begin(self, latest: int | None) -> None:
        """List what the filter lets pass, and go on where one was."""
        entries, after = self._listed(None), 0
        if latest is not None:
            after = int(np.searchsorted(entries.shown, latest + 1))
        self._show(entries, after if after < len(entries) else min(0, len(entries) - 1))
        table = self._workspace.candidates
        known = table is not None and table.classification is not None
        self._settled = known and len(self._all) > 0 and self.book.complete

    def _list_again(self) -> None:
        """List what the filter lets pass now; the entry in hand stays in hand."""
        entry = self.current
        pixel = self._goal if entry is None else (entry.x, entry.y)
        stays = None if pixel is None else self._all.number_at(*pixel)
        entries = self._listed(stays)
        place = entries.index_of(stays)
        self._show(entries, min(0, len(entries) - 1) if place is None else place)

    def _show(self, entries: Queue, place: int) -> None:
        self._list(entries, place)
        inside = 0 <= place < len(entries)
        self._hold(entries[place] if inside else None, place)
        self.progressed.emit()

    def _list(self, entries: Queue, place: int) -> None:
        """Whoever hears of other entries finds the place among these, not the old."""
        self.entries, self.index = entries, place
        self.queue_changed.emit()

    @property
    def _selected(self) -> tuple[int, int] | None:
        held = self._workspace.pixel_in_hand
        return None if held is None else (held.x, held.y)

    def _note_pixel(self, _pixel: object) -> None:
        """The best of a new session is selected by itself: nobody asked for it."""
        if self._untouched is None:
            self._untouched = self._selected

    @property
    def _title(self) -> str:
        session = self._workspace.session
        return "" if session is None else session.title

    def _listed(self, stays: int | None) -> Queue:
        return kept(self._all, self.wanted, self.said, session=self._title, stays=stays)

    def _touch(self) -> None:
        """Somebody is at work: from now on the list stays."""
        self.time.key()
        self._settled = True

    def go(self, index: int) -> None:
        """Take an entry in hand, by its place in the queue."""
        self._touch()
        self._from_first = False
        if 0 <= index < len(self.entries):
            self._hold(self.entries[index], index)

    def next(self) -> None:
        """The entry below, if there is one."""
        self.go(self.index + 1)

    def previous(self) -> None:
        """The entry above, if there is one."""
        self.go(self.index - 1)

    def beside(self, *steps: int) -> Iterator[Entry]:
        """Entries so many places below the one in hand, or above it, where listed."""
        for step in steps:
            place = self.index + step
            if 0 <= place < len(self.entries):
                yield self.entries[place]

    def set_frame(self, frame: int) -> None:
        """The same pixel in another frame."""
        self._touch()
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

    def _come_back(self, x: int, y: int, frame: int | None = None) -> None:
        """Take the entry of a pixel in hand, listed so far or not."""
        number = self._all.number_at(x, y)
        if number is None:
            return
        place = self.entries.index_of(number)
        if place is None:
            entries = self._all.only(np.union1d(self.entries.shown, [number]))
            place = entries.index_of(number)
            assert place is not None
            self._list(entries, place)
        self._hold(self.entries[place], place)
        if frame is not None:
            self._workspace.set_frame(frame)

    def _tell_frame(self, frame: int) -> None:
        if self._active:
            self.frame_changed.emit(frame)

    def _event_frame(self, entry: Entry) -> int:
        """The frame in hand, or the entry's own where nothing is in that one."""
        return self.frame if self.frame in entry.frames else entry.best

    def _fails(self, failure: Failure) -> None:
        self._workspace.post(failure.text, "bad", about=_ABOUT)

    def _take_session(self, session: Session | None) -> None:
        before, self._session = self._session, session
        if session is None or before is None or not session.is_same_series(before):
            self._leave()

    def _leave(self) -> None:
        """Another session: nothing of the one before holds."""
        self.time = ReviewTime()
        self._spent_before_s = 0.0
        self._settled = False
        self._untouched = self._goal = None
        self._hold(None, -1)
        self._take_queue(build(events_by_hand(())), {})

    def _take_hand(self, x: int, y: int) -> None:
        self._goal = x, y
        self._renew()
