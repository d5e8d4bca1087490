"""The image itself: only what the screen can show is stretched and drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPainter, QTransform, qRgb
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from darkviewer.core.pyramid import Span, Tile, tile
from darkviewer.core.stretch import Stretch
from darkviewer.gui.layer_image import LayerImage

__all__ = ["ImageItem", "colour_table"]

RED = (255, 26, 18)
"""White of the night palette, which spares dark-adapted eyes."""


@lru_cache
def colour_table(*, red: bool = False, inverted: bool = False) -> tuple[int, ...]:
    """Colours of the 256 grey levels."""
    white = RED if red else (255, 255, 255)
    table = [qRgb(*(round(w * level / 255) for w in white)) for level in range(256)]
    return tuple(table[::-1] if inverted else table)


@dataclass(frozen=True, slots=True)
class _Screen:
    """The screen pixels that the image covers.

    ``left``, ``top`` in device pixels; the spans in image coordinates.
    """

    left: int
    top: int
    x: Span
    y: Span


class ImageItem(pg.GraphicsObject):
    """Draws a `LayerImage` pixel by pixel of the screen.

    Its cost follows the size of the screen, not of the sensor: see `core.pyramid`.
    """

    def __init__(self) -> None:
        super().__init__()
        self._image: LayerImage | None = None
        self._reduction = "max"
        self._stretch = Stretch("linear", 0.0, 1.0)
        self._colours = colour_table()
        self._screen: _Screen | None = None
        self._tile: Tile | None = None
        self._picture: QImage | None = None

    def set_image(self, image: LayerImage | None, reduction: str) -> None:
        """Show another image; `reduction` is the one its levels were built with."""
        if image is None or self._image is None or image.shape != self._image.shape:
            self.prepareGeometryChange()
        self._image, self._reduction = image, reduction
        self._tile = self._picture = None
        self.update()

    def set_stretch(self, stretch: Stretch) -> None:
        """Map the same values to other grey levels."""
        if stretch != self._stretch:
            self._stretch = stretch
            self._picture = None
            self.update()

    def set_colours(self, table: tuple[int, ...]) -> None:
        """Colours of the grey levels, see `colour_table`."""
        self._colours = table
        self._picture = None
        self.update()

    def boundingRect(self) -> QRectF:
        """The whole image in the scene."""
        if self._image is None:
            return QRectF()
        ny, nx = self._image.shape
        return QRectF(0, 0, nx, ny)

    def paint(
        self,
        painter: QPainter,
        _option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Draw what is visible, in device pixels."""
        if self._image is None or widget is None:
            return
        ratio = widget.devicePixelRatioF()
        size = QSizeF(widget.size()) * ratio
        screen = _screen(painter.worldTransform(), ratio, self._image.shape, size)
        if screen is None:
            return
        if screen != self._screen or self._tile is None:
            self._screen, self._picture = screen, None
            self._tile = tile(
                self._image.levels, screen.x, screen.y, reduction=self._reduction
            )
        if self._picture is None:
            self._picture = _picture(self._tile, self._stretch, self._colours)
        self._picture.setDevicePixelRatio(ratio)
        painter.save()
        painter.resetTransform()
        at = QPointF(screen.left / ratio, screen.top / ratio)
        painter.drawImage(at, self._picture)
        painter.restore()


def _screen(
    transform: QTransform, ratio: float, shape: tuple[int, int], size: QSizeF
) -> _Screen | None:
    scale = transform.m11() * ratio
    columns = _axis(transform.dx() * ratio, scale, shape[1], size.width())
    rows = _axis(transform.dy() * ratio, scale, shape[0], size.height())
    if columns[1].count <= 0 or rows[1].count <= 0:
        return None
    return _Screen(columns[0], rows[0], columns[1], rows[1])


def _axis(origin: float, scale: float, pixels: int, room: float) -> tuple[int, Span]:
    """First screen pixel of the visible part of the image along one axis, and all.

    An image thinner than a screen pixel gets one nevertheless.
    """
    first = max(0, round(origin))
    last = max(round(origin + pixels * scale), round(origin) + 1)
    last = min(last, round(room))
    return first, Span((first - origin) / scale, 1 / scale, last - first)


def _picture(shown: Tile, stretch: Stretch, colours: tuple[int, ...]) -> QImage:
    grey = shown.grey(stretch)
    height, width = grey.shape
    picture = QImage(
        grey.data, width, height, grey.strides[0], QImage.Format.Format_Indexed8
    )
    picture.setColorTable(colours)
    return picture.convertToFormat(QImage.Format.Format_RGB32)  # owns its memory
