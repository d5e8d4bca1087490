"""One choice among a few, all in sight: joined buttons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from darkviewer.gui.controls.buttons import ActionButton, KeyButton

__all__ = ["ActionBar", "Segmented"]


class ActionBar(QWidget):
    """Actions side by side in one frame; `tail` may be a field that ends it."""

    def __init__(
        self,
        actions: Iterable[QAction],
        *,
        tail: QLineEdit | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._buttons = [ActionButton(action, parent=self) for action in actions]
        row = _join(self, self._buttons, open_end=tail is not None)
        if tail is not None:
            tail.setProperty("role", "joined")
            row.addWidget(tail)
            self.setSizePolicy(tail.sizePolicy())

    @property
    def actions_on_show(self) -> list[QAction]:
        """From left to right."""
        return [button.action for button in self._buttons]

    def set_tight(self, tight: bool) -> None:
        """See `KeyButton.set_tight`."""
        for button in self._buttons:
            button.set_tight(tight)


class Segmented(QWidget):
    """A bar of exclusive buttons, or several bars one below the other.

    Parameters
    ----------
    choices : mapping
        Value -> words.
    in_a_row : int
        Buttons of each bar; 0 for all of them.
    """

    value_changed = Signal(object)  # chosen by the user

    def __init__(
        self,
        choices: Mapping[Any, str],
        *,
        in_a_row: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._buttons = {value: KeyButton(words) for value, words in choices.items()}
        for value, button in self._buttons.items():
            button.setCheckable(True)
            self._group.addButton(button)
            button.clicked.connect(
                lambda _checked=False, chosen=value: self.value_changed.emit(chosen)
            )
        buttons, most = list(self._buttons.values()), in_a_row or len(choices)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._bars: dict[Any, QWidget] = {}
        for start in range(0, len(buttons), most):
            bar = QWidget()
            _join(bar, buttons[start : start + most])
            self._bars |= dict.fromkeys(list(choices)[start : start + most], bar)
            column.addWidget(bar, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def value(self) -> Any:
        """The chosen value, None while nothing is chosen."""
        for value, button in self._buttons.items():
            if button.isChecked():
                return value
        return None

    def set_value(self, value: Any) -> None:
        """Choose without a signal."""
        self._buttons[value].setChecked(True)

    def set_words(self, value: Any, words: str) -> None:
        """Other words for a choice."""
        button = self._buttons[value]
        if button.text() != words:
            button.setText(words)
            button.updateGeometry()
            # The bar around it would hear of that only with the next events.
            self._bars[value].updateGeometry()

    def set_hint(self, value: Any, key: str) -> None:
        """The key that chooses it, small at its right."""
        self._buttons[value].set_hint(key)

    def set_tip(self, value: Any, tip: str) -> None:
        """What a choice means."""
        self._buttons[value].setToolTip(tip)

    def forbid(self, value: Any, why: str) -> None:
        """Grey out a choice and say why; without a reason it is open again."""
        self._buttons[value].setEnabled(not why)
        self._buttons[value].setToolTip(why)


def _join(
    bar: QWidget, buttons: Sequence[KeyButton], *, open_end: bool = False
) -> QHBoxLayout:
    row = QHBoxLayout(bar)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    bar.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    for index, button in enumerate(buttons):
        before, after = index > 0, index < len(buttons) - 1 or open_end
        button.joined = {
            (False, False): "",
            (False, True): "right",
            (True, False): "left",
            (True, True): "both",
        }[before, after]
        row.addWidget(button)
    return row
