"""A field that filters while one types, and says beside it what it does not take."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from darkviewer.gui.controls.callout import Callout
from darkviewer.gui.controls.keyboard import give_back, is_escape
from darkviewer.gui.controls.labels import set_role
from darkviewer.gui.threads.timers import once

__all__ = ["FilterField"]

_PAUSE_MS = 120
_REFUSED_AFTER_MS = 800  # whoever is still typing is not interrupted


class FilterField(QLineEdit):
    """Asks for a filter after a short pause.

    Signals
    -------
    paused
        Please filter by the text.
    entered
        Return: the same, at once.
    """

    paused = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.callout = Callout(self)
        self._refusal = self._taken = ""
        self._pause = once(self, _PAUSE_MS)
        self._pause.timeout.connect(self.paused)
        self._refusing = once(self, _REFUSED_AFTER_MS)
        self._refusing.timeout.connect(self.say_refusal)
        self.setClearButtonEnabled(True)
        self.textChanged.connect(self._follow_typing)
        self.returnPressed.connect(self._enter)

    def take(self) -> None:
        """The text is understood."""
        self._refusing.stop()
        self.callout.take_away()
        self._refusal, self._taken = "", self.text()
        set_role(self, "true", "valid")

    def refuse(self, why: str) -> None:
        """Mark the text at once, and say why when nothing more is typed."""
        self._refusal = why
        set_role(self, "false", "valid")
        self._refusing.start()

    def say_refusal(self) -> None:
        """Why the text is not taken, if it is not, below the field."""
        self._refusing.stop()
        if self._refusal and self.isVisible():
            self.callout.say(self._refusal)

    def event(self, event: QEvent) -> bool:
        """Escape takes back what is not understood, before it means anything else."""
        if is_escape(event) and self._refusal:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape restores the words that the table is filtered by."""
        if event.key() == Qt.Key.Key_Escape and self._refusal:
            self.setText(self._taken)
            give_back(self)
        else:
            super().keyPressEvent(event)

    def _follow_typing(self) -> None:
        self._refusing.stop()
        self.callout.take_away()
        self._pause.start()

    def _enter(self) -> None:
        self._pause.stop()
        self.entered.emit()
