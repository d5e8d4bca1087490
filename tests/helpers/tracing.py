"""Coverage of Qt's own threads, which Python's `threading` does not begin.

Where coverage traces by `sys.settrace` (Python up to 3.13), it gets into new threads
through `threading.settrace`; a `QThread` is none of those.
"""

from __future__ import annotations

import sys
import threading
from typing import Any

from darkviewer.gui.threads.jobs import Ticket, _Worker


def trace_worker_threads() -> None:
    """Let whatever traces the threads of Python trace the worker of `Jobs` as well."""
    outcome, trace = _Worker._outcome, threading.gettrace()
    if trace is None:
        return

    def traced(self: _Worker, ticket: Ticket) -> Any:
        before = sys.gettrace()  # of the main thread, where a test calls it directly
        sys.settrace(trace)
        try:
            return outcome(self, ticket)
        finally:
            sys.settrace(before)

    _Worker._outcome = traced
