"""What was said of the events of the open session: found again, said, taken back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from darkviewer.core.opinions.events import REMARK, VERDICT
from darkviewer.core.review.finder import Finder
from darkviewer.core.review.queue import Entry, Said, build
from darkviewer.core.review.queue_events import events_by_hand
from darkviewer.core.review.remark import read_remarks
from darkviewer.core.review.sensor_place import SensorPlace, camera_of
from darkviewer.core.review.verdict import Verdict, Verdicts, read_verdict
from darkviewer.gui.threads.ending import Deadline, join
from darkviewer.runs.exclusion import content_of

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.opinions.events import Opinion
    from darkviewer.core.review.remark import Remark
    from darkviewer.gui.engine.judgements import Judgements
    from darkviewer.gui.workspace import Workspace
    from darkviewer.storage.opinions.store import Opinions

__all__ = [
    "Values",
    "VerdictBook",
    "earlier",
    "said_of_entries",
    "said_of_entry",
]

_LATER = 1
"""Hashes of frames that nobody waits for: after all else."""

Values = tuple[tuple[Verdict, Mapping[str, Any] | None], ...]
"""Of each place, who and where it is, and what is said there; None takes it back."""


class VerdictBook(QObject):
    """Verdicts by frame and pixel, whatever the files are called.

    Frames are known by the hash of their pixels, which is read on a thread of its own,
    one frame after the other.

    Attributes
    ----------
    verdicts : Verdicts
        All that hold.
    queue : Queue
        Everything that can be judged.
    content : dict of str
        Hash of each frame that was read so far, by its index.
    complete : bool
        Whether all were read that can be.
    """

    frames_read = Signal()  # the hashes of all frames are known

    def __init__(
        self, workspace: Workspace, judgements: Judgements, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workspace, self._judgements = workspace, judgements
        self.verdicts = Verdicts()
        self.queue = build(events_by_hand(()))
        self.content: dict[int, str] = {}
        self.complete = False
        self._round = 0
        self._hashes: dict[Any, str] = {}

    @property
    def reviewer(self) -> str:
        """Who speaks."""
        return self._judgements.opinions.who

    # frames

    def read_frames(self) -> None:
        """Learn the hashes of the frames of the master; those at hand first."""
        self._round += 1
        self.content, self.complete = {}, False
        contents, of_round = self._judgements.contents, self._round
        infos = {f: info for f, info in enumerate(self._infos()) if info is not None}
        self._judgements.submit(
            "contents",
            lambda: {f: contents.at_hand(info) for f, info in infos.items()},
            partial(self._take_known, of_round, infos),
        )

    def _take_known(
        self, of_round: int, infos: Mapping[int, FrameInfo], known: Mapping[int, str]
    ) -> None:
        if of_round != self._round:
            return
        self.content = {frame: one for frame, one in known.items() if one}
        self._note(infos, self.content)
        contents = self._judgements.contents
        for frame in infos.keys() - self.content.keys():
            self._judgements.submit(
                "contents",
                partial(content_of, infos[frame], contents),
                partial(self._take_content, of_round, frame, infos[frame]),
                urgency=_LATER,
            )
        self._judgements.submit(
            "contents",
            lambda: None,
            partial(self._all_read, of_round),
            urgency=_LATER,
        )

    def _take_content(
        self, of_round: int, frame: int, info: FrameInfo, content: str
    ) -> None:
        if of_round == self._round and content:
            self.content[frame] = content
            self._note({frame: info}, {frame: content})

    def _note(self, infos: Mapping[int, FrameInfo], content: Mapping[int, str]) -> None:
        self._hashes |= {infos[frame].version: one for frame, one in content.items()}

    def hash_of(self, frame: int) -> str:
        """Of a frame of the session as it is now; empty where it was not read yet.

        `content` is of the frames as they were when the desk was looked at last.
        """
        infos = self._infos()
        info = infos[frame] if 0 <= frame < len(infos) else None
        return "" if info is None else self._hashes.get(info.version, "")

    def read_first(
        self, frames: Iterable[int], done: Callable[[Mapping[int, str]], None]
    ) -> None:
        """Learn the hashes of a few frames before all others."""
        contents, infos, of_round = (
            self._judgements.contents,
            self._infos(),
            self._round,
        )
        asked = {frame: info for frame in frames if (info := infos[frame])}

        def work() -> dict[int, str]:
            return {f: content_of(info, contents) for f, info in asked.items()}

        def take(found: Mapping[int, str]) -> None:
            self._note(asked, found)
            if of_round == self._round and self._infos() == infos:
                self.content |= {frame: one for frame, one in found.items() if one}
            done(found)

        self._judgements.submit("verdict", work, take)

    def infos_of(self, frames: Iterable[int]) -> dict[int, FrameInfo | None]:
        """Which files frames are now; another session may be open later."""
        infos = self._infos()
        return {frame: infos[frame] for frame in frames}

    def read_now(
        self, asked: Sequence[Mapping[int, FrameInfo | None]], timeout_s: float
    ) -> list[dict[int, str]]:
        """The hashes of a few frames, waited for: the window is about to end.

        Of a disk that hangs only those that were read in time.
        """
        contents, found = self._judgements.contents, list[dict[int, str]]()

        def work() -> None:
            for infos in asked:
                read = {f: content_of(i, contents) for f, i in infos.items() if i}
                found.append(read)

        thread = threading.Thread(target=work, name="last hashes", daemon=True)
        thread.start()
        join(thread, Deadline(timeout_s))
        return found[:]

    def _all_read(self, of_round: int, _nothing: object) -> None:
        if of_round == self._round:
            self.complete = True
            self.frames_read.emit()

    def _infos(self) -> tuple[FrameInfo | None, ...]:
        frames = self._workspace.frames
        return frames.infos[: frames.used]

    # where

    @property
    def _first(self) -> FrameInfo | None:
        return next((info for info in self._infos() if info is not None), None)

    @property
    def grid(self) -> SensorPlace:
        """Of the frames of the session, which all have the same."""
        return SensorPlace.of(self._first)

    @property
    def camera(self) -> str:
        """What verdicts about a pixel belong to; empty where no header names it."""
        return camera_of(self._first)

    @property
    def finder(self) -> Finder:
        """Finds what was said of events, by the frames that were read so far."""
        return Finder(
            self.verdicts, self.queue, dict(self.content), self.camera, self.grid
        )

    def of(self, frame: int, x: int, y: int) -> dict[str, Verdict]:
        """By reviewer, what holds for an event."""
        return self.finder.of(frame, x, y)

    def all_of_own(self, frame: int, x: int, y: int) -> list[Verdict]:
        """All that one has said oneself of an event, and of its pixel."""
        finder = self.finder
        found = (
            finder.at_place(place, frame, x, y).get(self.reviewer)
            for place in finder.places(frame)
        )
        return [verdict for verdict in found if verdict is not None]

    # what

    def value_of(self, verdict: Verdict) -> Mapping[str, Any] | None:
        """What is said now in the place of a verdict."""
        held = self._judgements.opinions.get(VERDICT, verdict.subject)
        return None if held is None else held.value

    def say(self, values: Values) -> list[Opinion]:
        """Say it, or take it back; it holds at once and is kept soon, all together."""
        said, opinions = [], self._judgements.opinions
        with opinions.together():
            for verdict, value in values:
                opinion = opinions.say(VERDICT, verdict.subject, value)
                said.append(opinion)
                self.take(verdict, opinion)
        return said

    def remark(self, remark: Remark) -> None:
        """Keep a note on what has no verdict yet; an empty one takes it back."""
        opinions, value = self._judgements.opinions, remark.as_value()
        if opinions.get(REMARK, remark.subject) is not None or value is not None:
            opinions.say(REMARK, remark.subject, value)

    def forget_remarks(self, x: int, y: int) -> None:
        """The verdict on a pixel holds its note from now on."""
        opinions, at = self._judgements.opinions, self.grid.on_sensor(x, y)
        places = set(self.content.values())
        for one in read_remarks(opinions.all(REMARK)):
            mine = (one.reviewer, one.x, one.y) == (self.reviewer, *at)
            if mine and one.place in places:
                opinions.say(REMARK, one.subject, None)

    def take(self, verdict: Verdict, opinion: Opinion) -> None:
        """What holds in the place of a verdict from now on."""
        if opinion.value is None:
            self.verdicts.take_back(verdict)
        else:
            for now in Verdicts([opinion]):
                self.verdicts.put(now, opinion.at)


def said_of_entries(finder: Finder, own: str) -> dict[int, Said]:
    """What was said of the entries of a queue, by their numbers; for any thread.

    Only entries near a verdict are looked at: of a hundred thousand these are few.
    """
    queue = finder.queue
    places = {*finder.content.values(), finder.camera} - {""}
    near: set[int] = set()
    for verdict in finder.verdicts:
        if verdict.place in places:
            x, y = finder.grid.in_frame(verdict.x, verdict.y)
            around = ((x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
            found = (queue.number_at(*at) for at in around)
            near |= {number for number in found if number is not None}
    said = {number: said_of_entry(finder, queue.entry(number), own) for number in near}
    return {number: one for number, one in said.items() if one.own or one.others}


def said_of_entry(finder: Finder, entry: Entry, own: str) -> Said:
    """What was said of one entry."""
    held = [finder.of(frame, entry.x, entry.y) for frame in entry.frames]
    names = {one[own].name for one in held if own in one}
    others = {who for one in held for who in one if who != own}
    classes = ({verdict.name for verdict in one.values()} for one in held)
    differ = any(len(given) > 1 for given in classes)
    return Said(frozenset(names), frozenset(others), differ)


def earlier(finder: Finder, opinions: Opinions, own: str) -> tuple[int | None, float]:
    """Number of the entry that one judged last, and the time spent on all of them."""
    places = {*finder.content.values(), finder.camera} - {""}
    latest, spent = None, 0.0
    for opinion in opinions.all(VERDICT):
        verdict = read_verdict(opinion)
        if verdict is None or verdict.reviewer != own or verdict.place not in places:
            continue
        number = finder.queue.number_at(*finder.grid.in_frame(verdict.x, verdict.y))
        if number is not None:
            latest = number if latest is None else latest
            spent += verdict.spent_s
    return latest, spent
