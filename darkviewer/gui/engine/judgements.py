"""What the user says of frames: kept, undone, and taken into account at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from darkviewer.core.foreign_text import shown
from darkviewer.core.gain.said import (
    FIELDS,
    Gain,
    chosen_gain,
    gain_said,
    scale_said,
)
from darkviewer.core.opinions.events import EXCLUSION, GAIN
from darkviewer.gui.engine.own_limits import OwnLimits
from darkviewer.gui.opinion_history import OpinionChange
from darkviewer.gui.text.numbers import count_of
from darkviewer.gui.threads.background import Background, Task
from darkviewer.runs.exclusion import Contents, judged, said_of
from darkviewer.storage.opinions.measurements import Measurements
from darkviewer.storage.opinions.store import Opinions

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.frames.session import Session
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.threads.ending import Deadline
    from darkviewer.gui.threads.jobs import Failure
    from darkviewer.gui.workspace import Workspace
    from darkviewer.runs.verdicts import Verdicts

__all__ = ["Judgements"]

_ABOUT = "opinions"
_READ_S = 5.0
"""How long a session waits for the opinions when the program starts."""

REASONS = ("light leak", "odd level", "first of the series")
"""Offered while nobody has given any."""

_MOST_REASONS = 6

Values = tuple[dict[str, Any] | None, ...]
"""What is said of each of several frames; None takes it back."""


class Judgements(QObject):
    """Opinions of the window's user, on a thread of their own.

    Attributes
    ----------
    opinions : Opinions
        All of them; safe for any thread.
    contents : Contents
        Content hashes of frames; for threads that may wait.
    limits : OwnLimits
        Those of the checks.
    """

    heard = Signal()  # all opinions were read, or another window said something
    tried = Signal()  # what was said is in the file now, or could not be written
    _told = Signal(str)
    _changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        tasks: Tasks,
        parent: QObject | None = None,
        *,
        kept: bool = True,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._tasks = workspace, tasks
        self._thread = Background("judging", self)
        self._measurements = Measurements() if kept else None
        self.contents = Contents(self._measurements)
        self._verdicts: Verdicts | None = None
        self._told.connect(self._tell)
        self._changed.connect(self._take_up)
        workspace.gain_said.connect(self._say_gain)
        self.opinions = Opinions(
            tell=self._told.emit,
            changed=self._changed.emit,
            tried=self.tried.emit,
            kept=kept,
        )
        self.limits = OwnLimits(workspace, self.opinions, self)

    @property
    def idle(self) -> bool:
        """Whether nothing is being read or judged."""
        return self._thread.idle

    def close(self, until: Deadline | None = None) -> None:
        """Keep what waits, and end."""
        self._thread.close(until)
        self.opinions.close()
        if self._measurements is not None:
            self._measurements.close()

    def verdicts(self) -> Verdicts:
        """What checks said of series, kept beside it; for the thread that checks."""
        if self._verdicts is None:  # slow to import
            from darkviewer.runs.verdicts import Verdicts

            self._verdicts = Verdicts(self._measurements, scale_of=self._scale_of)
        return self._verdicts

    def _scale_of(self, session: Session) -> float:
        """e- per saved ADU that was said of the camera of a session; else NaN."""
        gains = dict(self._workspace.cameras.gains)
        return scale_said(chosen_gain(session, remembered=gains))

    # frames

    def reasons(self) -> tuple[str, ...]:
        """Those given last, each once, then usual ones."""
        said = (held.value for held in self.opinions.all(EXCLUSION))
        given = (str(value["reason"]) for value in said if value and "reason" in value)
        return tuple(dict.fromkeys((*given, *REASONS)))[:_MOST_REASONS]

    def exclude(self, infos: Sequence[FrameInfo], reason: str) -> None:
        """Leave frames out of the master, wherever their files go: one step to undo."""
        said = tuple(said_of(info, reason) for info in infos)
        self._say(infos, said, f"leaving out {_named(infos)}")

    def take_back(self, infos: Sequence[FrameInfo]) -> None:
        """Use frames again that were left out."""
        self._say(infos, (None,) * len(infos), f"using {_named(infos)} again")

    def _say(self, infos: Sequence[FrameInfo], values: Values, words: str) -> None:
        """The contents of the frames are read first, if they are not known."""
        c = self.contents
        self.submit(
            "say",
            lambda: tuple((c.of(info), c.rows_of(info)) for info in infos),
            partial(self._said, values, words),
        )

    def _said(
        self, values: Values, words: str, read: tuple[tuple[str, str], ...]
    ) -> None:
        contents = tuple(content for content, _ in read)
        values = tuple(
            value and {**value, "rows": rows}
            for value, (_, rows) in zip(values, read, strict=True)
        )
        held = (self.opinions.get(EXCLUSION, content) for content in contents)
        before = tuple(None if one is None else one.value for one in held)
        if before != values:
            put = partial(self._put, contents)
            step = OpinionChange(put, before, values, words=words)
            self._workspace.history.push(step)

    def _put(self, contents: tuple[str, ...], values: Values) -> None:
        for content, value in zip(contents, values, strict=True):
            self.opinions.say(EXCLUSION, content, value)
        self.judge_again()

    # sessions

    def wait_read(self) -> None:
        """Wait a moment for the opinions when the program starts."""
        self.opinions.wait_read(_READ_S)

    def judged(self, session: Session) -> Session:
        """The session without what was left out; for threads that may wait."""
        self.wait_read()
        return judged(session, self.opinions.all(EXCLUSION), self.contents)

    def judge_again(self) -> None:
        """Opinions changed, here or in another window: the sessions follow."""
        known = list(self._workspace.sessions.values())
        for session in (one for series in known for one in series):
            self.submit("judge", partial(self.judged, session), self._take)

    def _take(self, session: Session) -> None:
        """The headers may have been read again meanwhile: that was judged, too."""
        if session.same_files(self._workspace.reading_of(session)):
            self._tasks.take_judged(session)

    # cameras

    def _say_gain(self, mode: str, gain: Gain | None) -> None:
        said = None if gain is None else dict(zip(FIELDS, gain, strict=True))
        held = self.opinions.get(GAIN, mode)
        if (None if held is None else held.value) != said:
            self.opinions.say(GAIN, mode, said)

    def _take_up(self) -> None:
        """All opinions were read, or another window said something."""
        said = {held.subject: held.value for held in self.opinions.all(GAIN)}
        gains = {subject: gain_said(value) for subject, value in said.items()}
        known = {subject: gain for subject, gain in gains.items() if gain is not None}
        self._workspace.cameras.gains = known
        self.limits.take_up()
        self.judge_again()
        self.heard.emit()

    # the thread

    def submit(
        self,
        lane: str,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        *,
        urgency: int = 0,
    ) -> None:
        """Do something on the thread of opinions, and take what comes of it."""
        self._thread.submit(Task(lane, urgency, work, done, self._fails))

    def _fails(self, failure: Failure) -> None:
        self._workspace.post(failure.text, "bad", about=_ABOUT)

    def _tell(self, sentence: str) -> None:
        if sentence:
            self._workspace.post(sentence, "warn", about=_ABOUT)
        else:
            self._workspace.withdraw(_ABOUT)


def _named(infos: Sequence[FrameInfo]) -> str:
    """``00004.fits``, or ``3 frames``."""
    return shown(infos[0].name) if len(infos) == 1 else count_of(len(infos), "frame")
