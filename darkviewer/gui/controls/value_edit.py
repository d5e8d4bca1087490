"""A number with its unit that looks like text and can be typed over."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.controls.callout import Callout
from darkviewer.gui.controls.keyboard import EscapeReverts, give_back
from darkviewer.gui.text.numbers import trimmed
from darkviewer.gui.text.typed import typed_number

__all__ = ["ValueEdit"]


class ValueEdit(QLineEdit):
    """Flat until it has the focus; Enter takes the number, Escape keeps the old one.

    Parameters
    ----------
    name : str
        For screen readers.
    refusal : callable
        Why a number cannot be taken, in words; empty if it can.
    """

    value_entered = Signal(float)

    def __init__(
        self,
        name: str,
        parent: QWidget | None = None,
        *,
        refusal: Callable[[float], str] = lambda _: "",
    ) -> None:
        super().__init__(parent)
        self._value = 0.0
        self._unit = ""
        self._decimals = 0
        self._refusal = refusal
        self._clicked = False
        self.callout = Callout(self)
        self.setAccessibleName(name)
        self.setProperty("role", "flat")
        self.setFrame(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.textEdited.connect(self.callout.take_away)
        EscapeReverts(self, edited=self._edited, revert=self._revert)

    def set_value(self, value: float, unit: str, decimals: int) -> None:
        """Show a number; what is being typed is not disturbed."""
        self._value, self._unit, self._decimals = value, unit, decimals
        if not self.hasFocus():
            self._show()

    def _show(self) -> None:
        self.setText(f"{trimmed(self._value, self._decimals)} {self._unit}")

    def _edited(self) -> bool:
        return self.isModified() or bool(self.callout.text)

    def _revert(self) -> None:
        self.callout.take_away()
        self._show()

    def _enter(self) -> str:
        """Send what was typed, or say why not."""
        if not self.isModified():
            return ""
        try:
            value = float(typed_number(self.text(), unit=self._unit))
        except DarkviewerError as error:
            return str(error)
        why = self._refusal(value)
        if not why:
            self.setModified(False)
            self.value_entered.emit(value)
        return why

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Ready to be typed over."""
        super().focusInEvent(event)
        self._clicked = event.reason() == Qt.FocusReason.MouseFocusReason
        self.setText(trimmed(self._value, self._decimals).replace(",", ""))
        self.selectAll()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The click that brought the keyboard selects, unless it selected a part."""
        super().mouseReleaseEvent(event)
        if self._clicked and not self.hasSelectedText():
            self.selectAll()
        self._clicked = False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Text again, with the unit; what cannot be taken is taken back."""
        super().focusOutEvent(event)
        why = self._enter()
        self.callout.take_away()
        self._show()
        if why and self.isVisible():
            self.callout.say(f"{why}. {self.text()} is kept.", passing=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is done; it gives the focus back, as Escape does."""
        if event.key() == Qt.Key.Key_Escape:
            give_back(self)
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif why := self._enter():
            self.callout.say(why)
            self.selectAll()
        else:
            give_back(self)
