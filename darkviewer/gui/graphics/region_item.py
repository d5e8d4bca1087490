"""The outline of the region that figures are of, exactly around its pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsItemGroup, QGraphicsRectItem

from darkviewer.gui.geometry.pixel_coords import region_rect

if TYPE_CHECKING:
    from darkviewer.core.frames.region import Region
    from darkviewer.gui.style.theme import Palette

__all__ = ["RegionItem", "line_colour"]

LINE, HALO = 1.6, 4.0  # screen pixels; the dark line below shows on a bright image
HALO_ALPHA = 180


class RegionItem(QGraphicsItemGroup):
    """A rectangle whose lines keep their width at every zoom."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(5)
        self._halo, self._line = QGraphicsRectItem(), QGraphicsRectItem()
        halo = QPen(QColor(0, 0, 0, HALO_ALPHA), HALO)
        halo.setCosmetic(True)
        self._halo.setPen(halo)
        for rect in (self._halo, self._line):
            self.addToGroup(rect)
        self.hide()

    def set_region(self, region: Region | None) -> None:
        """Stand around these pixels, or nowhere."""
        self.setVisible(region is not None)
        if region is not None:
            for rect in (self._halo, self._line):
                rect.setRect(region_rect(region))

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        pen = QPen(QColor(line_colour(palette)))
        pen.setWidthF(LINE)
        pen.setCosmetic(True)
        self._line.setPen(pen)


def line_colour(palette: Palette) -> str:
    """Of the line between its dark edges."""
    return palette.accent if palette.name == "night" else "#4ea1f3"
