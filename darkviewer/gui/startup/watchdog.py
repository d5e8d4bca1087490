"""Measures how long the window did not answer, and what kept it: for developers.

A timer on the GUI thread ticks every few milliseconds; a tick that comes late means
that an event or another thread (through Python's lock) had the thread for that long. A
second thread looks at the stacks of all threads while a tick is overdue.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import numpy as np
from PySide6.QtCore import QObject, Qt

from darkviewer.gui.threads.ending import join
from darkviewer.gui.threads.timers import repeating

__all__ = ["LIMIT_S", "Stall", "Watchdog"]

LIMIT_S = 0.016
"""One picture at 60 per second."""

TICK_MS = 2
_LOOK_S = 0.004
_HERE = str(Path(__file__).parents[2])

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stall:
    """A time in which the GUI thread did not answer.

    Attributes
    ----------
    seconds : float
        How long.
    busy_s : float
        The part of it in which the thread itself computed; the rest it waited, for a
        processor or for Python's lock.
    what : str
        The line of this program seen most often on the stack of the GUI thread, then
        those of other threads that computed; empty when it was over before a look.
    """

    seconds: float
    busy_s: float
    what: str

    def __str__(self) -> str:
        busy = f"{1000 * self.seconds:.0f} ms, {1000 * self.busy_s:.0f} of them busy"
        return f"stalled for {busy}: {self.what or 'unseen'}"


class Watchdog(QObject):
    """Watches the event loop of the thread that it is made on, until it is stopped.

    Attributes
    ----------
    gaps_s : list of float
        Time from one tick to the next, as long as they are recorded.
    stalls : list of Stall
        Those above the limit.
    """

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        limit_s: float = LIMIT_S,
        record: bool = False,
    ) -> None:
        super().__init__(parent)
        self.gaps_s: list[float] = []
        self.stalls: list[Stall] = []
        self._limit_s, self._record = limit_s, record
        self._watched = threading.get_ident()
        self._last, self._last_busy = time.perf_counter(), time.thread_time()
        self._seen: Counter[str] = Counter()
        self._others = ""
        self._stopped = threading.Event()
        self._timer = repeating(self, TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._looker = threading.Thread(target=self._look, name="watchdog", daemon=True)

    def start(self) -> None:
        """Begin to measure."""
        self._last, self._last_busy = time.perf_counter(), time.thread_time()
        self._timer.start()
        self._looker.start()

    def stop(self) -> None:
        """Measure no more."""
        self._timer.stop()
        self._stopped.set()
        join(self._looker, None)

    def wait_s(self, percent: float) -> float:
        """How long an input at a random moment waits at most, in so many per cent.

        From the recorded gaps: one that comes within a gap waits for its end.
        """
        gaps = np.sort(np.array(self.gaps_s))
        # waits above w: the sum of (gap - w) over all gaps longer than w
        beyond = np.cumsum(gaps[::-1])[::-1] - gaps * np.arange(len(gaps), 0, -1)
        allowed = gaps.sum() * (1 - percent / 100)
        first = int(np.searchsorted(-beyond, -allowed))
        longer = gaps[first:]
        return float((longer.sum() - allowed) / len(longer))

    def _tick(self) -> None:
        now, busy_now = time.perf_counter(), time.thread_time()
        gap, busy = now - self._last, busy_now - self._last_busy
        self._last, self._last_busy = now, busy_now
        if self._record:
            self.gaps_s.append(gap)
        if gap > self._limit_s:
            self.stalls.append(Stall(gap, busy, self._what()))
            _log.warning("%s", self.stalls[-1])
        self._seen = Counter()

    def _look(self) -> None:
        while not self._stopped.wait(_LOOK_S):
            if time.perf_counter() - self._last > self._limit_s:
                here, *others = self._places()
                self._seen[here] += 1
                self._others = " | ".join(["", *others])

    def _what(self) -> str:
        return self._seen.most_common(1)[0][0] + self._others if self._seen else ""

    def _places(self) -> Iterator[str]:
        """Where the watched thread is, then the others that run our code."""
        frames = sys._current_frames()
        yield _place(frames.pop(self._watched, None)) or "Qt"
        del frames[threading.get_ident()]
        names = {thread.ident: thread.name for thread in threading.enumerate()}
        for ident, frame in frames.items():
            place = _place(frame)
            if place:
                yield f"{names.get(ident, ident)}: {place}"


def _place(frame: FrameType | None) -> str:
    """The innermost line of this program on a stack, and what it called last.

    Empty where that is to wait for another thread.
    """
    called = ""
    if frame is not None and frame.f_code.co_filename == threading.__file__:
        return ""
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith(_HERE):
            where = Path(code.co_filename).relative_to(_HERE)
            return f"{where}:{frame.f_lineno} {code.co_qualname}{called}"
        called = called or f" -> {code.co_qualname}"
        frame = frame.f_back
    return ""
