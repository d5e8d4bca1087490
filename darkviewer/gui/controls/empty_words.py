"""A sentence in the middle of an empty table, and what may be done about it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QScrollArea, QVBoxLayout, QWidget

from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label

__all__ = ["EmptyWords"]


class EmptyWords(QScrollArea):
    """Lies over a table while it has no rows; scrolls where the table is low.

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
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(8, 2, 8, 2)
        column.addStretch()
        column.addWidget(self._sentence)
        column.addWidget(self.offer, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        self.setWidget(sheet)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for part in (self.viewport(), sheet):
            part.setAutoFillBackground(False)  # the table's own ground
        layout = QVBoxLayout(view.viewport())
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self)

    def minimumSizeHint(self) -> QSize:
        """Any: the table has its own size."""
        return QSize(0, 0)

    @property
    def text(self) -> str:
        """The sentence."""
        return self._sentence.text()

    def say(self, text: str, *, offer: bool = False) -> None:
        """Show a sentence, and the offer if it helps."""
        self._sentence.setText(text)
        self.offer.setVisible(offer)
