"""New frames of the capture on show wait here until a run takes them; see `Pace`."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from darkviewer.gui.threads.timers import once
from darkviewer.runs.pace import Pace

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.frames.session import Session

__all__ = ["NewFrames", "any_replaced", "count_new"]

SETTLE_S = 2.0
"""What follows a run (figures, pictures, tests) belongs to its cost."""


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
    gone, new = _differing(shown, found)
    known = {info.version for info in gone}
    return sum(info.version not in known for info in new)


def any_replaced(shown: Session, found: Session) -> bool:
    """Whether a frame on show has other pixels by now, or cannot be used any more.

    What is shown of it is then a mixture of both files.
    """
    gone, new = _differing(shown.frames, found.frames)
    if not gone:
        return False
    same = {info.version for info in new}
    there = {info.name for info in found.frames} | {one.name for one in found.skipped}
    return any(info.name in there and info.version not in same for info in gone)


def _differing(
    shown: Sequence[FrameInfo], found: Sequence[FrameInfo]
) -> tuple[list[FrameInfo], list[FrameInfo]]:
    """Frames that only one of two readings has.

    A reading gives the very same object for a file that it knows: to compare the
    thousands of a long night by what they are takes longer than a frame of the screen.
    """
    before, now = {id(info) for info in shown}, {id(info) for info in found}
    return (
        [info for info in shown if id(info) not in now],
        [info for info in found if id(info) not in before],
    )
