"""A sentence in the middle of an empty table, and what may be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label

__all__ = ["EmptyWords"]


class EmptyWords(QWidget):
    """Lies over a table while it has no rows.

    Attributes
    ----------
    offer : KeyButton
        Shown where a click would help.
    """

    def __init__(self, view: QAbstractItemView, offer: str) -> None:
        super().__init__(view)
        self._sentence = label("", "secondary", wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.offer = KeyButton(offer)
        column = QVBoxLayout(self)
        column.addStretch()
        column.addWidget(self._sentence)
        column.addWidget(self.offer, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        layout = QVBoxLayout(view.viewport())
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self)

    @property
    def text(self) -> str:
        """The sentence."""
        return self._sentence.text()

    def say(self, text: str, *, offer: bool = False) -> None:
        """Show a sentence, and the offer if it helps."""
        self._sentence.setText(text)
        self.offer.setVisible(offer)
