"""A field that filters while one types, and says beside it what it does not take."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from darkviewer.gui.controls.callout import Callout
from darkviewer.gui.controls.keyboard import EscapeReverts
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
        EscapeReverts(
            self,
            edited=lambda: bool(self._refusal),  # what is not understood
            revert=lambda: self.setText(self._taken),
        )

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

    def _follow_typing(self) -> None:
        self._refusing.stop()
        self.callout.take_away()
        self._pause.start()

    def _enter(self) -> None:
        self._pause.stop()
        self.entered.emit()
