"""The end of the program waits for its threads, but not for ever.

A read from a dead network drive never returns, and nothing can end a thread in it. Such
a thread is left behind; the process then ends without it.
"""

from __future__ import annotations

import logging
import threading
import time

from PySide6.QtCore import QThread

__all__ = ["JOIN_S", "Deadline", "join", "left_behind"]

JOIN_S = 1.5
"""For all threads together: what is cancelled ends within a second."""
_LEAST_S = 0.1
"""For each, when the others have used it up."""

_left: list[tuple[str, threading.Thread | QThread, object]] = []
"""Kept for good: Qt aborts where the object of a running thread is deleted."""

_log = logging.getLogger(__name__)


class Deadline:
    """The time until which several threads are waited for, one after the other."""

    def __init__(self, seconds: float | None = None) -> None:
        self._at = time.monotonic() + (JOIN_S if seconds is None else seconds)

    @property
    def left_s(self) -> float:
        """Seconds to wait for the next one."""
        return max(self._at - time.monotonic(), _LEAST_S)


def join(
    thread: threading.Thread | QThread, until: Deadline | None, *keep: object
) -> bool:
    """Wait for a thread that was told to end; whether it did.

    One that does not is left behind, with whatever it needs.
    """
    left_s = (until or Deadline()).left_s
    if isinstance(thread, QThread):
        ended, name = thread.wait(round(1000 * left_s)), thread.objectName()
    else:
        thread.join(left_s)
        ended, name = not thread.is_alive(), thread.name
    if not ended:
        _left.append((name, thread, keep))
        _log.warning("%r is not waited for: it computes, or a disk hangs", name)
    return ended


def left_behind() -> list[str]:
    """Names of the threads that would keep the process from ending."""
    return [name for name, thread, _ in _left if _runs(thread)]


def _runs(thread: threading.Thread | QThread) -> bool:
    return thread.isRunning() if isinstance(thread, QThread) else thread.is_alive()
