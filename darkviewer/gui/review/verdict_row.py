"""The keys that give a verdict, always in their places, and what they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from darkviewer.core.review.classes import CLASSES, EVENT, PIXEL
from darkviewer.gui.controls.labels import SparedLabel, section_title
from darkviewer.gui.controls.segmented import Segmented
from darkviewer.gui.review.verdict_key import CLEAR, VerdictKey
from darkviewer.gui.style import fonts
from darkviewer.gui.text.tips import plain_tip
from darkviewer.gui.threads.timers import once

if TYPE_CHECKING:
    from collections.abc import Mapping

    from darkviewer.gui.style.theme import Palette

__all__ = ["AS_EACH_KEY_SAYS", "LIT_MS", "VerdictRow"]

AS_EACH_KEY_SAYS = ""
LIT_MS = 120
"""So long a pressed key is lit; nothing waits for it."""

_GAP, _NARROW_GAP, _BEFORE_U = 8, 4, 8
_AROUND = 2 * 12 + 4 * 10
"""Margins of the row, and the gaps between its parts."""

_APART = "unsure"
"""Before this key there is a wider gap: it and the next say nothing of a kind."""

_WORDS = {
    AS_EACH_KEY_SAYS: "as each key says",
    EVENT: "this event",
    PIXEL: "this pixel in all frames",
}
_CERTAIN = "How certain the next verdict is can be said, too: sure, likely, a guess"
_SHORT = {AS_EACH_KEY_SAYS: "each key", EVENT: "event", PIXEL: "pixel"}
_TIPS = {
    AS_EACH_KEY_SAYS: "Hot, telegraph and artefact are about the pixel in all frames, "
    "the others about what happened in this one.",
    EVENT: "The next verdict is about this frame alone.",
    PIXEL: "The next verdict is about this pixel in all frames.",
}


class _Keys(QWidget):
    """All keys side by side, equally wide, whatever they say."""

    def __init__(self, keys: Mapping[str, VerdictKey]) -> None:
        super().__init__()
        self._row = tuple(keys.values())
        for key in self._row:
            key.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As high as a key."""
        return self._row[0].sizeHint()

    def minimumSizeHint(self) -> QSize:
        """They may be narrow, never low."""
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width."""
        super().resizeEvent(event)
        self.place()

    def place(self) -> None:
        """As wide as there is room, up to the usual width.

        All have their words, in small type where that is needed, or none has.
        """
        usual, keys = self._row[0].sizeHint().width(), len(self._row)
        for gap in (_GAP, _NARROW_GAP):
            wide = (self.width() - (keys - 1) * gap - _BEFORE_U) // keys
            if wide >= usual:
                break
        wide = min(wide, usual)
        faces = (fonts.body(), fonts.small())
        fitting = (f for f in faces if all(k.words_fit(wide, f) for k in self._row))
        face, x = next(fitting, None), 0
        for key in self._row:
            key.set_face(face)
            x += _BEFORE_U if key.name == _APART else 0
            key.setGeometry(x, 0, wide, self.height())
            x += wide + gap


class VerdictRow(QWidget):
    """All keys, and what the next verdict is about.

    Signals
    -------
    given
        Name of a class, and whether the candidate shall stay in hand.
    cleared
        The verdict is taken back; whether the candidate shall stay in hand.
    scope_chosen
        `EVENT`, `PIXEL` or `AS_EACH_KEY_SAYS`.
    """

    given = Signal(str, bool)
    cleared = Signal(bool)
    scope_chosen = Signal(str)

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        keys = [VerdictKey(c.name, c.words, c.key, c.scope) for c in CLASSES]
        keys.append(VerdictKey(CLEAR, CLEAR, "0", ""))
        self.keys = {key.name: key for key in keys}
        self.title = section_title("Verdict")
        self.after = SparedLabel("and on to the next", "secondary")
        self.about = SparedLabel("for", "secondary")
        self.scope = Segmented(_WORDS)
        for value, tip in _TIPS.items():
            self.scope.set_tip(value, tip)
        self.set_scope_key("P")
        self.set_certainty_key("C")
        self._certainty, self._advance = "", True
        self._unlight = once(self, LIT_MS)
        self._unlight.timeout.connect(self._go_out)
        self._lay_out()
        self._connect()
        self.set_palette(palette)
        self.set_scope(AS_EACH_KEY_SAYS)
        self.follow_text()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(8)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self.title)
        line.addWidget(self.after)
        line.addStretch(1)
        line.addWidget(self.about)
        line.addWidget(self.scope)
        column.addLayout(line)
        self._keys = _Keys(self.keys)
        column.addWidget(self._keys)

    def _connect(self) -> None:
        for name, key in self.keys.items():
            key.clicked.connect(lambda _checked=False, name=name: self._press(name))
        self.scope.value_changed.connect(self.scope_chosen.emit)

    def set_palette(self, palette: Palette) -> None:
        """Marks in other colours."""
        for key in self.keys.values():
            key.set_palette(palette)

    def set_key(self, name: str, key: str) -> None:
        """Another key of the keyboard gives this verdict."""
        self.keys[name].set_key(key)

    def set_scope_key(self, key: str) -> None:
        """The key that steps through what the next verdict is about."""
        self.scope.set_hint(PIXEL, key)

    def set_verdict(self, name: str) -> None:
        """The verdict that holds; empty: there is none."""
        for key in self.keys.values():
            key.set_given(key.name == name)

    def set_scope(self, scope: str) -> None:
        """What the next verdict is about."""
        self.scope.set_value(scope)
        for key in self.keys.values():
            key.set_scope(scope or key.own_scope)

    def set_advance(self, advance: bool) -> None:
        """Whether a verdict goes on to the next candidate unless Shift is held."""
        self._advance = advance
        self._say_after()

    def set_certainty(self, words: str) -> None:
        """How certain the verdict is; empty: nothing is said of it."""
        self._certainty = words
        self._say_after()

    def set_certainty_key(self, key: str) -> None:
        """The key that steps through how certain the next verdict is."""
        self.after.setToolTip(plain_tip(_CERTAIN + (f" ({key})" if key else "")))

    def _say_after(self) -> None:
        onward = "and on to the next" if self._advance else "and stay"
        self.after.setText(", ".join(filter(None, (self._certainty, onward))))

    def light(self, name: str) -> None:
        """Show which key was pressed, for a moment."""
        for key in self.keys.values():
            key.set_lit(key.name == name)
        self._unlight.start()

    def follow_text(self) -> None:
        """The size of the text changed."""
        self._name_scopes(_SHORT)
        self._shortest = self.scope.sizeHint().width()
        self._keys.updateGeometry()
        self._keys.place()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorter words where there is little room."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """With the short words."""
        wide = self.title.sizeHint().width() + self._shortest + _AROUND
        return QSize(wide, super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Disabled as a whole, it stays in its place."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.follow_text()

    def _fit(self) -> None:
        self._name_scopes(_WORDS)
        room = self.width() - self.title.sizeHint().width() - _AROUND
        if self.scope.sizeHint().width() > room:
            self._name_scopes(_SHORT)

    def _name_scopes(self, words: Mapping[str, str]) -> None:
        for value, text in words.items():
            self.scope.set_words(value, text)

    def _press(self, name: str) -> None:
        held = QGuiApplication.keyboardModifiers()
        stay = bool(held & Qt.KeyboardModifier.ShiftModifier)
        self.light(name)
        if name == CLEAR:
            self.cleared.emit(stay)
        else:
            self.given.emit(name, stay)

    def _go_out(self) -> None:
        for key in self.keys.values():
            key.set_lit(False)
