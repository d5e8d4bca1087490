"""Buttons below the surroundings: their layer, and blinking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from darkviewer.gui.controls.buttons import ActionButton

__all__ = ["LayerBar"]

GAP = 8  # before the button that stands alone

_WAYS = (
    (False, True, False),
    (True, True, False),
    (True, False, False),
    (True, False, True),
)
"""With less air, with the key beside the words, the key alone: the best first."""


class _LayerButton(ActionButton):
    """Its words may be its key alone."""

    def __init__(self, action: QAction, parent: QWidget) -> None:
        self._letter = self._keyed = False
        super().__init__(action, parent=parent)

    def say(self, *, tight: bool, keyed: bool, letter: bool) -> None:
        """How much it says: words with or without the key, or the key alone."""
        self._letter, self._keyed = letter, keyed
        self.set_tight(tight)
        self._follow()

    def _shown_hint(self) -> str:
        return self.hint if self._keyed else ""

    def _follow(self) -> None:
        super()._follow()
        self.setAccessibleName(self.text())
        if self._letter:
            self.setText(self.hint or self.text()[0])
            self.hint = ""


class LayerBar(QWidget):
    """Words with keys; words alone or keys alone where there is little room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._joined: list[_LayerButton] = []
        self._alone: list[_LayerButton] = []

    def take(
        self, actions: Mapping[str, QAction], joined: Sequence[str], alone: str
    ) -> None:
        """Make the buttons: one bar, and one beside it."""
        self._joined = [_LayerButton(actions[name], self) for name in joined]
        self._alone = [_LayerButton(actions[alone], self)]
        last = len(self._joined) - 1
        for place, button in enumerate(self._joined):
            sides = place > 0, place < last
            button.joined = {
                (False, True): "right",
                (True, False): "left",
                (True, True): "both",
            }[sides]
        for button in self.buttons:
            button.action.changed.connect(self._follow)
            button.show()
        self._lay_out()

    @property
    def buttons(self) -> list[_LayerButton]:
        """From left to right."""
        return [*self._joined, *self._alone]

    def sizeHint(self) -> QSize:
        """All words with their keys."""
        return QSize(self._wanted(), self.height())

    def _wanted(self) -> int:
        return GAP + sum(button.sizeHint().width() for button in self.buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        """Actions may have changed out of sight."""
        super().showEvent(event)
        self._lay_out()

    def _follow(self) -> None:
        if self.isVisible():
            self._lay_out()

    def _lay_out(self) -> None:
        for tight, keyed, letter in _WAYS:
            for button in self.buttons:
                button.say(tight=tight, keyed=keyed, letter=letter)
            if self._wanted() <= self.width():
                break
        left = 0
        for button in self._joined:
            wide = button.sizeHint().width()
            button.setGeometry(left, 0, wide, self.height())
            left += wide
        for button in self._alone:
            wide = button.sizeHint().width()
            button.setGeometry(self.width() - wide, 0, wide, self.height())
