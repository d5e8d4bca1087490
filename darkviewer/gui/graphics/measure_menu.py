"""The name of what a strip shows: a menu of all measures, and of its limit."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from darkviewer.gui.controls.buttons import MenuButton
from darkviewer.gui.models.strip_data import DRAWN

if TYPE_CHECKING:
    from darkviewer.gui.models.frame_columns import FrameColumn

__all__ = ["MeasureMenu"]


class MeasureMenu(MenuButton):
    """A flat button that carries the name of the measure."""

    chosen = Signal(str)  # name of another measure
    limit_wanted = Signal()  # please let the limit be typed
    reset_wanted = Signal()  # back to the limit of the check

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.flat = True
        self._measures = {}
        for name, column in DRAWN.items():
            action = self.menu.addAction(column.title.replace("\n", " "))
            action.setCheckable(True)
            action.setToolTip(column.tip)
            action.triggered.connect(partial(self.chosen.emit, name))
            self._measures[name] = action
        self.menu.addSeparator()
        self._limit = self.menu.addAction("Type a limit…")
        self._limit.triggered.connect(self.limit_wanted)
        self._reset = self.menu.addAction("Reset this limit")
        self._reset.triggered.connect(self.reset_wanted)
        self.menu.setToolTipsVisible(True)

    def show_measure(self, column: FrameColumn, *, limit: bool, own: bool) -> None:
        """Name it; what has no limit, or none of the user's, cannot be changed."""
        self.setText(column.name)
        self.setAccessibleName(f"{column.name}: choose what is drawn")
        self.setToolTip(f"{column.tip}\nA click lists all measures, and its limit.")
        for name, action in self._measures.items():
            action.setChecked(name == column.name)
        self._limit.setEnabled(limit)
        self._reset.setEnabled(own)
