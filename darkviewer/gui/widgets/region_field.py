"""Field with the measured or visible region, editable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics
from PySide6.QtWidgets import QLineEdit, QWidget

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.controls.labels import set_role
from darkviewer.gui.geometry.pixel_coords import region_words
from darkviewer.gui.text.regions import parse_region

if TYPE_CHECKING:
    from darkviewer.core.frames.region import Region
    from darkviewer.gui.workspace import Workspace

__all__ = ["RegionField"]


class RegionField(QLineEdit):
    """Enter shows and measures what was typed, Esc takes it back.

    Signals
    -------
    pixel_requested : x, y
        A single pixel was typed.
    """

    pixel_requested = Signal(int, int)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._shown = ""
        self.setPlaceholderText("x0:x1, y0:y1")
        self.setAccessibleName("Region on screen")
        self.setToolTip(
            "Columns and rows that are measured, or else on screen; 0-based, both\n"
            "ends included. Type others and press Enter to measure those; x, y goes\n"
            "to a pixel.  (G)"
        )
        self.returnPressed.connect(self._go)
        self.textEdited.connect(lambda: set_role(self, "true", "valid"))
        workspace.view_region_changed.connect(self._follow_view)
        workspace.region_changed.connect(self._follow)
        self._on_screen: Region | None = None

    def sizeHint(self) -> QSize:
        """Wide enough for four numbers of four digits."""
        width = QFontMetrics(self.font()).horizontalAdvance("0000:0000, 0000:0000")
        return QSize(width + 18, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Room for a region of a small frame."""
        return QSize(self.sizeHint().width() * 3 // 4, super().sizeHint().height())

    def begin(self) -> None:
        """Take the keyboard."""
        self.setFocus()
        self.selectAll()

    def restore(self) -> None:
        """Forget what was typed and give the keyboard back."""
        set_role(self, "true", "valid")
        self.setText(self._shown)
        self.clearFocus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Discard an entry that was not confirmed."""
        super().focusOutEvent(event)
        set_role(self, "true", "valid")
        self.setText(self._shown)

    def _follow_view(self, region: Region | None) -> None:
        self._on_screen = region
        self._follow()

    def _follow(self, _changed: object = None) -> None:
        region = self._workspace.region or self._on_screen
        self._shown = "" if region is None else region_words(region)
        if not self.hasFocus():
            self.setText(self._shown)

    def _go(self) -> None:
        try:
            x0, x1, y0, y1 = parse_region(self.text())
        except DarkviewerError as error:
            set_role(self, "false", "valid")
            self._workspace.post(str(error), "warn")
            return
        self.clearFocus()
        if (x0, y0) == (x1, y1):
            self.pixel_requested.emit(x0, y0)
        else:
            self._workspace.region_requested.emit((x0, x1, y0, y1))
