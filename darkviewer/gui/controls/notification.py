"""A few words by the desktop, where it shows any."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

__all__ = ["Notification"]

_ICONS = {
    "warn": QSystemTrayIcon.MessageIcon.Warning,
    "bad": QSystemTrayIcon.MessageIcon.Critical,
}


class Notification(QObject):
    """Told beside the clock; where there is no such place the window asks for a look.

    Parameters
    ----------
    window : QWidget
        Whose the news are.
    """

    clicked = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._icon: QSystemTrayIcon | None = None

    def tell(self, title: str, words: str, level: str) -> None:
        """Tell once; level is ``"warn"`` or ``"bad"``."""
        QApplication.alert(self._window)  # nothing where it is in use
        if not self._available():
            return
        if self._icon is None:  # no icon before there is anything to tell
            self._icon = QSystemTrayIcon(self._window.windowIcon(), self)
            self._icon.setToolTip("Darkviewer")
            self._icon.messageClicked.connect(self.clicked)
            self._icon.activated.connect(lambda _: self.clicked.emit())
        self._icon.show()
        self._icon.showMessage(title, words, _ICONS[level])

    def close(self) -> None:
        """Nothing stays beside the clock."""
        if self._icon is not None:
            self._icon.hide()

    def _available(self) -> bool:
        tray = QSystemTrayIcon
        return tray.isSystemTrayAvailable() and tray.supportsMessages()
