"""New frames of the capture on show: when a run takes those that wait.

A run reads all frames, so its cost grows with the capture. Frames that arrive are
therefore taken together, and a run waits the longer the more the one before has cost:
calibrating takes at most a fixed share of one processor, however long the night.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from darkviewer.gui.threads.timers import once

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.frames.session import Session

__all__ = [
    "LONGEST_S",
    "QUIET_S",
    "SHARE",
    "NewFrames",
    "Pace",
    "any_replaced",
    "count_new",
]

QUIET_S = 2.0
"""None has arrived for so long: the series is complete, or slow."""
LONGEST_S = 30.0
"""Frames that keep arriving wait no longer than this, if the share allows."""
SHARE = 0.15
"""Of one processor, for calibrating frames that arrive and for what follows from it."""
SETTLE_S = 2.0
"""What follows a run (figures, pictures, tests) belongs to its cost."""


@dataclass(slots=True)
class Pace:
    """When the next run is due; times in seconds of one clock.

    Attributes
    ----------
    first, last : float or None
        Arrival of the first and of the last frame that wait.
    ended : float
        When the last run had ended.
    cost_s : float
        Its duration or its processor time, whichever is longer.
    at_once : bool
        Somebody asked for them.
    """

    first: float | None = None
    last: float = 0.0
    ended: float = -1e9
    cost_s: float = 0.0
    at_once: bool = False

    def arrive(self, now: float, *, at_once: bool = False) -> None:
        """One more look found frames that wait."""
        self.first, self.last = now if self.first is None else self.first, now
        self.at_once = self.at_once or at_once

    def leave(self) -> None:
        """None wait any more."""
        self.first, self.at_once = None, False

    def due(self) -> float | None:
        """When the frames that wait are to be taken; None while none wait."""
        if self.first is None or self.at_once:
            return self.first
        wanted = min(self.last + QUIET_S, self.first + LONGEST_S)
        return max(wanted, self.ended + self.cost_s * (1 / SHARE - 1))


class NewFrames(QObject):
    """Holds the newest reading of the capture on show until a run shall take it."""

    due = Signal()
    changed = Signal(int)  # how many frames wait
    settled = Signal()  # what followed a run has been done

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session: Session | None = None
        self.count = 0
        self._pace = Pace()
        self._began: tuple[float, float] | None = None
        self._timer = once(self)
        self._timer.timeout.connect(self.due)
        self._settled = once(self)
        self._settled.timeout.connect(self._measure)

    def wait(self, session: Session, count: int, *, at_once: bool = False) -> None:
        """Take the place of an earlier reading; `due` follows."""
        self.session = session
        self._pace.arrive(time.monotonic(), at_once=at_once)
        self._tell(count)
        self._plan()

    def take(self) -> Session | None:
        """The reading that waits, if any; it waits no longer."""
        session, self.session = self.session, None
        self._pace.leave()
        self._timer.stop()
        self._tell(0)
        return session

    def put_back(self, session: Session, count: int) -> None:
        """A run that was to take it was cancelled: it waits for the next arrival."""
        if self.session is None:
            self.session = session
            self._tell(count)

    def begin_run(self) -> None:
        """A run begins: its cost is measured."""
        self._began = time.monotonic(), time.process_time()

    def end_run(self) -> None:
        """Nothing is computed any more; figures and pictures may follow."""
        if self._began is not None:
            began, cpu = self._began
            now = self._pace.ended = time.monotonic()
            self._pace.cost_s = max(now - began, time.process_time() - cpu)
            self._settled.start(round(1000 * SETTLE_S))
        self._plan()

    def close(self) -> None:
        """Nothing is due any more."""
        self._timer.stop()
        self._settled.stop()

    def _measure(self) -> None:
        if self._began is not None:
            spent_s = time.process_time() - self._began[1]
            self._pace.cost_s = max(self._pace.cost_s, spent_s)
            self.settled.emit()
        self._began = None
        self._plan()

    def _plan(self) -> None:
        due = self._pace.due()
        if due is not None:
            self._timer.start(max(0, round(1000 * (due - time.monotonic()))))

    def _tell(self, count: int) -> None:
        if count != self.count:
            self.count = count
            self.changed.emit(count)


def count_new(shown: Sequence[FrameInfo], found: Sequence[FrameInfo]) -> int:
    """Frames among those found that are not on show, or are not the same any more."""
    known = {(info.path, info.size_bytes, info.mtime_ns) for info in shown}
    return sum((i.path, i.size_bytes, i.mtime_ns) not in known for i in found)


def any_replaced(shown: Session, found: Session) -> bool:
    """Whether a frame on show has other pixels by now, or cannot be used any more.

    What is shown of it is then a mixture of both files.
    """
    same = {(info.path, info.size_bytes, info.mtime_ns) for info in found.frames}
    there = {info.name for info in found.frames} | {one.name for one in found.skipped}
    return any(
        info.name in there and (info.path, info.size_bytes, info.mtime_ns) not in same
        for info in shown.frames
    )
