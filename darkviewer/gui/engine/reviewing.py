"""The review of candidates: what is said of the entry in hand, and what is next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from darkviewer.core.review.classes import EVENT, PIXEL, class_named
from darkviewer.core.review.comparison import CAMERA
from darkviewer.core.review.remark import Remark
from darkviewer.core.review.salt import SALT
from darkviewer.core.review.verdict import CERTAINTIES, REACH_PX, Verdict
from darkviewer.gui.engine.review_queue import ReviewQueue
from darkviewer.gui.engine.verdict_book import said_of_entry
from darkviewer.gui.engine.verdict_giving import LogLine, VerdictGiving

if TYPE_CHECKING:
    from darkviewer.core.review.queue import Entry
    from darkviewer.gui.engine.judgements import Judgements
    from darkviewer.gui.engine.pixel_facts import Examining
    from darkviewer.gui.engine.queue_building import Found
    from darkviewer.gui.workspace import Workspace
    from darkviewer.runs.salted_session import SaltedEvent

__all__ = ["Reviewing"]

_LONGEST_LOG = 200


class Reviewing(ReviewQueue):
    """Verdicts go to the opinions, each a step to undo that comes back to its entry.

    Attributes
    ----------
    blind : bool
        Label and evidence stay hidden until there is a verdict.
    scope : str
        Of the next verdict: `EVENT`, `PIXEL`, or empty for that of its class.
    certainty : str
        Of the next verdict, one of `CERTAINTIES`; empty where nothing is said of it.
    advance : bool
        Go on after a verdict.
    log : list of LogLine
        Verdicts of this sitting, newest first.
    """

    judged = Signal(object)  # LogLine
    blind_changed = Signal(bool)
    scope_changed = Signal(str)
    certainty_changed = Signal(str)
    saved_changed = Signal()  # verdicts were committed, or could not be

    def __init__(
        self,
        workspace: Workspace,
        judgements: Judgements,
        examining: Examining,
        parent: QObject,
    ) -> None:
        super().__init__(workspace, judgements, examining, parent)
        self._giving = VerdictGiving(workspace, self.book, self)
        self.blind, self.scope, self.advance = False, "", True
        self.certainty = ""
        self.log: list[LogLine] = []
        self._drafts: dict[tuple[int, int], tuple[str, tuple[str, ...]]] = {}
        judgements.tried.connect(self.saved_changed)
        self._giving.said.connect(self._take_verdict)

    def finish(self) -> None:
        """Whatever was given is said, before the window ends."""
        self._giving.finish()

    def _take_found(self, found: Found) -> None:
        before, entry = self.note_and_tags, self.current
        self._drafts = dict(found.remarks) | self._drafts
        super()._take_found(found)
        if entry is not None and entry == self.current and self.note_and_tags != before:
            self.current_changed.emit(entry)  # what was kept of it is known now

    def _leave(self) -> None:
        self.log.clear()
        super()._leave()
        self._drafts.clear()  # whoever heard of it may have set something aside

    def verdict_of(self, entry: Entry, frame: int | None = None) -> Verdict | None:
        """One's own verdict of an entry in a frame; default is its own frame."""
        at = entry.best if frame is None else frame
        waiting = self._giving.waiting_of(entry)
        return waiting or self.book.of(at, entry.x, entry.y).get(self.reviewer)

    def saved(self, line: LogLine) -> bool:
        """Whether a verdict of the log is on the disk: committed."""
        return all(map(self._judgements.opinions.is_saved, line.ids))

    def others_of(
        self, entry: Entry, frame: int | None = None
    ) -> Mapping[str, Verdict]:
        """What others say of it, by name; nothing before one's own is given."""
        at = entry.best if frame is None else frame
        held = self.book.of(at, entry.x, entry.y)
        return held if held.pop(self.reviewer, None) is not None else {}

    @property
    def judged_now(self) -> bool:
        """Whether the entry in hand has a verdict of one's own."""
        entry = self.current
        return entry is not None and self.verdict_shown(entry, self.frame) is not None

    def verdict_shown(self, entry: Entry, frame: int) -> Verdict | None:
        """One's own verdict where a frame is on show, or of the entry's own frame."""
        return self.verdict_of(entry, frame if frame in entry.frames else entry.best)

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

    def set_scope(self, scope: str) -> None:
        """What the next verdict is about; empty: as its class says."""
        if scope != self.scope and scope in ("", EVENT, PIXEL):
            self.scope = scope
            self.scope_changed.emit(scope)

    def turn_scope(self) -> None:
        """As its class says, this event, the pixel, and back."""
        scopes = ("", EVENT, PIXEL)
        self.set_scope(scopes[(scopes.index(self.scope) + 1) % len(scopes)])

    def set_certainty(self, certainty: str) -> None:
        """How certain the next verdict is; empty: nothing is said of it."""
        if certainty != self.certainty and certainty in ("", *CERTAINTIES):
            self.certainty = certainty
            self.certainty_changed.emit(certainty)

    def turn_certainty(self) -> None:
        """Sure, likely, a guess, and back to nothing."""
        steps = ("", *CERTAINTIES)
        self.set_certainty(steps[(steps.index(self.certainty) + 1) % len(steps)])

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
        self._touch()
        self._settled = True
        entry, known = self.current, class_named(name)
        if entry is None or known is None:
            return
        held = self.verdict_of(entry, self._event_frame(entry))
        certainty = CERTAINTIES.get(self.certainty)
        if certainty is None and held is not None and held.name == name:
            certainty = held.certainty  # the same key again changes nothing
        self._say(entry, name, self.scope or known.scope, certainty)
        self.set_scope("")
        self.set_certainty("")
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
        self._touch()
        entry = self.current
        if entry is not None:
            frame = self._event_frame(entry)
            self._giving.take_back(entry, frame)

    def note(self, text: str) -> None:
        """Say something of the verdict in words, or of the next one."""
        self._annotate(text, self.note_and_tags[1])

    def tags(self, tags: tuple[str, ...]) -> None:
        """Give the verdict other tags, or the next one."""
        self._annotate(self.note_and_tags[0], tags)

    def set_aside(
        self, pixel: tuple[int, int], note: str, tags: tuple[str, ...]
    ) -> None:
        """Typed of a pixel that is not in hand now: there again when it is."""
        self._drafts[pixel] = note, tags

    def at_work(self) -> None:
        """Somebody types: what is listed stays, and so does what is in hand."""
        self._touch()

    def _annotate(self, note: str, tags: tuple[str, ...]) -> None:
        self._touch()
        entry = self.current
        if entry is None:
            return
        self._drafts[entry.x, entry.y] = note, tags
        held = self.verdict_of(entry, self._event_frame(entry))
        if held is not None:
            self._say(entry, held.name, held.scope, held.certainty)
        elif self._salted_at(entry) is None:  # nothing lasts of what is synthetic
            x, y = self.book.grid.on_sensor(entry.x, entry.y)
            remark = Remark(self.reviewer, "", x, y, note, tags)
            self._giving.remark(self._event_frame(entry), remark)

    def _salted_at(self, entry: Entry) -> SaltedEvent | None:
        salted = self._workspace.salted
        return None if salted is None else salted.at(entry.x, entry.y)

    def _say(
        self, entry: Entry, name: str, scope: str, certainty: float | None
    ) -> None:
        frame = self._event_frame(entry)
        note, tags = self.note_and_tags
        x, y = self.book.grid.on_sensor(entry.x, entry.y)
        shown = {**self._shown.of(entry, frame), CAMERA: self.book.camera}
        event = self._salted_at(entry)
        if event is not None and (event.x, event.y) == (entry.x, entry.y):
            shown[SALT] = event.judged(name).as_shown()
        verdict = Verdict(
            self.reviewer,
            scope,
            "",
            x,
            y,
            name,
            certainty=certainty,
            note=note,
            tags=tags,
            shown=shown,
            spent_s=round(self.time.item_s, 1),
            blind=self.blind,
            salted=event is not None,
        )
        self._giving.give(entry, frame, verdict)

    def _take_verdict(self, entry: Entry, frame: int, line: LogLine) -> None:
        if self._drafts.pop((entry.x, entry.y), None) is not None:
            self.book.forget_remarks(entry.x, entry.y)
        self._come_back(entry.x, entry.y, frame)
        self._note_said(entry)
        self.log.insert(0, line)
        del self.log[_LONGEST_LOG:]
        self.judged.emit(line)
        self.progressed.emit()

    def _note_said(self, entry: Entry) -> None:
        """Of the entry, and of those so near that its verdict holds for them."""
        queue, finder = self._all, self.book.finder
        for x in range(entry.x - REACH_PX, entry.x + REACH_PX + 1):
            for y in range(entry.y - REACH_PX, entry.y + REACH_PX + 1):
                number = queue.number_at(x, y)
                if number is not None:
                    near = queue.entry(number)
                    self._note(number, said_of_entry(finder, near, self.reviewer))

    def add_by_hand(
        self, frame: int, x: int, y: int, *, everywhere: bool = False
    ) -> None:
        """Take the local peak near a pixel for a candidate, whatever the threshold."""
        self.hand.add(frame, x, y, everywhere=everywhere)

    def take_away(self, entry: Entry) -> None:
        """Take an entry out of the queue, or list it again if it was taken away."""
        self._touch()
        if entry.removed:
            self.hand.bring_back(entry)
        else:
            self.hand.take_away(entry)
