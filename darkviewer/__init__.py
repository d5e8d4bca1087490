"""Darkviewer: what a sensor does in the dark, and what could be mistaken for a star."""

from __future__ import annotations

import time

STARTED_S = time.monotonic()
"""When this process began to load the program: the first line of it that runs."""

__version__ = "0.1.0"
