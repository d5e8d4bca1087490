"""The image itself: only what the screen can show is stretched and drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import ref

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPainter, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from darkviewer.core.display.pyramid import Span, Tile, tile
from darkviewer.core.display.stretch import Stretch
from darkviewer.gui.graphics.colour_maps import colour_table

if TYPE_CHECKING:
    from darkviewer.core.layers.layer_image import LayerImage

__all__ = ["ImageItem", "covered", "picture_of"]

PREPARED = 4  # pictures of neighbouring frames, as large as the screen


@dataclass(frozen=True, slots=True)
class _Screen:
    """The screen pixels that the image covers.

    ``left``, ``top`` in device pixels; the spans in image coordinates.
    """

    left: int
    top: int
    x: Span
    y: Span


@dataclass(frozen=True, slots=True)
class _Look:
    """All that a picture depends on; it does not keep a large image in memory."""

    image: ref[LayerImage]
    reduction: str
    screen: _Screen
    stretch: Stretch
    colours: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A picture, and the values on screen, which another stretch remaps."""

    look: _Look
    tile: Tile
    picture: QImage


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
        self._drawn: _Drawn | None = None
        self._prepared: tuple[_Drawn, ...] = ()  # replaced as a whole: two threads

    def set_image(self, image: LayerImage | None, reduction: str) -> None:
        """Show another image, by maxima or by means (which it must have then)."""
        if image is None or self._image is None or image.shape != self._image.shape:
            self.prepareGeometryChange()
            self._drawn = None
            self._prepared = ()
        self._image, self._reduction = image, reduction
        self.update()

    def set_stretch(self, stretch: Stretch) -> None:
        """Map the same values to other grey levels."""
        if stretch != self._stretch:
            self._stretch = stretch
            self.update()

    def set_colours(self, table: tuple[int, ...]) -> None:
        """Colours of the grey levels, see `colour_table`."""
        if table != self._colours:
            self._colours = table
            self.update()

    def prepare(
        self,
        image: LayerImage,
        reduction: str,
        stretch: Stretch,
        colours: tuple[int, ...],
    ) -> None:
        """Draw an image that may be shown next, where the one on show is; on any
        thread.
        """
        screen, shown = self._screen, self._image
        if screen is not None and shown is not None and image.shape == shown.shape:
            look = _Look(ref(image), reduction, screen, stretch, colours)
            if all(drawn.look != look for drawn in self._prepared):
                drawn = _draw(image, look, None)
                self._prepared = (*self._prepared, drawn)[-PREPARED:]

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
        self._screen = screen
        image = ref(self._image)
        look = _Look(image, self._reduction, screen, self._stretch, self._colours)
        self._drawn = self._found(look) or _draw(self._image, look, self._drawn)
        self._drawn.picture.setDevicePixelRatio(ratio)
        painter.save()
        painter.resetTransform()
        at = QPointF(screen.left / ratio, screen.top / ratio)
        painter.drawImage(at, self._drawn.picture)
        painter.restore()

    def _found(self, look: _Look) -> _Drawn | None:
        known = (self._drawn, *self._prepared)
        return next((one for one in known if one and one.look == look), None)


def _draw(image: LayerImage, look: _Look, before: _Drawn | None) -> _Drawn:
    """The picture; where only stretch or colours differ, from the same values."""
    if before is not None and _same_values(look, before.look):
        shown = before.tile
    else:
        screen = look.screen
        levels = image.levels if look.reduction == "max" else image.means
        assert levels is not None
        shown = tile(levels, screen.x, screen.y, reduction=look.reduction)
    return _Drawn(look, shown, picture_of(shown, look.stretch, look.colours))


def _same_values(one: _Look, other: _Look) -> bool:
    return (one.image, one.reduction, one.screen) == (
        other.image,
        other.reduction,
        other.screen,
    )


def _screen(
    transform: QTransform, ratio: float, shape: tuple[int, int], size: QSizeF
) -> _Screen | None:
    scale = transform.m11() * ratio
    columns = covered(transform.dx() * ratio, scale, shape[1], size.width())
    rows = covered(transform.dy() * ratio, scale, shape[0], size.height())
    if columns[1].count <= 0 or rows[1].count <= 0:
        return None
    return _Screen(columns[0], rows[0], columns[1], rows[1])


def covered(origin: float, scale: float, pixels: int, room: float) -> tuple[int, Span]:
    """First screen pixel of the visible part of the image along one axis, and all.

    An image thinner than a screen pixel gets one nevertheless.

    Parameters
    ----------
    origin : float
        Where the image begins, in screen pixels.
    scale : float
        Screen pixels per pixel of the image.
    pixels : int
        Of the image.
    room : float
        Screen pixels that there are.
    """
    first = max(0, round(origin))
    last = max(round(origin + pixels * scale), round(origin) + 1)
    last = min(last, round(room))
    return first, Span((first - origin) / scale, 1 / scale, last - first)


def picture_of(shown: Tile, stretch: Stretch, colours: tuple[int, ...]) -> QImage:
    """Values on screen in their colours."""
    grey = shown.grey(stretch)
    height, width = grey.shape
    picture = QImage(
        grey.data, width, height, grey.strides[0], QImage.Format.Format_Indexed8
    )
    picture.setColorTable(colours)
    return picture.convertToFormat(QImage.Format.Format_RGB32)  # owns its memory
