"""Queue, keys, log and remarks of the desk, and the review that they are joined to."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject

from darkviewer.core.review.classes import CLASSES, class_named
from darkviewer.core.review.queue import (
    ADDED,
    DIFFERS,
    REMOVED,
    UNREVIEWED,
    Entry,
    QueueFilter,
)
from darkviewer.core.review.verdict import certainty_words
from darkviewer.gui.review.queue_panel import QueuePanel
from darkviewer.gui.review.remarks import Remarks
from darkviewer.gui.review.verdict_key import CLEAR
from darkviewer.gui.review.verdict_log import LogLine, VerdictLog
from darkviewer.gui.review.verdict_row import VerdictRow
from darkviewer.gui.text.numbers import count_of

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from darkviewer.core.frames.session import Session
    from darkviewer.gui.engine import reviewing as engine
    from darkviewer.gui.engine import verdict_giving
    from darkviewer.gui.style.theme import Palette
    from darkviewer.gui.workspace import Workspace

__all__ = ["ReviewParts", "log_line"]

_NO_LABEL = "no label yet"


def log_line(line: verdict_giving.LogLine) -> LogLine:
    """A verdict in the words of the log."""
    known = class_named(line.name)
    about = f"frame {line.frame + 1}"
    if line.events > 1:
        about = count_of(line.events, "event")
    return LogLine(
        f"{line.at:%H:%M:%S}",
        f"{line.x}, {line.y}",
        about,
        "0" if known is None else known.key,
        "taken back" if known is None else known.words,
    )


class ReviewParts(QObject):
    """What the user says goes to the review; what it says is shown.

    Attributes
    ----------
    queue, verdicts, log, remarks : QWidget
        The parts.
    """

    def __init__(
        self, workspace: Workspace, reviewing: engine.Reviewing, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workspace, self._reviewing = workspace, reviewing
        self.queue = QueuePanel(workspace.palette)
        self.verdicts = VerdictRow(workspace.palette)
        self.log, self.remarks = VerdictLog(), Remarks()
        self._session = workspace.session
        self._remarked: tuple[int, int] | None = None  # whose note is shown
        self._say()
        self._hear()
        self._take_queue()
        self._take_entry(reviewing.current)
        self._tell_progress()

    # what the user says

    def _say(self) -> None:
        review, queue, remarks = self._reviewing, self.queue, self.remarks
        queue.chosen.connect(self._go)
        queue.next_wanted.connect(review.next)
        queue.previous_wanted.connect(review.previous)
        queue.chips.changed.connect(self._filter)
        self.verdicts.given.connect(self._give)
        self.verdicts.cleared.connect(self._clear)
        self.verdicts.scope_chosen.connect(review.set_scope)
        self.log.undo_wanted.connect(self._workspace.history.undo)
        remarks.typed.connect(review.at_work)
        remarks.note_kept.connect(partial(self._remark, review.note))
        remarks.tags_kept.connect(partial(self._remark, review.tags))

    def follow_actions(self, actions: Mapping[str, QAction]) -> None:
        """Show the keys as they are set, and light those that are pressed."""
        for known in CLASSES:
            name = f"verdict_{known.name.replace('-', '_')}"
            action = actions[name]
            for one in (action, actions[f"{name}_stay"]):
                one.triggered.connect(partial(self._light, known.name))
            self._follow(action, partial(self.verdicts.set_key, known.name))
        actions["review_clear"].triggered.connect(partial(self._light, CLEAR))
        self._follow(actions["review_clear"], partial(self.verdicts.set_key, CLEAR))
        self.queue.image_wanted.connect(actions["review_in_image"].trigger)
        self._follow(actions["review_scope"], self.verdicts.set_scope_key)
        self._follow(actions["review_certainty"], self.verdicts.set_certainty_key)
        self._follow(actions["review_note"], self.remarks.note.set_hint)
        self._follow(actions["review_tags"], self.remarks.tags.set_hint)
        self._follow(actions["review_previous"], self.queue.previous.set_hint)
        self._follow(actions["review_next"], self.queue.next.set_hint)
        self._follow(actions["undo"], self.log.undo.set_hint)

    def _follow(self, action: QAction, show: Callable[[str], None]) -> None:
        def tell() -> None:
            show(action.shortcut().toString())

        tell()
        action.changed.connect(tell)

    def _light(self, name: str, _checked: bool = False) -> None:
        self.verdicts.light(name)

    def _go(self, row: int) -> None:
        self.remarks.keep()
        self._reviewing.go(row)

    def _give(self, name: str, stay: bool) -> None:
        self.remarks.keep()
        self._reviewing.give(name, stay=stay)

    def _clear(self, _stay: bool) -> None:
        self.remarks.keep()
        self._reviewing.clear()

    def _remark(self, say: Callable[[Any], None], words: object) -> None:
        """Of the entry in hand; while another run has not found it again, later."""
        if self._reviewing.current is not None:
            say(words)
        elif self._remarked is not None:
            self._reviewing.set_aside(self._remarked, *self.remarks.texts)

    def _filter(self, states: Mapping[tuple[str, str], int]) -> None:
        self._reviewing.set_filter(QueueFilter(states))

    # what is said

    def _hear(self) -> None:
        review, workspace = self._reviewing, self._workspace
        review.queue_changed.connect(self._take_queue)
        review.current_changed.connect(self._take_entry)
        review.frame_changed.connect(self._take_frame)
        review.judged.connect(self._take_verdict)
        review.blind_changed.connect(self.queue.set_blind)
        review.scope_changed.connect(self.verdicts.set_scope)
        review.certainty_changed.connect(lambda _: self._place())
        review.progressed.connect(self._tell_progress)
        review.progressed.connect(self._tell_log)
        workspace.palette_changed.connect(self._dress)
        workspace.text_size_changed.connect(self._follow_text)
        workspace.history.indexChanged.connect(self._tell_log)
        workspace.session_changed.connect(self._take_session)

    def _take_queue(self) -> None:
        review, entries = self._reviewing, self._reviewing.entries
        self.queue.set_queue(
            entries,
            self._said,
            frames=self._workspace.frames.used,
            events=int(entries.sizes[entries.shown].sum()),
        )
        self._offer()
        self.queue.chips.set_chips(review.wanted.chips)
        self._place()

    def _said(self, row: int) -> str:
        """The verdict in the entry's own frame, or one of another frame."""
        review = self._reviewing
        own = review.said_of(int(review.entries.shown[row])).own
        if not own:
            return ""
        held = review.verdict_of(review.entries[row])
        return min(own) if held is None else held.name

    def _offer(self) -> None:
        """What the chips can choose among: all of the session, listed or not."""
        review, chips, session = (
            self._reviewing,
            self.queue.chips,
            self._workspace.session,
        )
        events = review.all_entries.events
        names = [events.names[code] for code in np.unique(events.label).tolist()]
        frames = range(self._workspace.frames.used)
        others = sorted({who for said in review.said.values() for who in said.others})
        chips.set_options("label", [(name, name or _NO_LABEL) for name in names])
        chips.set_options("frame", [(str(one), f"frame {one + 1}") for one in frames])
        chips.set_options(
            "verdict",
            [(UNREVIEWED, UNREVIEWED), *((one.name, one.words) for one in CLASSES)],
        )
        title = "" if session is None else session.title
        chips.set_options("session", [(title, title)] if title else [])
        chips.set_options("reviewer", [(who, who) for who in others])
        hand = [(ADDED, "added by hand"), (REMOVED, "taken away by hand")]
        chips.set_options("hand", hand)
        chips.set_options("agreement", [(DIFFERS, DIFFERS)] if others else [])

    def _take_entry(self, entry: Entry | None) -> None:
        """What is typed stays with its pixel, also while a run has none in hand."""
        self._place()
        pixel = None if entry is None else (entry.x, entry.y)
        if pixel is None and self._reviewing.seeks:
            return
        if pixel != self._remarked and self._remarked is not None:
            self.remarks.keep_aside(partial(self._reviewing.set_aside, self._remarked))
        self._remarked = pixel
        self.remarks.show_remarks(*self._reviewing.note_and_tags)

    def _take_session(self, session: Session | None) -> None:
        """What was typed of another session is nobody's here."""
        before, self._session = self._session, session
        if session is None or before is None or not session.is_same_series(before):
            self.remarks.forget()
            self.remarks.show_remarks("", ())
            self._remarked = None

    def _take_frame(self, _frame: int) -> None:
        self._place()

    def _place(self) -> None:
        review = self._reviewing
        entry = review.current
        row = review.index if entry is not None and review.index >= 0 else None
        self.queue.set_current(row, review.frame)
        self.verdicts.setEnabled(entry is not None)
        self.remarks.setEnabled(entry is not None or review.seeks)
        held = None
        if entry is not None:
            here = review.frame if review.frame in entry.frames else entry.best
            held = review.verdict_of(entry, here)
        self.verdicts.set_verdict("" if held is None else held.name)
        given = "" if held is None else certainty_words(held.certainty)
        self.verdicts.set_certainty(review.certainty or given)

    def _take_verdict(self, _line: verdict_giving.LogLine) -> None:
        """The one that was judged is still in hand."""
        rows = self.queue.list
        rows.rows.renew(self._reviewing.index)
        rows.viewport().update()  # it may hold for a pixel beside it, too
        self._place()
        self.remarks.show_remarks(*self._reviewing.note_and_tags)

    def _tell_log(self, _index: int = 0) -> None:
        history = self._workspace.history
        lines = [log_line(line) for line in self._reviewing.log[:3]]
        self.log.set_lines(lines, undo=history.undoText())

    def _tell_progress(self) -> None:
        now = self._reviewing.progress
        self.queue.head.set_progress(
            now.judged,
            now.total,
            minutes=now.minutes,
            an_hour=math.nan if now.per_hour is None else now.per_hour,
            left=math.nan if now.minutes_left is None else now.minutes_left,
        )
        self.verdicts.set_advance(self._reviewing.advance)

    def _dress(self, palette: Palette) -> None:
        self.queue.set_palette(palette)
        self.verdicts.set_palette(palette)

    def _follow_text(self) -> None:
        self.queue.follow_text()
        self.queue.set_palette(self._workspace.palette)
        self.verdicts.follow_text()
        self.verdicts.set_palette(self._workspace.palette)
        self._place()
