"""Keyboard focus during and after typing into a field."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QWidget

__all__ = ["give_back", "is_escape"]


def give_back(field: QWidget) -> None:
    """The window's own keys work again; in a dialog Tab goes on from the field."""
    if not isinstance(field.window(), QDialog):
        field.clearFocus()


def is_escape(event: QEvent) -> bool:
    """Whether Escape is offered to a field, before a shortcut gets it."""
    return (
        event.type() == QEvent.Type.ShortcutOverride
        and isinstance(event, QKeyEvent)
        and event.key() == Qt.Key.Key_Escape
    )
