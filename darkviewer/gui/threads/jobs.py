"""One worker object on one QThread: long jobs run here, never on the GUI thread.

A job is a generator of `Progress` (see `core.progress`). Requests carry an id; a new
job of the same kind supersedes the older ones, whose results are dropped.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from darkviewer.core.errors import MEMORY_SHORT, Cancelled, DarkviewerError
from darkviewer.core.progress import Job, Progress, drive
from darkviewer.gui.threads.ending import Deadline, join
from darkviewer.gui.threads.politeness import give_way
from darkviewer.gui.threads.timers import once

__all__ = ["Failure", "Jobs", "Ticket"]

_log = logging.getLogger(__name__)
_REPORT_EVERY_S = 0.03
"""Progress on screen need not be faster than the eye; the GUI thread stays free."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job ended without a result.

    ``unexpected`` tells a fault of the program from a sentence meant for the user.
    """

    text: str
    unexpected: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Ticket:
    """One job on its way: what it is, how it ends, and the flag that cancels it."""

    id: int
    kind: str
    title: str
    make: Callable[[], Job[Any]]
    done: Callable[[Any], None]
    failed: Callable[[Failure], None]
    dropped: Callable[[], None]
    asked: bool = True
    cancelled: threading.Event = field(default_factory=threading.Event)

    def finish(self, outcome: Any) -> None:
        """Call back the one that the outcome is for."""
        if self.cancelled.is_set():
            self.dropped()
        elif isinstance(outcome, Failure):
            self.failed(outcome)
        else:
            self.done(outcome)


class _Worker(QObject):
    started = Signal(object)  # Ticket
    progressed = Signal(object, object)  # Ticket, Progress
    ended = Signal(object, object)  # Ticket, result | Failure | None when cancelled

    @Slot(object)
    def run(self, ticket: Ticket) -> None:
        if ticket.cancelled.is_set():
            self.ended.emit(ticket, None)
            return
        self.started.emit(ticket)
        self.ended.emit(ticket, self._outcome(ticket))

    def _outcome(self, ticket: Ticket) -> Any:
        try:
            return drive(
                ticket.make(),
                report=self._reporter(ticket),
                cancelled=ticket.cancelled.is_set,
            )
        except Cancelled:
            return None
        except DarkviewerError as error:
            return Failure(str(error))
        except MemoryError:
            return Failure(MEMORY_SHORT)
        except Exception as error:
            _log.exception("%s failed", ticket.title)
            return Failure(f"{type(error).__name__}: {error}", unexpected=True)

    def _reporter(self, ticket: Ticket) -> Callable[[Progress], None]:
        last = 0.0

        def report(progress: Progress) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last >= _REPORT_EVERY_S:
                last = now
                self.progressed.emit(ticket, progress)

        return report


class Jobs(QObject):
    """Runs jobs one after the other; lives on the GUI thread, as do its callbacks."""

    started = Signal(object)  # Ticket
    progressed = Signal(object, object)  # Ticket, Progress
    ended = Signal(object)  # Ticket: done, failed or cancelled
    idle = Signal()
    _requested = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids = itertools.count(1)
        self._waiting: dict[int, Ticket] = {}
        self._new: list[Ticket] = []
        # As in `Background`: the window paints before a job competes with it.
        self._painted = once(self)
        self._painted.timeout.connect(self._begin)
        self._thread = QThread()
        self._thread.setObjectName(name)
        self._worker = _Worker()
        self._worker.moveToThread(self._thread)
        self._requested.connect(self._worker.run)
        self._worker.started.connect(self._started)
        self._worker.progressed.connect(self._progressed)
        self._worker.ended.connect(self._ended)
        self._thread.started.connect(give_way, Qt.ConnectionType.DirectConnection)
        self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether any job runs or waits that was not cancelled."""
        return any(not t.cancelled.is_set() for t in self._waiting.values())

    @property
    def asked(self) -> bool:
        """Whether any of these was asked for by the user."""
        return any(t.asked for t in self._waiting.values() if not t.cancelled.is_set())

    def runs(self, kind: str) -> bool:
        """Whether a job of a kind runs or waits that was not cancelled."""
        known = self._waiting.values()
        return any(t.kind == kind and not t.cancelled.is_set() for t in known)

    def submit(
        self,
        kind: str,
        title: str,
        make: Callable[[], Job[Any]],
        *,
        done: Callable[[Any], None],
        failed: Callable[[Failure], None],
        dropped: Callable[[], None] = lambda: None,
        asked: bool = True,
        supersedes: bool = True,
    ) -> Ticket:
        """Queue a job; older ones of the same kind are cancelled.

        It begins when the GUI thread next rests.

        Parameters
        ----------
        kind : str
            Jobs of one kind supersede each other.
        title : str
            What is being done, in words fit for the status line.
        make : callable
            Called on the worker thread; gives the generator.
        done, failed, dropped : callable
            One of them is called on the GUI thread: with the result, with the
            `Failure`, or without anything when the job was cancelled or superseded.
        asked : bool
            Whether the user asked for it, or it began by itself.
        supersedes : bool
            Whether it cancels older ones of its kind; otherwise it waits for them.
        """
        if supersedes:
            self.cancel(kind)
        ends = done, failed, dropped
        ticket = Ticket(next(self._ids), kind, title, make, *ends, asked)
        self._waiting[ticket.id] = ticket
        self._new.append(ticket)
        self._painted.start()
        return ticket

    def cancel(self, kind: str | None = None) -> None:
        """Cancel all jobs, or those of one kind."""
        for ticket in self._waiting.values():
            if kind is None or ticket.kind == kind:
                ticket.cancelled.set()

    def close(self, until: Deadline | None = None) -> None:
        """Cancel everything and wait for the thread to end, if it does in time."""
        self.cancel()
        self._painted.stop()
        self._thread.quit()
        join(self._thread, until, self._worker)

    def _begin(self) -> None:
        new, self._new = self._new, []
        for ticket in new:
            self._requested.emit(ticket)

    @Slot(object)
    def _started(self, ticket: Ticket) -> None:
        if not ticket.cancelled.is_set():
            self.started.emit(ticket)

    @Slot(object, object)
    def _progressed(self, ticket: Ticket, progress: Progress) -> None:
        if not ticket.cancelled.is_set():
            self.progressed.emit(ticket, progress)

    @Slot(object, object)
    def _ended(self, ticket: Ticket, outcome: Any) -> None:
        self._waiting.pop(ticket.id, None)
        try:
            ticket.finish(outcome)
        finally:  # whatever came of it, nothing runs any more
            self.ended.emit(ticket)
            if not self._waiting:
                self.idle.emit()
