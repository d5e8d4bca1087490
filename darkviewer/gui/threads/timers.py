"""Timers, made by setters.

PySide finds the setter of a keyword such as ``interval=`` by an upper-case letter of
the locale's: where that of i is not I (Turkish, Azeri, Kurdish, Crimean Tatar)
``QTimer(interval=5)`` raises.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

__all__ = ["once", "repeating"]


def repeating(parent: QObject | None, every_ms: int) -> QTimer:
    """A timer that, once started, fires again and again."""
    timer = QTimer(parent)
    timer.setInterval(every_ms)
    return timer


def once(parent: QObject | None, after_ms: int = 0) -> QTimer:
    """A timer that fires once after each start; 0: when the GUI thread is idle."""
    timer = repeating(parent, after_ms)
    timer.setSingleShot(True)
    return timer
