"""Runs that never end by themselves."""

from __future__ import annotations

import time

from darkviewer.core.progress import Job, Progress


def endless(*_what: object, **_how: object) -> Job[None]:
    """A run that ends only when it is cancelled."""
    done = 0
    while True:
        time.sleep(0.01)
        done += 1
        yield Progress("Combining", done % 100, 100)
