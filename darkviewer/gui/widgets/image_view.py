"""The picture: zoom, pan and pick pixels; drawing is left to `gui/graphics`.

Dragging with the left button draws a box and zooms into it, or measures it with Ctrl.
The right or the middle button, or Shift with the left one, moves the picture. The wheel
zooms about the cursor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QHelpEvent, QMouseEvent, QPen
from PySide6.QtWidgets import QApplication, QGraphicsRectItem, QToolTip, QWidget

from darkviewer.core.display.pyramid import mostly_white
from darkviewer.core.display.stretch import Stretch
from darkviewer.gui.geometry.pixel_coords import region_in
from darkviewer.gui.graphics.colour_maps import CODES, Colouring
from darkviewer.gui.graphics.image_item import ImageItem
from darkviewer.gui.graphics.marker_item import MarkerItem
from darkviewer.gui.graphics.region_item import RegionItem
from darkviewer.gui.graphics.view_picture import Shot
from darkviewer.gui.widgets.zoom_view import ZoomView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from darkviewer.core.frames.region import Region
    from darkviewer.core.layers.layer_image import LayerImage
    from darkviewer.gui.geometry.viewport import Viewport
    from darkviewer.gui.graphics.markers import Markers
    from darkviewer.gui.style.theme import Palette

__all__ = ["MOUSE", "ImageView"]

MOUSE = (
    ("Left drag", "Zoom into a box"),
    ("Ctrl + left drag", "Measure the pixels in a box"),
    ("Right or middle drag, Shift + left drag", "Move the picture"),
    ("Wheel", "Zoom about the cursor"),
    ("Click", "Select a mark, or pick a pixel"),
    ("Right click", "The same, with a menu of what can be done"),
)
"""Mouse gestures, for the list of shortcuts."""

_PAN = (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton)


class ImageView(ZoomView):
    """Shows a `LayerImage` and the marks on it."""

    pixel_clicked = Signal(int, int)
    marker_clicked = Signal(object)  # candidate id
    menu_requested = Signal(QPoint)  # on the screen, at the pixel that was clicked
    region_drawn = Signal(object)  # Region whose figures are asked for
    means_needed = Signal(object)  # LayerImage that is to be shown by its means

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: LayerImage | None = None
        self._pressed: QPointF | None = None
        self._dragged_to: QPointF | None = None
        self._panning = False
        self._inverted = False
        self._red = False
        self._map = "grey"
        self._box = QGraphicsRectItem()  # while it is being drawn
        self._frame = RegionItem()
        self._measuring = False
        self._marks = MarkerItem()
        self._item = ImageItem()
        self.stretch = Stretch("linear", 0.0, 1.0)
        self._choice = "auto"
        self._reduction = "max"
        self._make_scene()
        self.setAccessibleName("Image")

    def _make_scene(self) -> None:
        self._box.setZValue(20)
        self._box.hide()
        for item in (self._item, self._frame, self._marks, self._box):
            self._view_box.addItem(item, ignoreBounds=True)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)

    # what is shown

    def set_image(self, image: LayerImage | None) -> None:
        """Show an image; one of another shape is fitted into the view."""
        self._image = image
        self.set_shape(None if image is None else image.shape)
        self._reduce()

    @property
    def image(self) -> LayerImage | None:
        """The image drawn."""
        return self._image

    def prepare(self, image: LayerImage, stretch: Stretch, name: str) -> LayerImage:
        """Draw an image that may be shown next in this colour map; on any thread.

        Returns the image, with its means where they are what would be shown.
        """
        if self._image is None:
            return image
        reduction = self._wanted_reduction(image, stretch)
        if reduction == "mean":
            image = image.with_means()
        colours = self._colours_of(name, stretch)
        self._item.prepare(image, reduction, stretch, colours)
        return image

    def shot(self, palette: Palette, measured: Region | None = None) -> Shot | None:
        """What is on screen, to be drawn again; None where that is nothing."""
        image = self._image
        if image is None:
            return None
        marks = self._marks
        return Shot(
            image,
            self._reduction,
            self.stretch,
            self.colouring(self._map),
            self._view,
            self._size(),
            marks.markers,
            marks.selected,
            marks.by_hand,
            measured,
            palette,
        )

    def set_stretch(self, stretch: Stretch) -> None:
        """Map values to grey levels."""
        self.stretch = stretch
        self._item.set_stretch(stretch)
        self._colour()
        self._reduce()

    # zoomed out: several pixels on one of the screen

    @property
    def reduction_choice(self) -> str:
        """``"auto"``, or one of `core.display.pyramid.REDUCTIONS`."""
        return self._choice

    def set_reduction_choice(self, choice: str) -> None:
        """Show maxima, means, or maxima unless most of the picture would be white."""
        self._choice = choice
        self._reduce()

    @property
    def reduction(self) -> str:
        """Reduction used where several pixels share one screen pixel."""
        return self._reduction

    def _wanted_reduction(self, image: LayerImage, stretch: Stretch) -> str:
        if image.categorical:
            return "max"  # the worst class; between two of them is nothing
        if self._choice != "auto":
            return self._choice
        step = self.pixels_per_point
        white = step > 1 and mostly_white(image.levels, step, stretch)
        return "mean" if white else "max"

    def _reduce(self) -> None:
        image = self._image
        wanted = "max" if image is None else self._wanted_reduction(image, self.stretch)
        if image is not None and wanted == "mean" and image.means is None:
            self.means_needed.emit(image)
            wanted = "max"  # until they are there
        self._reduction = wanted
        self._item.set_image(image, wanted)

    def set_map(self, name: str) -> None:
        """Take another colour map (`colour_maps.MAPS`); at night all is red."""
        self._map = name
        self._colour()

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
        self._frame.set_palette(palette)
        self._colour()

    @property
    def colours(self) -> tuple[int, ...]:
        """Of the 256 grey levels."""
        return self._colours_of(self._map, self.stretch)

    def _colours_of(self, name: str, stretch: Stretch) -> tuple[int, ...]:
        return self.colouring(name).table(stretch)

    def colouring(self, name: str) -> Colouring:
        """How a layer with this colour map is coloured: at night all is red."""
        inverted = self._inverted and name != CODES
        return Colouring("red" if self._red else name, inverted)

    def _colour(self) -> None:
        self._item.set_colours(self.colours)

    def set_markers(self, markers: Markers | None) -> None:
        """Mark these leaders."""
        self._marks.set_markers(markers)
        self.view_changed.emit()

    def set_by_hand(self, places: Sequence[tuple[int, int]]) -> None:
        """Mark what a reviewer added to the frame."""
        self._marks.set_by_hand(places)
        self.view_changed.emit()

    @property
    def by_hand(self) -> int:
        """How many such marks there are, where marks are shown."""
        return len(self._marks.by_hand) if self.markers_visible else 0

    @property
    def markers_visible(self) -> bool:
        """Whether leaders are marked."""
        return self._marks.marks_visible

    def set_markers_visible(self, visible: bool) -> None:
        """Show or hide all marks; the box around the selected pixel stays."""
        self._marks.set_marks_visible(visible)

    def set_selected(self, pixel: tuple[int, int] | None) -> None:
        """Draw the box around a pixel; zooming centres on it."""
        self._marks.set_selected(pixel)
        self.set_anchor(pixel)

    def set_measured(self, region: Region | None) -> None:
        """Draw the outline of the region that figures are of."""
        self._frame.set_region(region)

    @property
    def marks_hidden(self) -> int:
        """Marks on screen that are not drawn because there are too many."""
        return self._marks.arrangement.hidden

    def _show_view(self, view: Viewport, size: QSizeF) -> None:
        self._reduce()
        self._marks.set_view(view, size)

    # mouse

    def viewportEvent(self, event: QEvent) -> bool:
        """What a mark of somebody's own means is said beside it."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            pixel = self._marks.by_hand_at(QPointF(event.pos()))
            if pixel is not None:
                words = f"{pixel[0]}, {pixel[1]}: added by hand, to be judged"
                QToolTip.showText(event.globalPos(), words, self.viewport())
                return True
        return bool(super().viewportEvent(event))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click or a drag begins."""
        shifted = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        left = event.button() == Qt.MouseButton.LeftButton
        if self._image is None or not (left or event.button() in _PAN):
            return
        self._pressed = event.position()
        self._dragged_to = None
        self._panning = not left or bool(shifted)
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        self._measuring = left and bool(control) and not self._panning

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the pixel under the cursor; move the picture or draw the box."""
        self._point_at(event.position())
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
            if event.button() == Qt.MouseButton.RightButton:
                self.menu_requested.emit(event.globalPosition().toPoint())
        elif not self._panning and self._image is not None:
            region = region_in(self._dragged_rect(), self._image.shape)
            if region is not None and self._measuring:
                self.region_drawn.emit(region)
            elif region is not None:
                self.show_region(region)
        self._pressed = None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu key; with the mouse a right drag may still come of it."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.menu_requested.emit(event.globalPos())
        event.accept()

    def _dragged_rect(self) -> QRectF:
        assert self._pressed is not None
        assert self._dragged_to is not None
        corners = self._scene_point(self._pressed), self._scene_point(self._dragged_to)
        return QRectF(*corners).normalized()

    def _click(self, point: QPointF) -> None:
        marker = self._marks.marker_at(point)
        pixel = self._marks.by_hand_at(point) or self._pixel(point)
        if marker is not None:
            self.marker_clicked.emit(marker)
        elif pixel is not None:
            self.pixel_clicked.emit(*pixel)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of two quick clicks is a press like any other."""
        self.mousePressEvent(event)
