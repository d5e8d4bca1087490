"""Field with the measured or visible region, editable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics
from PySide6.QtWidgets import QWidget

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.controls.keyboard import give_back
from darkviewer.gui.controls.text_entry import TextEntry
from darkviewer.gui.geometry.pixel_coords import region_in, region_rect, region_words
from darkviewer.gui.text.regions import parse_region

if TYPE_CHECKING:
    from darkviewer.core.frames.region import Region
    from darkviewer.gui.workspace import Workspace

__all__ = ["RegionField"]

_BACK_SOON = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
)


class RegionField(TextEntry):
    """Enter shows and measures what was typed, Esc takes it back.

    Signals
    -------
    pixel_requested : x, y
        A single pixel was typed.
    """

    pixel_requested = Signal(int, int)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._workspace = workspace
        self.setPlaceholderText("x0:x1, y0:y1")
        self.setAccessibleName("Region on screen")
        self.setToolTip(
            "Columns and rows that are measured, or else on screen; 0-based, both\n"
            "ends included. Type others and press Enter to measure those; x, y goes\n"
            "to a pixel.  (G)"
        )
        self.returnPressed.connect(self._go)
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

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Discard an entry that was not confirmed, but not while another window or
        the field's own menu is in front.
        """
        super().focusOutEvent(event)
        if event.reason() not in _BACK_SOON:
            self.restore()

    def _edited(self) -> bool:
        """Escape leaves the field in any case."""
        return True

    def _follow_view(self, region: Region | None) -> None:
        self._on_screen = region
        self._follow()

    def _follow(self, _changed: object = None) -> None:
        region = self._workspace.region or self._on_screen
        self._taken = "" if region is None else region_words(region)
        if not self.hasFocus():
            self.setText(self._taken)

    def _go(self) -> None:
        """Look at what was typed, or say why not; nothing is changed without a word."""
        try:
            typed = parse_region(self.text())
            region = self._inside(typed)
        except DarkviewerError as error:
            self.refuse(str(error))
            return
        give_back(self)
        x0, x1, y0, y1 = typed
        if (x0, y0) == (x1, y1):
            self.pixel_requested.emit(x0, y0)
            return
        self._workspace.region_requested.emit(region)
        if region != typed:
            self.callout.say(
                f"{region_words(typed)} reaches beyond the frame: "
                f"{region_words(region)} is measured.",
                passing=True,
            )

    def _inside(self, region: Region) -> Region:
        """The part of it that lies in the frame."""
        session = self._workspace.session
        shape = None if session is None else session.shape
        if shape is None:
            raise DarkviewerError("There is no frame to measure: open a capture first.")
        inside = region_in(region_rect(region), shape)
        if inside is None:
            ny, nx = shape
            raise DarkviewerError(
                f"{region_words(region)} is outside the frame: columns are 0:{nx - 1}, "
                f"rows 0:{ny - 1}."
            )
        return inside
