"""A first look at tonight's captures: what is odd about them at once, checked later."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from darkviewer.gui.threads.background import Background, Task
from darkviewer.runs.check import looked_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.gui.threads.ending import Deadline

__all__ = ["FirstLooks"]

_Place = tuple["Path", str]


class FirstLooks(QObject):
    """Looks once at each series that it is given, in that order, on its own thread.

    It takes a few hundredths of a second of a processor, so that it need not wait for
    anything: nobody waits for the checks of a night to know which capture is odd.

    Parameters
    ----------
    limits_of : callable
        Limits that the user set for the checks of a series, by name.
    tell : callable
        Called with a series of which something is odd, and with what.
    """

    rested = Signal()  # everything was looked at

    def __init__(
        self,
        limits_of: Callable[[Session], Mapping[str, float]],
        tell: Callable[[Session, SessionChecks], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._limits_of, self._tell = limits_of, tell
        self._thread = Background("looking", self)
        self._wanted: dict[_Place, threading.Event] = {}
        self._open: set[threading.Event] = set()

    @property
    def idle(self) -> bool:
        """Whether nothing of this root is looked at, whatever hangs of another one."""
        return not self._open

    def take(self, sessions: Iterable[Session]) -> None:
        """Look at those that were not looked at since the root was opened."""
        for session in sessions:
            place = session.path, session.series
            if place in self._wanted:
                continue
            stop = self._wanted[place] = threading.Event()
            limits = self._limits_of(session)
            work = partial(looked_at, session, limits=limits, stopped=stop.is_set)
            done, failed = partial(self._done, session, stop), partial(self._end, stop)
            self._open.add(stop)
            self._thread.submit(Task("look", 0, work, done, failed))

    def known(self, session: Session) -> None:
        """More is known of it than a look tells."""
        stop = self._wanted.setdefault((session.path, session.series), _known())
        stop.set()

    def forget(self) -> None:
        """Look at nothing any more: another root begins."""
        for stop in self._wanted.values():
            stop.set()
        self._wanted.clear()
        self._open.clear()
        self._thread.drop()

    def close(self, until: Deadline | None = None) -> None:
        """End the thread."""
        self.forget()
        self._thread.close(until)

    def _done(
        self, session: Session, stop: threading.Event, checks: SessionChecks
    ) -> None:
        if checks.findings and not stop.is_set():
            self._tell(session, checks)
        self._end(stop)

    def _end(self, stop: threading.Event, _failure: object = None) -> None:
        self._open.discard(stop)
        if self.idle:
            self.rested.emit()


def _known() -> threading.Event:
    event = threading.Event()
    event.set()
    return event
