"""Calm words where there is nothing to show: what is missing and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from darkviewer.gui.controls.labels import label

__all__ = ["Notice"]


class Notice(QScrollArea):
    """A heading and a sentence, a little above the middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = label("", "heading", wrap=True)
        self._advice = label("", "secondary", wrap=True)
        sheet = QWidget()
        self._column = column = QVBoxLayout(sheet)
        column.addStretch(2)
        for words in (self._heading, self._advice):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(words)
        column.addStretch(3)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(sheet)

    def add(self, part: QWidget) -> None:
        """Below the words: what may be done about it."""
        below = self._column.count() - 1  # the rest is air
        self._column.insertWidget(below, part, 0, Qt.AlignmentFlag.AlignHCenter)

    def say(self, heading: str, advice: str) -> None:
        """Show these words."""
        self._heading.setText(heading)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))

    @property
    def words(self) -> tuple[str, str]:
        """Heading and advice."""
        return self._heading.text(), self._advice.text()
