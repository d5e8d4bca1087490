"""How long the window takes to appear, for whoever measures it from outside."""

from __future__ import annotations

import os

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

__all__ = ["REPORT", "FirstPaint", "report_if_asked"]

REPORT = "DARKVIEWER_REPORT_FIRST_PAINT"
"""With this in the environment the window says when it was painted, and closes."""


def report_if_asked(window: QWidget) -> None:
    """Watch the window's first paint if the environment asks for it."""
    if REPORT in os.environ:
        FirstPaint(window)


class FirstPaint(QObject):
    """Prints ``first paint`` once its window has been painted, then closes it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._tell)  # after what was painted is on screen
        return False

    def _tell(self) -> None:
        print("first paint", flush=True)
        self._window.close()
