"""A magnifier that follows the cursor: single pixels, in the colours of the image."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from darkviewer.core.display.cutout import cutout
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES, Palette

if TYPE_CHECKING:
    from darkviewer.core.display.cutout import Cutout
    from darkviewer.core.display.stretch import Stretch
    from darkviewer.core.layers.layer_image import LayerImage

__all__ = ["PIXELS", "Loupe"]

PIXELS = 15
"""Pixels along each side; the one under the cursor is in the middle."""

_ZOOM = 12  # screen pixels per pixel at the normal text size
_PART, _SMALLEST = 0.45, 4  # at most this part of the image, but so many pixels each
_AWAY = 22  # from the cursor, which must stay free
_EDGE = 2


class Loupe(QWidget):
    """Lets the mouse through to the image below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = parent
        self._palette = PALETTES["dark"]
        self._pixels: Cutout | None = None
        self._picture: QImage | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("Magnifier")
        self.hide()

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        self._palette = palette
        self.update()

    def look_at(
        self,
        image: LayerImage,
        pixel: tuple[int, int],
        stretch: Stretch,
        colours: tuple[int, ...],
    ) -> None:
        """Show the pixels around this one, each for itself, as the image shows it."""
        self._pixels = cutout(image.levels[0], *pixel, PIXELS)
        values = self._pixels.values.astype(np.float32)
        grey = np.ascontiguousarray(stretch.apply(values))
        picture = QImage(
            grey.data, PIXELS, PIXELS, grey.strides[0], QImage.Format.Format_Indexed8
        )
        picture.setColorTable(colours)
        self._picture = picture.convertToFormat(QImage.Format.Format_RGB32)
        room = int(_PART * min(self._view.width(), self._view.height()))
        zoom = max(min(fonts.scaled(_ZOOM), room // PIXELS), _SMALLEST)
        self.resize(*[PIXELS * zoom + 2 * _EDGE] * 2)
        self.show()
        self.update()

    def move_beside(self, cursor: QPoint, *, clear_of: QRect) -> None:
        """Beside the cursor, inside the image, and not over what is written there."""
        room, side = self._view.rect(), self.width()
        before, after = -_AWAY - side, _AWAY
        above = clear_of.top() - side - _EDGE
        places = [
            QRect(QPoint(cursor.x() + x, y), self.size())
            for x in (after, before)
            for y in (cursor.y() + before, cursor.y() + after, above)
        ]
        inside = [place for place in places if room.contains(place)]
        free = [place for place in inside if not place.intersects(clear_of)]
        self.setGeometry((free or inside or places)[0])

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Pixels, what lies outside the frame, and the one in the middle."""
        if self._pixels is None or self._picture is None:
            return
        painter, palette = QPainter(self), self._palette
        painter.fillRect(self.rect(), QColor(palette.accent))
        inner = self.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        painter.drawImage(inner, self._picture)
        zoom = inner.width() // PIXELS
        for y, x in np.argwhere(~self._pixels.inside).tolist():
            place = QRect(_EDGE + x * zoom, _EDGE + y * zoom, zoom, zoom)
            painter.fillRect(place, QColor(palette.background))
            hatch = QBrush(QColor(palette.secondary), Qt.BrushStyle.BDiagPattern)
            painter.fillRect(place, hatch)
        at = _EDGE + PIXELS // 2 * zoom
        middle = QRectF(at, at, zoom, zoom)
        white = QColor(palette.text if palette.name == "night" else "#ffffff")
        for colour, width in ((QColor(0, 0, 0, 180), 3.4), (white, 1.5)):
            painter.setPen(QPen(colour, width))
            painter.drawRect(middle)
