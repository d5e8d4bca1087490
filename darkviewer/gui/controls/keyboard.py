"""Keyboard focus during and after typing into a field."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QWidget

__all__ = ["EscapeReverts", "give_back"]


def give_back(field: QWidget) -> None:
    """The window's own keys work again; in a dialog Tab goes on from the field."""
    if not isinstance(field.window(), QDialog):
        field.clearFocus()


class EscapeReverts(QObject):
    """Escape takes back what was typed into a field, before it means anything else.

    Parameters
    ----------
    field : QWidget
        Gives the keyboard back to the window then.
    edited : callable
        Whether there is anything to take back; if not, Escape is nobody's.
    revert : callable
        Restores what the field showed before.
    """

    def __init__(
        self,
        field: QWidget,
        *,
        edited: Callable[[], bool],
        revert: Callable[[], None],
    ) -> None:
        super().__init__(field)
        self._field, self._edited, self._revert = field, edited, revert
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim the key from the shortcuts, then act on it."""
        offered = event.type() == QEvent.Type.ShortcutOverride
        if (
            (offered or event.type() == QEvent.Type.KeyPress)
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self._edited()
        ):
            event.accept()
            if not offered:
                self._revert()
                give_back(self._field)
            return True
        return super().eventFilter(watched, event)
