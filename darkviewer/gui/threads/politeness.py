"""Threads that compute give way to the one that answers the user."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress

__all__ = ["give_way"]

_NICE = 4  # less would starve them, and closing waits for them, on a busy machine
_BELOW_NORMAL = -1  # THREAD_PRIORITY_BELOW_NORMAL


def give_way() -> None:
    """Lower the priority of the calling thread, where the system knows such a thing.

    With few processors, threads that never wait would otherwise take turns with the GUI
    thread. On Linux, threads that this one starts inherit it.
    """
    with suppress(OSError):  # not allowed here: it is only slower to answer
        if sys.platform == "linux":
            nice = os.getpriority(os.PRIO_PROCESS, os.getpid()) + _NICE
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), nice)
        elif sys.platform == "win32":
            import ctypes

            kernel = ctypes.windll.kernel32
            kernel.SetThreadPriority(kernel.GetCurrentThread(), _BELOW_NORMAL)
