"""What all dialogs share: beside the work, never modal, gone when closed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label

__all__ = ["Panel"]


class Panel(QDialog):
    """A small window that floats above the main one.

    Attributes
    ----------
    column : QVBoxLayout
        Where the subclass puts its content; `add_buttons` closes it.
    """

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.setWindowTitle(title)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 14, 16, 14)
        self.column.setSpacing(10)
        self.column.addWidget(label(title, "heading"))

    def add_buttons(self, *buttons: KeyButton) -> None:
        """A row of buttons at the bottom right; the last one is what Enter does."""
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        self.column.addSpacing(4)
        self.column.addLayout(row)

    def say(self, where: QLabel, text: str) -> None:
        """Show a text in one of the labels, and grow to hold it."""
        where.setText(text)
        self.adjustSize()

    def close_button(self) -> KeyButton:
        """Closes the dialog."""
        button = KeyButton("Close", "Esc")
        button.clicked.connect(self.close)
        return button

    def copy_button(self, text: str) -> KeyButton:
        """Puts a text on the clipboard."""
        button = KeyButton("Copy")
        button.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
        return button
