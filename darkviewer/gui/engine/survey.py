"""The checks of captures that nobody has opened yet: tonight's first."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from darkviewer.core.errors import Cancelled
from darkviewer.core.frames.grouping import NIGHT_GAP_S
from darkviewer.core.progress import drive
from darkviewer.gui.engine.first_looks import FirstLooks
from darkviewer.gui.threads.background import Background, Task
from darkviewer.gui.threads.timers import once
from darkviewer.runs.check import checked_with_left_out
from darkviewer.runs.pace import SHARE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.threads.ending import Deadline
    from darkviewer.gui.threads.jobs import Failure
    from darkviewer.gui.workspace import Workspace
    from darkviewer.runs.verdicts import Verdicts

__all__ = ["Survey"]

_TOGETHER = 32
"""Series that are asked for at once: what is kept of them is found in milliseconds."""
_GATHER_MS = 15

_NEVER = datetime(1, 1, 2)
"""Time of frames without one; a night before it there is still a date."""

_RECALL, _CHECK = "recall", "survey"
_Place = tuple["Path", str]


class Survey(QObject):
    """Judges every series of the root, one at a time, and tells the workspace.

    What was said before is told at once. At those of the newest night is looked as soon
    as their headers are read. Of the others those of the newest night come
    first, also while a capture is calibrated: a check reads a few rows of each frame.
    Older ones wait until nothing else is being done, and take a small share of one
    processor.

    Parameters
    ----------
    workspace, tasks
        The state, and the work that goes first.
    thread : Background
        Where checks are made, also those of the open session.
    verdicts : callable
        Gives what is known; called on that thread only.
    """

    def __init__(
        self,
        workspace: Workspace,
        tasks: Tasks,
        thread: Background,
        verdicts: Callable[[], Verdicts],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._tasks = workspace, tasks
        self._thread, self._verdicts = thread, verdicts
        self._asked: list[Session] = []
        self._waiting: dict[_Place, Session] = {}
        self._fresh: dict[_Place, Session] = {}  # looked at since they were read
        self._next: dict[_Place, float] = {}  # when a series may be checked again
        self._next_old = 0.0  # when any older one may be
        self._running: Session | None = None
        self._stop = threading.Event()
        self._looks = FirstLooks(workspace.limits_of, self._tell_look, self)
        self._looks.rested.connect(self._wake)
        self._gathered = once(self, _GATHER_MS)
        self._gathered.timeout.connect(self._ask)
        self._soon = once(self)
        self._soon.timeout.connect(self._go_on)
        workspace.root_changed.connect(self._begin_root)
        workspace.captures_changed.connect(self._keep_listed)
        workspace.series_read.connect(self._take_read)
        workspace.checks_changed.connect(self._take_open)
        tasks.computing.started.connect(self._give_way)
        for jobs in tasks.all_jobs:
            jobs.ended.connect(self._wake)

    @property
    def idle(self) -> bool:
        """Whether everything that can be checked is."""
        waits = self._asked or self._waiting or self._running is not None
        return not waits and self._looks.idle

    def close(self, until: Deadline | None = None) -> None:
        """Ask and check nothing any more."""
        self._forget()
        self._looks.close(until)

    # what there is

    def _begin_root(self, root: Path | None) -> None:
        self._forget()
        if root is not None:  # while its folders are listed
            work = partial(_prepare, self._verdicts)
            self._thread.submit(Task(_RECALL, 0, work, lambda _: None, lambda _: None))

    def _forget(self) -> None:
        self._asked.clear()
        self._waiting.clear()
        self._fresh.clear()
        self._next.clear()
        self._gathered.stop()
        self._soon.stop()
        self._stop.set()
        self._thread.drop(_RECALL)
        self._thread.drop(_CHECK)
        self._running = None
        self._looks.forget()

    def _keep_listed(self, captures: Iterable[object]) -> None:
        paths = {getattr(capture, "path", None) for capture in captures}
        self._waiting = {
            place: one for place, one in self._waiting.items() if place[0] in paths
        }

    def _take_read(self, sessions: Sequence[Session]) -> None:
        """The headers of a capture were read."""
        for one in sessions:
            self._fresh.pop(_place(one), None)
        self._take(sessions)

    def _take(self, sessions: Sequence[Session]) -> None:
        worth = [one for one in sessions if one.frames and one.kind != "light"]
        self._asked += worth
        self._looks.take(filter(self._is_tonight, worth))
        if not self._gathered.isActive():
            self._gathered.start()

    def _take_open(self, checks: SessionChecks | None) -> None:
        """The open session was checked meanwhile."""
        shown = self._workspace.session
        if checks is not None and shown is not None:
            self._waiting.pop(_place(shown), None)

    # what is known

    def _ask(self) -> None:
        some, self._asked = self._asked[:_TOGETHER], self._asked[_TOGETHER:]
        if self._asked:
            self._gathered.start()
        work = partial(_known, self._verdicts, some)
        self._thread.submit(Task(_RECALL, 1, work, self._tell_known, lambda _: None))

    def _tell_known(self, found: list[tuple[Session, SessionChecks | None]]) -> None:
        for session, checks in found:
            own = self._workspace.limits_of(session)  # these need the measures
            if checks is not None and (checks.measures or not own):
                self._tell(session, checks)
            elif self._may_wait(session):
                self._waiting[_place(session)] = session
        self._wake()

    def _may_wait(self, session: Session) -> bool:
        """Once for each reading: of what cannot be read nothing is ever known."""
        again = self._fresh.get(_place(session)) is session
        return (
            not again and self._is_listed(session) and not self._grows_on_show(session)
        )

    # what is not

    def _wake(self, _ticket: object = None) -> None:
        if self._waiting:
            self._soon.setInterval(0)
            self._soon.start()

    def _go_on(self) -> None:
        if self._running is not None or not self._waiting:
            return
        if not self._looks.idle:
            return  # `_wake` follows when all were looked at
        now, due = time.monotonic(), self._due()
        ready = [one for place, one in self._waiting.items() if due[place] <= now]
        if not ready:
            self._soon.setInterval(int(1000 * (min(due.values()) - now)) + 1)
            self._soon.start()
            return
        session = max(ready, key=_age)
        if self._tasks.busy and not self._is_tonight(session):
            return  # `_wake` follows when it ends
        self._running, self._stop = session, threading.Event()
        self._fresh[_place(session)] = session
        work = partial(_checked, self._verdicts, session, self._stop.is_set)
        self._thread.submit(Task(_CHECK, 2, work, self._done, self._fail))

    def _give_way(self, _ticket: object) -> None:
        """To a calibration; tonight's take less time than it takes to begin again."""
        if self._running is not None and not self._is_tonight(self._running):
            self._stop.set()

    def _done(self, found: tuple[Session, SessionChecks | None, float]) -> None:
        session, checks, seconds = found
        if session is not self._running:
            return  # another root was opened
        self._running = None
        if checks is None:  # it gave way, and is still to be checked
            self._wake()
            return
        if self._waiting.get(_place(session)) is session:
            del self._waiting[_place(session)]
        later = time.monotonic() + seconds * (1 / SHARE - 1)
        self._next[_place(session)] = self._next_old = later
        self._tell(session, checks)
        self._look_back(session, at_end=not self._waiting)
        self._wake()

    def _due(self) -> dict[_Place, float]:
        """When each may be checked; one that grows is checked at a bounded cost."""
        since = self._tonight_since()
        return {
            place: max(
                self._next.get(place, 0.0),
                0.0 if _begin(one) > since else self._next_old,
            )
            for place, one in self._waiting.items()
        }

    def _look_back(self, session: Session, *, at_end: bool) -> None:
        """Those checked first are seen against the nights that were checked since."""
        if not self._is_tonight(session):
            fresh = self._fresh.values()
            self._take([one for one in fresh if at_end or self._is_tonight(one)])

    def _fail(self, _failure: Failure) -> None:
        """The log tells; opened, it is checked again."""
        failed, self._running = self._running, None
        self._waiting = {
            p: one for p, one in self._waiting.items() if one is not failed
        }
        self._wake()

    def _tell_look(self, session: Session, checks: SessionChecks) -> None:
        if self._is_listed(session):
            self._workspace.series_looked_at.emit(session, checks)

    def _tell(self, session: Session, checks: SessionChecks) -> None:
        self._looks.known(session)
        if self._is_listed(session):
            checks = checks.with_limits(self._workspace.limits_of(session))
            self._workspace.series_checked.emit(session, checks)

    def _grows_on_show(self, session: Session) -> bool:
        """It is checked after each calibration, whose cost is bounded."""
        shown, again = self._workspace.session, _place(session) in self._next
        calibrated = self._workspace.calibration is not None
        return (
            again
            and calibrated
            and shown is not None
            and _place(shown) == _place(session)
        )

    def _is_listed(self, session: Session) -> bool:
        return session in self._workspace.sessions.get(session.path, ())

    def _is_tonight(self, session: Session) -> bool:
        return _begin(session) > self._tonight_since()

    def _tonight_since(self) -> datetime:
        """Where no header tells a time none is older than another."""
        everything = self._workspace.sessions.values()
        newest = max(
            (_begin(one) for series in everything for one in series), default=_NEVER
        )
        return newest - timedelta(seconds=2 * NIGHT_GAP_S)


def _place(session: Session) -> _Place:
    return session.path, session.series


def _age(session: Session) -> tuple[datetime, str, str]:
    return _begin(session), session.date, session.time


def _begin(session: Session) -> datetime:
    """Of thousands of captures this must not look at every frame."""
    known = session.frames[0].time if session.frames else None
    return known or _NEVER


def _prepare(verdicts: Callable[[], Verdicts]) -> None:
    """Import what checks need, which takes as long as checking."""
    import_module("darkviewer.core.health.measuring")
    verdicts()


def _known(
    verdicts: Callable[[], Verdicts], sessions: list[Session]
) -> list[tuple[Session, SessionChecks | None]]:
    return [(session, verdicts().known_with_left_out(session)) for session in sessions]


def _checked(
    verdicts: Callable[[], Verdicts], session: Session, stopped: Callable[[], bool]
) -> tuple[Session, SessionChecks | None, float]:
    began = time.perf_counter()
    try:
        job = checked_with_left_out(session, check=verdicts().checked)
        checks = drive(job, cancelled=stopped)
    except Cancelled:
        checks = None
    return session, checks, time.perf_counter() - began
