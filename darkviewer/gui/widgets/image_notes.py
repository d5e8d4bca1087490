"""The boxes of text over the image: what is shown, and what is under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from darkviewer.gui.graphics.overlay_box import OverlayBox
from darkviewer.gui.style import fonts

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from darkviewer.gui.style.theme import Palette

__all__ = ["ImageNotes"]

MARGIN = 10
PROBE_PART = 0.4  # of the image, at most, in type of the normal size
SMALL_PX = 9.0


class ImageNotes:
    """Caption at the top, probe at the lower left, what points show at the right.

    Attributes
    ----------
    caption, probe, points : OverlayBox
        Set their lines, then call `place`.
    """

    def __init__(self, view: QWidget) -> None:
        self._view = view
        self.caption = OverlayBox(view, fonts.body())
        self.probe = OverlayBox(view, fonts.mono())
        self.points = OverlayBox(view, fonts.small())
        self._all = (self.caption, self.probe, self.points)

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        for box in self._all:
            box.set_palette(palette)

    def follow_text(self) -> None:
        """Text of another size."""
        faces = (fonts.body(), fonts.mono(), fonts.small())
        for box, face in zip(self._all, faces, strict=True):
            box.set_font(face)
        self.place()

    def clear(self) -> None:
        """There is nothing to say anything about."""
        for box in self._all:
            box.set_lines()

    def place(self) -> None:
        """Boxes never cover each other; the least important one is hidden."""
        wide, high = self._view.width(), self._view.height()
        for box in self._all:
            box.set_room(wide - 2 * MARGIN)
        self.caption.move(MARGIN, MARGIN)
        probe, points = self.probe, self.points
        probe.set_font(fonts.mono())
        if probe.height() > PROBE_PART * high:
            probe.set_font(fonts.mono(SMALL_PX))
        probe.move(MARGIN, high - probe.height() - MARGIN)
        left = wide - points.width() - MARGIN
        top = high - points.height() - MARGIN
        if probe.isVisible() and left <= probe.geometry().right() + MARGIN:
            top -= probe.height() + MARGIN // 2
        points.move(left, top)
        covers = points.geometry().intersects(self.caption.geometry())
        points.setVisible(bool(points.texts) and not covers)
