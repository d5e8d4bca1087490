"""A number with its unit that looks like text and can be typed over."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from darkviewer.gui.text.numbers import MINUS, trimmed

__all__ = ["ValueEdit"]


class ValueEdit(QLineEdit):
    """Flat until it has the focus; Enter takes the number, Escape keeps the old one."""

    value_entered = Signal(float)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = 0.0
        self._unit = ""
        self._decimals = 0
        self.setAccessibleName(name)
        self.setProperty("role", "flat")
        self.setFrame(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.editingFinished.connect(self._enter)

    def set_value(self, value: float, unit: str, decimals: int) -> None:
        """Show a number; what is being typed is not disturbed."""
        self._value, self._unit, self._decimals = value, unit, decimals
        if not self.hasFocus():
            self._show()

    def _show(self) -> None:
        self.setText(f"{trimmed(self._value, self._decimals)} {self._unit}")

    def _enter(self) -> None:
        if not self.isModified():
            return
        self.setModified(False)
        text = self.text().removesuffix(self._unit).replace(MINUS, "-")
        try:
            value = float(text.replace(",", "").replace("\N{THIN SPACE}", "").strip())
        except ValueError:
            self._show()
            return
        self.value_entered.emit(value)
        self._show()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Ready to be typed over."""
        super().focusInEvent(event)
        self.setText(trimmed(self._value, self._decimals).replace(",", ""))
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Text again, with the unit."""
        super().focusOutEvent(event)
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is done, Escape is undone; both give the focus back."""
        if event.key() == Qt.Key.Key_Escape:
            self.setModified(False)
            self.clearFocus()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clearFocus()
