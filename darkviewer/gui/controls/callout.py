"""A sentence beside a field: why it does not take what was typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from darkviewer.gui.controls.labels import label, set_role
from darkviewer.gui.style import fonts
from darkviewer.gui.threads.timers import once

__all__ = ["Callout"]

_WIDTH, _GAP = 260, 3
_STAYS_MS = 6000
"""When the field has lost the keyboard nothing else would take the words away."""

_MOVES = (QEvent.Type.Move, QEvent.Type.Resize)
_DRESSED = (QEvent.Type.FontChange, QEvent.Type.StyleChange)


class Callout(QObject):
    """Words below a field, over whatever is there: nothing moves to make room."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self._words: QLabel | None = None
        self._forget = once(self, _STAYS_MS)
        self._forget.timeout.connect(self.take_away)
        self._dressed = once(self)  # the words themselves learn it after this filter
        self._dressed.timeout.connect(self._place_again)
        field.installEventFilter(self)

    @property
    def text(self) -> str:
        """The text shown; empty if there is none."""
        return "" if self._words is None else self._words.text()

    def say(self, text: str, *, passing: bool = False) -> None:
        """Show a sentence until it is taken away; a passing one goes by itself."""
        self.take_away()
        words = label(text, "refusal", wrap=True)
        words.setParent(self._field.window())
        words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        words.ensurePolished()
        self._place(words)
        words.show()
        words.raise_()
        self._words = words
        words.installEventFilter(self)  # text may become larger meanwhile
        self._field.setAccessibleDescription(text)
        set_role(self._field, "false", "valid")
        if passing:
            self._forget.start()

    def take_away(self) -> None:
        """The field is fine again, or something else is being typed."""
        self._forget.stop()
        self._dressed.stop()
        if self._words is not None:
            self._words.hide()
            self._words.deleteLater()
            self._words = None
            self._field.setAccessibleDescription("")
            set_role(self._field, "true", "valid")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The words stay with their field, as large as their text."""
        if self._words is not None and watched is self._words:
            if event.type() in _DRESSED:
                self._dressed.start()
        elif self._words is not None:
            if event.type() == QEvent.Type.Hide:
                self.take_away()
            elif event.type() in _MOVES:
                self._place(self._words)
        return super().eventFilter(watched, event)

    def _place_again(self) -> None:
        assert self._words is not None
        self._place(self._words)

    def _place(self, words: QLabel) -> None:
        """Below the field, or above it where the window ends."""
        field, window = self._field, self._field.window()
        room = window.rect().adjusted(_GAP, _GAP, -_GAP, -_GAP)
        margins = words.contentsMargins()
        needed = words.fontMetrics().horizontalAdvance(words.text()) + fonts.scaled(26)
        wide = min(needed, fonts.scaled(_WIDTH), room.width())
        words.resize(wide, words.heightForWidth(wide) + margins.top())
        corner = field.mapTo(window, QPoint(0, field.height() + _GAP))
        if corner.y() + words.height() > room.bottom():
            corner.setY(field.mapTo(window, QPoint()).y() - words.height() - _GAP)
        right = max(room.right() - words.width(), room.left())
        words.move(min(corner.x(), right), max(corner.y(), room.top()))
