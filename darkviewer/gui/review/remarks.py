"""Note and tags of the candidate in hand: Enter keeps, Escape leaves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from darkviewer.core.review.verdict import LONGEST_NOTE
from darkviewer.gui.controls.keyboard import give_back
from darkviewer.gui.style import fonts
from darkviewer.gui.text.tips import plain_tip

__all__ = ["RemarkField", "Remarks", "tags_of"]

_MARGIN = 9


def tags_of(text: str) -> tuple[str, ...]:
    """Tags with commas between, each once: ``glow, edge`` -> ``("glow", "edge")``."""
    parts = (" ".join(part.split()) for part in text.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


class RemarkField(QLineEdit):
    """One line that is kept by Enter or by going elsewhere, and left by Escape.

    Signals
    -------
    kept
        Another text than before.
    """

    kept = Signal(str)

    def __init__(self, name: str, hint: str, meaning: str) -> None:
        super().__init__()
        self._name, self._hint, self._meaning, self._known = name, hint, meaning, ""
        self.setPlaceholderText(name)
        self.setMaxLength(LONGEST_NOTE)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._tell()

    def set_hint(self, hint: str) -> None:
        """The key that leads here."""
        if hint != self._hint:
            self._hint = hint
            self._tell()

    def show_text(self, text: str) -> None:
        """What is kept of the candidate in hand; nothing is asked.

        What is being typed stays: it is kept before another candidate comes.
        """
        if self.hasFocus() and self.text() != self._known:
            self._known = text
        else:
            self._put(text)

    def _put(self, text: str) -> None:
        if text != self._known or text != self.text():
            self._known = text
            self.setText(text)
            self._tell()
        self.setCursorPosition(0)

    def enter(self) -> None:
        """The keyboard goes here."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.end(False)

    def keep(self) -> None:
        """Ask for what was typed to be kept, if anything was."""
        text = " ".join(self.text().split())
        changed = text != self._known
        self._put(text)
        if changed:
            self.kept.emit(text)

    def forget(self) -> bool:
        """Show what is kept again; whether anything else was typed."""
        typed = self.text() != self._known
        self._put(self._known)
        return typed

    def event(self, event: QEvent) -> bool:
        """Enter and Escape are the field's own, before any shortcut."""
        own = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if event.type() in own and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter or event.key() == Qt.Key.Key_Escape:
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    self._end(keep=enter)
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was typed is never lost; a menu or another window takes nothing."""
        super().focusOutEvent(event)
        elsewhere = event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        )
        if elsewhere:
            self.keep()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The key at the right, while nothing is typed."""
        super().paintEvent(event)
        if self.hasFocus() or self.text():
            return
        painter = QPainter(self)
        painter.setFont(fonts.small())
        role = QPalette.ColorRole.PlaceholderText
        painter.setPen(self.palette().color(role))
        box = QRectF(self.rect()).adjusted(0, 0, -_MARGIN, 0)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        words = QFontMetricsF(self.font()).horizontalAdvance(self._name)
        hint = QFontMetricsF(fonts.small()).horizontalAdvance(self._hint)
        if words + hint + 3 * _MARGIN <= self.width():
            painter.drawText(box, int(middle), self._hint)

    def _end(self, *, keep: bool) -> None:
        if keep:
            self.keep()
        else:
            self.forget()
        give_back(self)

    def _tell(self) -> None:
        words = f"{self._known}\n" if self._known else ""
        tip = f"{words}{self._name} ({self._hint}): {self._meaning}"
        self.setToolTip(plain_tip(tip))


class Remarks(QWidget):
    """The two fields side by side.

    Signals
    -------
    note_kept, tags_kept
        The note as text, the tags as a tuple.
    typed
        A sign in one of them.
    """

    note_kept = Signal(str)
    tags_kept = Signal(object)
    typed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.note = RemarkField(
            "Note", "N", "kept with your verdict. Enter keeps it, Escape leaves it."
        )
        self.tags = RemarkField(
            "Tags", "T", "words with commas between. Enter keeps them, Escape leaves."
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 10)
        row.setSpacing(8)
        row.addWidget(self.note, 5)
        row.addWidget(self.tags, 2)
        for field in (self.note, self.tags):
            field.textEdited.connect(lambda _: self.typed.emit())
        self.note.kept.connect(self.note_kept)
        self.tags.kept.connect(lambda text: self.tags_kept.emit(tags_of(text)))

    @property
    def texts(self) -> tuple[str, tuple[str, ...]]:
        """Note and tags as they are typed now."""
        return " ".join(self.note.text().split()), tags_of(self.tags.text())

    def show_remarks(self, note: str, tags: tuple[str, ...]) -> None:
        """Those of the candidate in hand."""
        self.note.show_text(note)
        self.tags.show_text(", ".join(tags))

    def forget(self) -> bool:
        """Show what is kept again; whether anything else was typed."""
        return self.note.forget() | self.tags.forget()

    def keep_aside(self, aside: Callable[[str, tuple[str, ...]], object]) -> None:
        """What is being typed goes `aside`, and the fields are free for another."""
        note, tags = self.texts
        if self.forget():
            aside(note, tags)

    def keep(self) -> None:
        """What is being typed belongs to the candidate in hand, before it changes."""
        self.note.keep()
        self.tags.keep()
