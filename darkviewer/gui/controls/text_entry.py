"""A line of text that is taken, or refused with the reason beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from darkviewer.gui.controls.callout import Callout
from darkviewer.gui.controls.keyboard import EscapeReverts

__all__ = ["TextEntry"]


class TextEntry(QLineEdit):
    """What is refused stays to be edited; Escape restores what was taken last."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.callout = Callout(self)
        self._taken = text
        self.textEdited.connect(self.callout.take_away)
        EscapeReverts(self, edited=self._edited, revert=self.restore)

    def take(self, text: str) -> None:
        """This text is what Escape restores from now on."""
        self.callout.take_away()
        self._taken = text
        self.setModified(False)

    def refuse(self, why: str) -> None:
        """Say below the field why its text cannot be taken."""
        self.callout.say(why)

    def restore(self) -> None:
        """Forget what was typed."""
        self.callout.take_away()
        self.setText(self._taken)

    def _edited(self) -> bool:
        return self.isModified() or bool(self.callout.text)
