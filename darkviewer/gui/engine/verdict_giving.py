"""Verdicts on their way: from a key to an opinion that is kept, and a step to undo."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from darkviewer.core.review.classes import EVENT, PIXEL
from darkviewer.gui.opinion_history import OpinionChange

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.frames.session import Session
    from darkviewer.core.review.queue import Entry
    from darkviewer.core.review.remark import Remark
    from darkviewer.core.review.verdict import Verdict
    from darkviewer.gui.engine.verdict_book import Values, VerdictBook
    from darkviewer.gui.workspace import Workspace

__all__ = ["LAST_S", "LogLine", "VerdictGiving"]

_ABOUT = "reviewing"
_log = logging.getLogger(__name__)

LAST_S = 30.0
"""So long the end of the window waits for frames of what was given last."""


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


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    """A verdict, or a note without entry, that waits for the hashes of frames."""

    entry: Entry | None
    verdict: Verdict | None
    infos: Mapping[int, FrameInfo | None]
    known: Callable[[Mapping[int, str]], None]


class VerdictGiving(QObject):
    """Says verdicts in their order, each as one step to undo.

    A verdict about an event needs the content hash of its frame: where that is not
    known yet it is read first, and the verdict waits for it.
    """

    said = Signal(object, int, object)  # Entry, frame, LogLine: also by undo

    def __init__(
        self, workspace: Workspace, book: VerdictBook, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workspace, self._book = workspace, book
        self._waiting: list[_Waiting] = []

    @property
    def waits(self) -> bool:
        """Whether a verdict or a note waits for the hash of its frame."""
        return bool(self._waiting)

    def waiting_of(self, entry: Entry) -> Verdict | None:
        """The verdict on an entry that waits for the hash of its frame."""
        found = (one.verdict for one in reversed(self._waiting) if one.entry == entry)
        return next(found, None)

    def finish(self, timeout_s: float = LAST_S) -> None:
        """Say what still waits, as far as its frames can be read: the window closes."""
        found = self._book.read_now([one.infos for one in self._waiting], timeout_s)
        for one, content in zip(self._waiting[:], found, strict=False):
            one.known(content)
        if self._waiting:
            _log.warning("%s verdicts or notes are not kept", len(self._waiting))

    def give(self, entry: Entry, frame: int, verdict: Verdict) -> None:
        """Say it of the event in a frame, or of the pixel in all of them.

        Parameters
        ----------
        entry : Entry
            What is judged.
        frame : int
            The frame of the event.
        verdict : Verdict
            Its place follows; the coordinates are those of the sensor.
        """
        camera = self._book.camera
        whole = verdict.scope == PIXEL
        if whole and camera and not verdict.salted:
            self._after((), entry, verdict, lambda _: [replace(verdict, place=camera)])
            return
        # Without a camera's name nothing holds beyond the frames of this session, and
        # nothing that is said of a synthetic event may.
        frames = entry.frames if whole else (frame,)
        said = replace(verdict, scope=EVENT)

        def verdicts(content: Mapping[int, str]) -> list[Verdict]:
            found = filter(None, (content.get(one) for one in frames))
            return [replace(said, place=place) for place in found]

        self._after(frames, entry, verdict, verdicts, frame=frame)

    def remark(self, frame: int, remark: Remark) -> None:
        """Keep a note on an event of a frame that has no verdict yet."""

        def say(content: Mapping[int, str]) -> None:
            place = content.get(frame)
            if place:
                self._book.remark(replace(remark, place=place))

        self._when_known((frame,), None, None, say)

    def take_back(self, entry: Entry, frame: int) -> None:
        """Take back all that one has said of an event, and of its pixel."""

        def held(_content: Mapping[int, str]) -> list[Verdict]:
            found = self._book.all_of_own(frame, entry.x, entry.y)
            return [replace(one, name="") for one in found]

        self._after((), entry, None, held, frame=frame)

    def _after(
        self,
        frames: Iterable[int],
        entry: Entry,
        verdict: Verdict | None,
        verdicts: Callable[[Mapping[int, str]], list[Verdict]],
        *,
        frame: int | None = None,
    ) -> None:
        """Say it once the frames are known, after all that was given before."""
        shown = entry.best if frame is None else frame
        push = partial(self._push, entry, shown, self._workspace.session)

        def say(content: Mapping[int, str]) -> None:
            found = verdicts(content)
            if verdict is not None and not found:
                words = "The frame cannot be read any more: the verdict is not kept"
                self._workspace.post(words, "bad", about=_ABOUT)
            push(found)

        self._when_known(frames, entry, verdict, say)

    def _when_known(
        self,
        frames: Iterable[int],
        entry: Entry | None,
        verdict: Verdict | None,
        say: Callable[[Mapping[int, str]], None],
    ) -> None:
        """Another session may be open by then: the hashes are those of this one."""
        frames, content = tuple(frames), self._book.content
        here = {frame: content[frame] for frame in frames if content.get(frame)}
        missing = [frame for frame in frames if frame not in here]
        if not missing and not self._waiting:
            say(here)
            return

        def known(found: Mapping[int, str]) -> None:
            self._waiting.pop(0)
            say(here | dict(found))

        infos = self._book.infos_of(missing)
        self._waiting.append(_Waiting(entry, verdict, infos, known))
        self._book.read_first(missing, known)

    def _push(
        self,
        entry: Entry,
        frame: int,
        session: Session | None,
        verdicts: list[Verdict],
    ) -> None:
        if not verdicts:
            return
        book = self._book
        values = tuple((one, one.as_value() if one.name else None) for one in verdicts)
        before = tuple((one, book.value_of(one)) for one, _ in values)
        if _same(before, values):
            return
        put = partial(self._put, entry, frame, session)
        words = f"verdict on {entry.x}, {entry.y}"
        self._workspace.history.push(OpinionChange(put, before, values, words=words))

    def _put(
        self, entry: Entry, frame: int, session: Session | None, values: Values
    ) -> None:
        """Say it; the item comes back with it, where its session is open."""
        opinions = self._book.say(values)
        now = self._workspace.session
        if session is None or now is None or not session.is_same_series(now):
            return
        name = next((str(v["class"]) for _, v in values if v is not None), "")
        whole = values[0][0].scope == PIXEL
        line = LogLine(
            at=datetime.now(),
            x=entry.x,
            y=entry.y,
            frame=frame,
            events=len(entry.frames) if whole else len(values),
            name=name,
            ids=tuple(said.id for said in opinions),
        )
        self.said.emit(entry, frame, line)


def _same(before: Values, values: Values) -> bool:
    """Whether nothing is said that does not hold; time and what was shown aside."""
    return all(
        _said(old) == _said(new)
        for (_, old), (_, new) in zip(before, values, strict=True)
    )


def _said(value: Mapping[str, object] | None) -> tuple[object, ...] | None:
    if value is None:
        return None
    said = "class", "scope", "certainty", "note", "tags"
    return tuple(value.get(name) for name in said)
