"""``python -m darkviewer``."""

from __future__ import annotations

from darkviewer.cli import start

start()
