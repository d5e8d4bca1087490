"""The picture: zoom, pan and pick pixels; drawing is left to `gui/graphics`.

Dragging with the left button draws a box and zooms into it. The right or the middle
button, or Shift with the left one, moves the picture. The wheel zooms about the cursor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QGraphicsRectItem, QWidget

from darkviewer.gui.geometry.pixel_coords import (
    centre,
    draw_rows_downwards,
    pixel_at,
    region_in,
    region_rect,
)
from darkviewer.gui.geometry.viewport import Viewport, fitted
from darkviewer.gui.graphics.image_item import ImageItem, colour_table
from darkviewer.gui.graphics.marker_item import MarkerItem

if TYPE_CHECKING:
    from darkviewer.core.display.stretch import Stretch
    from darkviewer.core.frames.region import Region
    from darkviewer.core.layers.layer_image import LayerImage
    from darkviewer.gui.graphics.markers import Markers
    from darkviewer.gui.style.theme import Palette

__all__ = ["MOUSE", "ImageView"]

STEP = 2**0.5  # of zoom_in and zoom_out
WHEEL = 1.25  # per notch of the wheel
CLOSE_UP = 16.0  # widget pixels per pixel when zooming to a candidate
PAUSE_MS = 700  # turns of the wheel closer together are one step of the history
HISTORY = 50

MOUSE = (
    ("Left drag", "Zoom into a box"),
    ("Right or middle drag, Shift + left drag", "Move the picture"),
    ("Wheel", "Zoom about the cursor"),
    ("Click", "Select a mark, or pick a pixel"),
)
"""What the mouse does, for the list of keys."""

_PAN = (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton)


class ImageView(pg.GraphicsView):
    """Shows a `LayerImage` and the marks on it."""

    region_changed = Signal(object)  # Region on screen, or None
    view_changed = Signal()  # anything moved: also what marks are on screen
    resized = Signal()
    pixel_hovered = Signal(object)  # (x, y) on the frame, or None
    pixel_clicked = Signal(int, int)
    marker_clicked = Signal(object)  # candidate id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, useOpenGL=False)
        self._image: LayerImage | None = None
        self._view = Viewport(0, 0, 1)
        self._kept: QRectF | None = None  # what stays in sight when the widget resizes
        self._history: list[Viewport] = []
        self._last_wheel = QElapsedTimer()
        self._region: Region | None = None
        self._pressed: QPointF | None = None
        self._dragged_to: QPointF | None = None
        self._panning = False
        self._inverted = False
        self._red = False
        self._box = QGraphicsRectItem()
        self._marks = MarkerItem()
        self._item = ImageItem()
        self._make_scene()
        self.setAccessibleName("Image")

    def _make_scene(self) -> None:
        self._view_box = pg.ViewBox(enableMenu=False, enableMouse=False)
        draw_rows_downwards(self._view_box)
        self._box.setZValue(20)
        self._box.hide()
        self.setCentralItem(self._view_box)
        for item in (self._item, self._marks, self._box):
            self._view_box.addItem(item, ignoreBounds=True)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)

    def close(self) -> bool:
        """Like any widget: pyqtgraph's own takes the viewport away and crashes."""
        return QWidget.close(self)

    # what is shown

    def set_image(self, image: LayerImage | None, *, reduction: str = "max") -> None:
        """Show an image; one of another shape is fitted into the view."""
        old, self._image = self._image, image
        self._item.set_image(image, reduction)
        if image is not None and (old is None or old.shape != image.shape):
            self.fit()
            self._history.clear()
        self._tell_region()

    @property
    def image(self) -> LayerImage | None:
        """What is drawn."""
        return self._image

    def prepare(self, image: LayerImage) -> None:
        """Draw an image that may be shown next; on any thread."""
        self._item.prepare(image)

    def set_stretch(self, stretch: Stretch) -> None:
        """Map values to grey levels."""
        self._item.set_stretch(stretch)

    def set_inverted(self, inverted: bool) -> None:
        """Show bright pixels dark."""
        self._inverted = inverted
        self._colour()

    def set_palette(self, palette: Palette) -> None:
        """Take other colours; the night palette makes the image red."""
        self._red = palette.name == "night"
        self.setBackground(QColor(palette.background))
        pen = QPen(QColor(palette.accent), 1.5)
        pen.setCosmetic(True)
        self._box.setPen(pen)
        fill = QColor(palette.accent)
        fill.setAlphaF(0.15)
        self._box.setBrush(fill)
        self._marks.set_palette(palette)
        self._colour()

    def _colour(self) -> None:
        self._item.set_colours(colour_table(red=self._red, inverted=self._inverted))

    def set_markers(self, markers: Markers | None) -> None:
        """Mark these leaders."""
        self._marks.set_markers(markers)
        self.view_changed.emit()

    @property
    def markers_visible(self) -> bool:
        """Whether leaders are marked."""
        return self._marks.marks_visible

    def set_markers_visible(self, visible: bool) -> None:
        """Show or hide all marks; the box around the selected pixel stays."""
        self._marks.set_marks_visible(visible)

    def set_selected(self, pixel: tuple[int, int] | None) -> None:
        """Draw the box around a pixel."""
        self._marks.set_selected(pixel)

    @property
    def marks_hidden(self) -> int:
        """Marks on screen that are not drawn because there are too many."""
        return self._marks.arrangement.hidden

    @property
    def region(self) -> Region | None:
        """Pixels on screen, at least in part."""
        return self._region

    @property
    def scale_on_screen(self) -> float:
        """Device pixels per image pixel."""
        return float(self._view.scale * self.devicePixelRatioF())

    # zoom and pan

    def fit(self) -> None:
        """Show the whole image."""
        if self._image is not None:
            ny, nx = self._image.shape
            self._keep(QRectF(0, 0, nx, ny))

    def show_region(self, region: Region) -> None:
        """Zoom to these pixels, as far as they lie on the image."""
        if self._image is None:
            return
        inside = region_in(region_rect(region), self._image.shape)
        if inside is not None:
            self._keep(region_rect(inside))

    def one_to_one(self) -> None:
        """One pixel of the image on one of the screen."""
        self._zoom_to(1 / self.devicePixelRatioF())

    def zoom_in(self) -> None:
        """A step closer."""
        self._zoom_to(self._view.scale * STEP)

    def zoom_out(self) -> None:
        """A step back."""
        self._zoom_to(self._view.scale / STEP)

    def zoom_to(self, x: int, y: int) -> None:
        """Close up on a pixel."""
        self._remember()
        scale = max(CLOSE_UP, self._view.scale)
        self._go(self._view.centred(centre(x, y), scale))

    def go_to(self, x: int, y: int) -> None:
        """Bring a pixel to the centre; the scale stays."""
        self._go(self._view.centred(centre(x, y)))

    def bring_into_sight(self, x: int, y: int) -> None:
        """Bring a pixel to the centre, unless all of the image is on screen anyway."""
        if self._image is None:
            return
        ny, nx = self._image.shape
        if self._region != (0, nx - 1, 0, ny - 1):
            self.go_to(x, y)

    def previous_zoom(self) -> None:
        """Back to where the last zoom came from."""
        if self._history:
            self._go(self._history.pop())

    def _zoom_to(self, scale: float) -> None:
        self._remember()
        self._go(self._view.zoomed(scale / self._view.scale))

    def _keep(self, rect: QRectF) -> None:
        self._remember()
        self._go(fitted(rect, self._size()))
        self._kept = rect

    def _remember(self) -> None:
        if self._image is not None and self._history[-1:] != [self._view]:
            self._history = [*self._history[1 - HISTORY :], self._view]

    def _go(self, view: Viewport) -> None:
        if self._image is not None:
            view = view.bounded(self._image.shape, self._size())
        self._kept = None
        self._view = view
        size = self._size()
        self._view_box.setRange(view.rect(size), padding=0)
        self._marks.set_view(view, size)
        self._tell_region()
        self.view_changed.emit()

    def _tell_region(self) -> None:
        region = None
        if self._image is not None:
            region = region_in(self._view.rect(self._size()), self._image.shape)
        if region != self._region:
            self._region = region
            self.region_changed.emit(region)

    def _size(self) -> QSizeF:
        size = QSizeF(self.viewport().size())
        return size.expandedTo(QSizeF(1, 1))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep in sight what was fitted, else the centre and the scale."""
        super().resizeEvent(event)
        if not hasattr(self, "_view_box"):  # pyqtgraph calls it while constructing
            return
        kept = self._kept
        self._go(self._view if kept is None else fitted(kept, self._size()))
        self._kept = kept
        self.resized.emit()

    # mouse

    def _scene_point(self, point: QPointF) -> QPointF:
        seen = self._view.rect(self._size())
        return seen.topLeft() + point / self._view.scale

    def _pixel(self, point: QPointF) -> tuple[int, int] | None:
        if self._image is None:
            return None
        x, y = pixel_at(self._scene_point(point))
        ny, nx = self._image.shape
        return (x, y) if 0 <= x < nx and 0 <= y < ny else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click or a drag begins."""
        shifted = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        left = event.button() == Qt.MouseButton.LeftButton
        if self._image is None or not (left or event.button() in _PAN):
            return
        self._pressed = event.position()
        self._dragged_to = None
        self._panning = not left or bool(shifted)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the pixel under the cursor; move the picture or draw the box."""
        self.pixel_hovered.emit(self._pixel(event.position()))
        if self._pressed is None:
            return
        at, before = event.position(), self._dragged_to
        if before is None:
            away = (at - self._pressed).manhattanLength()
            if away < QApplication.startDragDistance():
                return
            before = self._pressed
        self._dragged_to = at
        if self._panning:
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self._go(self._view.moved(*(at - before).toTuple()))
        else:
            self._box.setRect(self._dragged_rect())
            self._box.show()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Zoom into the box, or take the drag without movement as a click."""
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self._box.hide()
        if self._pressed is None:
            return
        if self._dragged_to is None:
            self._click(event.position())
        elif not self._panning and self._image is not None:
            region = region_in(self._dragged_rect(), self._image.shape)
            if region is not None:
                self.show_region(region)
        self._pressed = None

    def _dragged_rect(self) -> QRectF:
        assert self._pressed is not None
        assert self._dragged_to is not None
        corners = self._scene_point(self._pressed), self._scene_point(self._dragged_to)
        return QRectF(*corners).normalized()

    def _click(self, point: QPointF) -> None:
        marker = self._marks.marker_at(point)
        pixel = self._pixel(point)
        if marker is not None:
            self.marker_clicked.emit(marker)
        elif pixel is not None:
            self.pixel_clicked.emit(*pixel)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of two quick clicks is a press like any other."""
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the cursor."""
        event.accept()
        if self._image is None:
            return
        if not self._last_wheel.isValid() or self._last_wheel.elapsed() > PAUSE_MS:
            self._remember()
        self._last_wheel.start()
        factor = WHEEL ** (event.angleDelta().y() / 120)
        view = self._view.zoomed(factor, self._scene_point(event.position()))
        if view.bounded(self._image.shape, self._size()).scale == view.scale:
            self._go(view)
        self.pixel_hovered.emit(self._pixel(event.position()))

    def leaveEvent(self, event: object) -> None:
        """Nothing is under the cursor any more."""
        super().leaveEvent(event)
        self.pixel_hovered.emit(None)
