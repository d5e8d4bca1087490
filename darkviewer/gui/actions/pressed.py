"""Keys as they are pressed, while a new shortcut is awaited."""

from __future__ import annotations

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

__all__ = ["held_words", "pressed_key"]

_M = Qt.KeyboardModifier
_ALONE = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_Super_L,
        Qt.Key.Key_Super_R,
        Qt.Key.Key_Hyper_L,
        Qt.Key.Key_Hyper_R,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_ScrollLock,
        Qt.Key.Key_Mode_switch,
        Qt.Key.Key_unknown,
    }
)
"""Keys that only change what others mean."""


def pressed_key(event: QKeyEvent) -> str:
    """``"Ctrl+E"``; empty for a modifier alone, and for a key without a name."""
    key = Qt.Key(event.key())
    if key in _ALONE:
        return ""
    modifiers = event.modifiers() & (
        _M.ControlModifier | _M.AltModifier | _M.MetaModifier
    )
    if event.modifiers() & _M.ShiftModifier and _shift_counts(event):
        modifiers |= _M.ShiftModifier
    combination = QKeyCombination(modifiers, key)
    text = QKeySequence(combination).toString()
    # A blank would separate two keys in the table of actions.
    return text if text.isprintable() and " " not in text else ""


def held_words(event: QKeyEvent) -> str:
    """Modifiers that are held by now: ``"Ctrl+"``."""
    held = QKeySequence(QKeyCombination(event.modifiers(), Qt.Key.Key_A)).toString()
    return held[:-1]


def _shift_counts(event: QKeyEvent) -> bool:
    """It is a part of ``+`` or ``?``, but comes on top of a letter or an arrow."""
    sign = event.text()[:1]
    return not sign.isprintable() or sign.isalnum() or sign in ("", " ")
