"""Ctrl+C at any moment: one line and status 130, whatever is being imported or done.

Python raises KeyboardInterrupt wherever it happens to be. In the midst of an import
some libraries make another error of it, and others crash. So the process just ends
until the first job runs, for there is nothing to clean up, and a job ends at its next
cancel point.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["INTERRUPTED", "STATUS", "jobs_stop", "leaving_at_once", "restored"]

INTERRUPTED = "interrupted"
STATUS = 130

_Handler = Callable[[int, FrameType | None], object]


@contextmanager
def restored() -> Iterator[None]:
    """Whoever called us finds the handler of Ctrl+C as it was."""
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        _handle(before or signal.SIG_DFL)  # None: a handler that is not of Python


def leaving_at_once() -> None:
    """From here on Ctrl+C ends the process: it only imports."""
    _handle(_leave)


@contextmanager
def jobs_stop() -> Iterator[Callable[[], bool]]:
    """Ctrl+C is only noted; gives whether it was pressed.

    The second one raises KeyboardInterrupt, and so does each one afterwards.
    """
    pressed = threading.Event()

    def note(*_: object) -> None:
        pressed.set()
        _handle(signal.default_int_handler)

    _handle(note)
    try:
        yield pressed.is_set
    finally:
        _handle(signal.default_int_handler)


def _handle(handler: _Handler | int) -> None:
    if threading.current_thread() is not threading.main_thread():  # no other may
        return
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # in the background
        signal.signal(signal.SIGINT, handler)


def _leave(*_: object) -> None:
    os.write(2, f"darkviewer: {INTERRUPTED}\n".encode())
    os._exit(STATUS)
