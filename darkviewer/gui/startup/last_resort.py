"""Ends the process, whatever hangs, a few seconds after it was asked to end.

Python runs the handlers of signals on the main thread between its own steps. Where
that thread waits for a dead drive, they never run; the byte that Python writes for each
signal is read by a thread of its own.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Iterable
from types import FrameType
from typing import Self

from darkviewer.gui.threads.ending import left_behind

__all__ = ["LIMIT_S", "LastResort"]

LIMIT_S = 3.0

_log = logging.getLogger(__name__)


class LastResort:
    """Armed by a signal or by the window that closes; an orderly end leaves its block.

    Parameters
    ----------
    signals : iterable of signal.Signals
        Each asks for the end.

    Attributes
    ----------
    status : int
        Of the process, where it has to be ended from here.
    """

    def __init__(self, signals: Iterable[signal.Signals]) -> None:
        self.status = 0
        self._numbers = bytes(signals)
        self._called_off = threading.Event()
        self._armed = threading.Event()

    def __enter__(self) -> Self:
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        self._before = signal.set_wakeup_fd(
            self._writer.fileno(), warn_on_full_buffer=False
        )
        for work, name in ((self._listen, "signals"), (self._wait, "last resort")):
            threading.Thread(target=work, name=name, daemon=True).start()
        return self

    def arm(self) -> None:
        """The program shall end: from now on the time runs."""
        self._armed.set()

    def __exit__(self, *_fault: object) -> None:
        """What could be ended has ended; where a thread has not, the process does."""
        if left_behind():
            _end_now(self.status)
        self._called_off.set()
        self._armed.set()
        signal.set_wakeup_fd(self._before)
        self._writer.close()  # ends the thread that listens

    def _listen(self) -> None:
        with self._reader as reader:
            while heard := reader.recv(64):
                if set(heard) & set(self._numbers):
                    self.arm()

    def _wait(self) -> None:
        self._armed.wait()
        if not self._called_off.wait(LIMIT_S):
            _end_now(self.status)


def _end_now(status: int) -> None:
    """Say what hangs, and leave no chance to anything to hang once more."""
    _log.warning("ended by force, because this did not end: %s", _what_hangs())
    logging.shutdown()
    os._exit(status)


def _what_hangs() -> str:
    """Names of threads that were left behind, or where the main thread is."""
    names = left_behind()
    if names:
        return ", ".join(names)
    frame: FrameType | None = sys._current_frames().get(
        threading.main_thread().ident or 0
    )
    where = traceback.extract_stack(frame)[-1] if frame is not None else None
    return f"the window, at {where}" if where is not None else "the window"
