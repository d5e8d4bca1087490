"""Base of all dialogs: never modal, deleted when closed."""

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
from darkviewer.gui.text.mnemonics import marked, mnemonics
from darkviewer.gui.threads.timers import once

__all__ = ["Panel", "give_mnemonics"]

_CLOSES = "Esc"
_LAID_OUT_MS = 30  # by then the sheet has the size that a new text asks for
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
        self._default: KeyButton | None = None
        self.setModal(False)
        self.setWindowTitle(title)
        self._sheet = QWidget()
        self.column = QVBoxLayout(self._sheet)
        self.column.setContentsMargins(16, 14, 16, 4)
        self.column.setSpacing(10)
        self.column.addWidget(label(title, "heading", wrap=True))
        self._area = _Sheet(self._sheet)
        self._said: QLabel | None = None
        self._scrolled = once(self, _LAID_OUT_MS)
        self._scrolled.timeout.connect(self._scroll)
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

    def at_least(self, width: int) -> None:
        """No narrower than this, nor than its buttons.

        Qt takes a minimum of the dialog itself in place of what the buttons need.
        """
        self._area.setMinimumWidth(width)

    def add_buttons(
        self, *buttons: KeyButton, default: KeyButton | None = None
    ) -> None:
        """A row of buttons at the bottom right; Enter presses the default one."""
        self._default = default
        if default is not None:
            default.primary = default.hint != _CLOSES
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        self._outer.addLayout(row)

    def say(self, where: QLabel, text: str) -> None:
        """Show a text in one of the labels, grow to hold it, and scroll to it."""
        if where.text() != text:
            self._said = where
            self._scrolled.start()
        where.setText(text)
        self.grow()

    def _scroll(self) -> None:
        if self._said is not None and self._said.text():
            self._area.ensureWidgetVisible(self._said, 0, 0)

    def grow(self) -> None:
        """As large as its content wants it by now; it does not shrink, nor reach
        beyond the screen.
        """
        self._area.updateGeometry()  # it does not see what its content wants
        self.resize(self.size().expandedTo(self.sizeHint()))
        room, whole = self.screen().availableGeometry(), self.frameGeometry()
        if self.isVisible() and not room.contains(whole):
            whole.moveRight(min(whole.right(), room.right()))
            whole.moveBottom(min(whole.bottom(), room.bottom()))
            self.move(whole.topLeft())

    def showEvent(self, event: QShowEvent) -> None:
        """Qt itself would take two thirds of the screen at most."""
        if not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            self.resize(self.sizeHint())
        give_mnemonics(self)
        super().showEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the default button; arrow and page keys scroll.

        Fields that have a use for these keys do not pass them on.

        The scroll bar gets an action, never the event: it returns a key that it does
        not know to its parent, which would be this dialog again.
        """
        scroll = _SCROLLS.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._default is not None and self._default.isVisible():
                self._default.click()
        elif scroll is None:
            super().keyPressEvent(event)
        else:
            self._area.verticalScrollBar().triggerAction(scroll)

    def close_button(self) -> KeyButton:
        """Closes the dialog."""
        button = KeyButton("Close", _CLOSES)
        button.clicked.connect(self.close)
        return button

    def copy_button(self, text: str) -> KeyButton:
        """Puts a text on the clipboard."""
        button = KeyButton("Copy")
        button.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
        return button


def give_mnemonics(dialog: QWidget) -> None:
    """A letter for each label with a field and for each button, from top to bottom."""
    labels = [part for part in dialog.findChildren(QLabel) if part.buddy() is not None]
    buttons = [part for part in dialog.findChildren(KeyButton) if part.hint != _CLOSES]
    texts = [words.text().replace("&", "") for words in labels]
    places = mnemonics([*texts, *(button.text() for button in buttons)])
    for words, text, place in zip(labels, texts, places, strict=False):
        words.setText(marked(text, place))
    for button, place in zip(buttons, places[len(labels) :], strict=True):
        button.set_mnemonic(place)


class _Sheet(QScrollArea):
    """Asks for as much room as its content needs, but accepts less."""

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
