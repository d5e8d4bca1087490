"""One thread for short tasks that must not stall the window, most urgent first."""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from darkviewer.core.errors import MEMORY_SHORT, DarkviewerError
from darkviewer.gui.threads.ending import Deadline, join
from darkviewer.gui.threads.jobs import Failure
from darkviewer.gui.threads.politeness import give_way
from darkviewer.gui.threads.timers import once

__all__ = ["Background", "Task"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """Something to compute, and what to do with it.

    Attributes
    ----------
    lane : str
        Tasks of a lane that wait can be dropped together.
    urgency : int
        Lower runs first; within the same, first come first served.
    work : callable
        Runs on the thread; must only touch what it was given.
    done, failed : callable
        Called on the GUI thread with the result or the `Failure`.
    """

    lane: str
    urgency: int
    work: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[Failure], None]


class Background(QObject):
    """Runs tasks one after the other; lives, as do the callbacks, on the GUI thread."""

    _ended = Signal(object, object)  # Task, result or Failure

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._order = itertools.count()
        self._waiting: list[tuple[int, int, Task]] = []
        self._unanswered = 0
        self._closing = False
        self._news = threading.Condition()
        # What made the GUI thread submit a task is painted before it competes with it.
        self._painted = once(self)
        self._painted.timeout.connect(self._wake)
        self._ended.connect(self._answer)
        # Started with the first task: not all are needed while the window opens.
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def idle(self) -> bool:
        """Whether every task that was not dropped has been answered."""
        return self._unanswered == 0

    def submit(self, task: Task) -> None:
        """Queue a task; it begins when the GUI thread next rests."""
        with self._news:
            heapq.heappush(self._waiting, (task.urgency, next(self._order), task))
            self._unanswered += 1
        self._painted.start()

    def _wake(self) -> None:
        if self._thread.ident is None and not self._closing:
            self._thread.start()
        with self._news:
            self._news.notify()

    def drop(self, lane: str | None = None) -> None:
        """Forget the waiting tasks of a lane, or all; neither callback is called."""
        with self._news:
            kept = [item for item in self._waiting if lane not in (None, item[2].lane)]
            self._unanswered -= len(self._waiting) - len(kept)
            heapq.heapify(kept)
            self._waiting = kept

    def close(self, until: Deadline | None = None) -> None:
        """Forget what waits, wait a while for what runs; no callback comes any more."""
        self.drop()
        with self._news:
            self._closing = True
            self._news.notify()
        if self._thread.ident is not None:
            join(self._thread, until, self)

    def _run(self) -> None:
        give_way()
        while (task := self._next()) is not None:
            outcome = _outcome(task)
            if self._closing:  # nobody may be there any more
                return
            self._ended.emit(task, outcome)

    def _next(self) -> Task | None:
        with self._news:
            self._news.wait_for(lambda: self._waiting or self._closing)
            return None if self._closing else heapq.heappop(self._waiting)[2]

    @Slot(object, object)
    def _answer(self, task: Task, outcome: Any) -> None:
        if self._closing:
            return
        self._unanswered -= 1
        finish = task.failed if isinstance(outcome, Failure) else task.done
        finish(outcome)


def _outcome(task: Task) -> Any:
    try:
        return task.work()
    except DarkviewerError as error:
        return Failure(str(error))
    except MemoryError:
        return Failure(MEMORY_SHORT)
    except Exception as error:
        _log.exception("background task failed")
        return Failure(f"{type(error).__name__}: {error}", unexpected=True)
