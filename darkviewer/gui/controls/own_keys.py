"""Keys that a focused widget keeps for itself, before any shortcut."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

__all__ = ["belongs_to_widget"]

_TEXT_FIELDS = (QLineEdit, QAbstractSpinBox, QPlainTextEdit)
_OWN_KEYS: tuple[tuple[type[QWidget], frozenset[Qt.Key]], ...] = (
    (
        QAbstractSlider,
        frozenset(
            {
                Qt.Key.Key_Left,
                Qt.Key.Key_Right,
                Qt.Key.Key_Up,
                Qt.Key.Key_Down,
                Qt.Key.Key_PageUp,
                Qt.Key.Key_PageDown,
                Qt.Key.Key_Home,
                Qt.Key.Key_End,
            }
        ),
    ),
    (
        QAbstractItemView,
        frozenset(
            {
                Qt.Key.Key_Up,
                Qt.Key.Key_Down,
                Qt.Key.Key_PageUp,
                Qt.Key.Key_PageDown,
                Qt.Key.Key_Home,
                Qt.Key.Key_End,
                Qt.Key.Key_Return,
                Qt.Key.Key_Enter,
            }
        ),
    ),
    (
        QTabBar,
        frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End}),
    ),
    (
        QAbstractButton,
        frozenset({Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}),
    ),
)


def belongs_to_widget(focus: QWidget | None, event: QKeyEvent, *, own: QWidget) -> bool:
    """Whether a key is the focused widget's own and no shortcut may take it.

    Text fields keep everything that prints or moves the cursor; lists, sliders and
    buttons keep the keys they move by. `own` is the table of candidates, whose keys
    are shortcuts that do the same.
    """
    if focus is None or focus is own:
        return False
    if isinstance(focus, _TEXT_FIELDS):
        return not _is_command(event)
    plain = event.modifiers() in (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.KeypadModifier,
    )
    return plain and any(
        isinstance(focus, kind) and event.key() in keys for kind, keys in _OWN_KEYS
    )


def _is_command(event: QKeyEvent) -> bool:
    """Function keys, Escape and what is pressed with Ctrl or Alt work everywhere.

    But not with both: AltGr, which some systems report so, types a sign.
    """
    if event.key() == Qt.Key.Key_Escape:
        return True
    if Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35:
        return True
    held, modifier = event.modifiers(), Qt.KeyboardModifier
    control, alt = held & modifier.ControlModifier, held & modifier.AltModifier
    if alt:
        return not control and sys.platform != "darwin"  # there it types signs, too
    return bool(control)
