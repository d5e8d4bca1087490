"""What all dialogs share: beside the work, never modal, gone when closed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QDialog,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label
from darkviewer.gui.style import fonts

__all__ = ["Panel"]

_OF_SCREEN = 0.92  # no larger than this part of it
_Scroll = QAbstractSlider.SliderAction
_SCROLLS = {
    Qt.Key.Key_Up: _Scroll.SliderSingleStepSub,
    Qt.Key.Key_Down: _Scroll.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: _Scroll.SliderPageStepSub,
    Qt.Key.Key_PageDown: _Scroll.SliderPageStepAdd,
    Qt.Key.Key_Home: _Scroll.SliderToMinimum,
    Qt.Key.Key_End: _Scroll.SliderToMaximum,
}


class Panel(QDialog):
    """A small window that floats above the main one.

    What is larger than the screen scrolls; the buttons stay in sight.

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
        self._sheet = QWidget()
        self.column = QVBoxLayout(self._sheet)
        self.column.setContentsMargins(16, 14, 16, 4)
        self.column.setSpacing(10)
        self.column.addWidget(label(title, "heading", wrap=True))
        self._area = _Sheet(self._sheet)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 14)
        self._outer.addWidget(self._area, 1)

    def sizeHint(self) -> QSize:
        """Room for everything, as far as the screen has it."""
        wanted = super().sizeHint()
        room = self.screen().availableSize() * _OF_SCREEN
        if wanted.height() > room.height():
            wanted += QSize(self._area.verticalScrollBar().sizeHint().width(), 0)
        return wanted.boundedTo(room)

    def open_at(self, width: int, height: int) -> None:
        """Start in this size, which grows with the text."""
        room = self.screen().availableSize() * _OF_SCREEN
        wanted = QSize(fonts.scaled(width), fonts.scaled(height))
        self.resize(wanted.boundedTo(room))

    def add_buttons(self, *buttons: KeyButton) -> None:
        """A row of buttons at the bottom right; the last one is what Enter does."""
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        self._outer.addLayout(row)

    def say(self, where: QLabel, text: str) -> None:
        """Show a text in one of the labels, and grow to hold it."""
        where.setText(text)
        self._outer.invalidate()
        self.resize(self.sizeHint())

    def showEvent(self, event: QShowEvent) -> None:
        """Qt itself would take two thirds of the screen at most."""
        if not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            self.resize(self.sizeHint())
        super().showEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow and page keys scroll, unless a field takes them.

        The scroll bar gets an action, never the event: it returns a key that it does
        not know to its parent, which would be this dialog again.
        """
        scroll = _SCROLLS.get(Qt.Key(event.key()))
        if scroll is None:
            super().keyPressEvent(event)
        else:
            self._area.verticalScrollBar().triggerAction(scroll)

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


class _Sheet(QScrollArea):
    """Asks for as much room as its content, and gets along with less."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)

    def sizeHint(self) -> QSize:
        """That of the content, with its texts wrapped."""
        content = self._content
        wanted = content.sizeHint()
        if content.hasHeightForWidth():
            wanted.setHeight(content.heightForWidth(wanted.width()))
        return wanted
