"""When the user has last typed or clicked."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QWidget

__all__ = ["LastInput"]

_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.FocusIn,  # comes back from a dialog, or from another program
    }
)


class LastInput(QObject):
    """Sees what the system sends to a window, before its parts do.

    Parameters
    ----------
    window : QWidget
        Nothing is seen before it is on screen.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._seen: QObject | None = None
        self.at = time.monotonic()

    def watch(self) -> None:
        """The window is on screen: its events can be seen from now on."""
        handle = self._window.windowHandle()
        if handle is not None and handle is not self._seen:
            self._seen = handle
            handle.installEventFilter(self)

    def quiet_for(self, seconds: float) -> bool:
        """Whether nobody used the window for so long, and no dialog is open."""
        if QApplication.activeModalWidget() or QApplication.activePopupWidget():
            return False
        if any(dialog.isVisible() for dialog in self._window.findChildren(QDialog)):
            return False
        return time.monotonic() - self.at >= seconds

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note the time, and let everything pass."""
        if event.type() in _INPUT:
            self.at = time.monotonic()
        return False
