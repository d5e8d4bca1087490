"""A view of a plane of pixels that zooms, moves and remembers where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QElapsedTimer, QPoint, QPointF, QRectF, QSizeF, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from darkviewer.gui.geometry.pixel_coords import (
    centre,
    draw_rows_downwards,
    pixel_at,
    region_in,
    region_rect,
)
from darkviewer.gui.geometry.viewport import Viewport, fitted

if TYPE_CHECKING:
    from darkviewer.core.frames.region import Region

__all__ = ["ZoomView"]

STEP = 2**0.5  # of zoom_in and zoom_out
WHEEL = 1.25  # per notch of the wheel
CLOSE_UP = 16.0  # widget pixels per pixel when zooming to a candidate
PAUSE_MS = 700  # turns of the wheel closer together are one step of the history
HISTORY = 50


class ZoomView(pg.GraphicsView):
    """Shows a part of (ny, nx) pixels; what is drawn there is left to subclasses."""

    region_changed = Signal(object)  # Region on screen, or None
    view_changed = Signal()  # anything moved: also what marks are on screen
    resized = Signal()
    pixel_hovered = Signal(object)  # (x, y) on the frame, or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, useOpenGL=False)
        self._shape: tuple[int, int] | None = None
        self._anchor: tuple[int, int] | None = None
        self.cursor_at = QPoint()  # where it was last
        self._view = Viewport(0, 0, 1)
        self._kept: QRectF | None = None  # what stays in sight when the widget resizes
        self._history: list[Viewport] = []
        self._last_wheel = QElapsedTimer()
        self._region: Region | None = None
        box = pg.ViewBox(enableMenu=False, enableMouse=False)
        draw_rows_downwards(box)
        self.setCentralItem(box)
        self._view_box = box  # last: see `resizeEvent`

    def close(self) -> bool:
        """Like any widget: pyqtgraph's own takes the viewport away and crashes."""
        return QWidget.close(self)

    def set_shape(self, shape: tuple[int, int] | None) -> None:
        """Pixels of (ny, nx) are shown, or none; another shape is fitted in."""
        old, self._shape = self._shape, shape
        if shape is not None and old != shape:
            self.fit()
            self._history.clear()
        self._tell_region()

    def set_anchor(self, pixel: tuple[int, int] | None) -> None:
        """Zooming centres on this pixel."""
        self._anchor = pixel

    @property
    def region(self) -> Region | None:
        """Pixels on screen, at least in part."""
        return self._region

    @property
    def scale_on_screen(self) -> float:
        """Device pixels per image pixel."""
        return float(self._view.scale * self.devicePixelRatioF())

    @property
    def pixels_per_point(self) -> float:
        """Pixels of the frame on one of the screen, along each axis."""
        return 1 / self.scale_on_screen

    # zoom and pan

    def fit(self) -> None:
        """Show the whole image."""
        if self._shape is not None:
            ny, nx = self._shape
            self._keep(QRectF(0, 0, nx, ny))

    def show_region(self, region: Region, *, air: float = 0.0) -> None:
        """Zoom to these pixels, as far as they lie on the image.

        ``air`` is left free around them, as a part of their width and height.
        """
        if self._shape is None:
            return
        inside = region_in(region_rect(region), self._shape)
        if inside is not None:
            rect = region_rect(inside)
            dx, dy = air * rect.width(), air * rect.height()
            self._keep(rect.adjusted(-dx, -dy, dx, dy))

    def one_to_one(self) -> None:
        """One pixel of the image on one of the screen, around the anchor."""
        self._zoom_to(1 / self.devicePixelRatioF(), self._anchor)

    def zoom_in(self) -> None:
        """A step closer, to the anchor where that is in sight."""
        self._zoom_to(self._view.scale * STEP, self._anchor_in_sight())

    def zoom_out(self) -> None:
        """A step back, from the anchor where that is in sight."""
        self._zoom_to(self._view.scale / STEP, self._anchor_in_sight())

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
        if self._shape is None:
            return
        ny, nx = self._shape
        if self._region != (0, nx - 1, 0, ny - 1):
            self.go_to(x, y)

    def previous_zoom(self) -> None:
        """Back to where the last zoom came from."""
        if self._history:
            self._go(self._history.pop())

    def _zoom_to(self, scale: float, about: tuple[int, int] | None) -> None:
        self._remember()
        if about is None:
            self._go(self._view.zoomed(scale / self._view.scale))
        else:
            self._go(self._view.centred(centre(*about), scale))

    def _anchor_in_sight(self) -> tuple[int, int] | None:
        if self._anchor is None or self._region is None:
            return None
        (x, y), (x0, x1, y0, y1) = self._anchor, self._region
        return self._anchor if x0 <= x <= x1 and y0 <= y <= y1 else None

    def _keep(self, rect: QRectF) -> None:
        self._remember()
        self._go(fitted(rect, self._size()))
        self._kept = rect

    def _remember(self) -> None:
        if self._shape is not None and self._history[-1:] != [self._view]:
            self._history = [*self._history[1 - HISTORY :], self._view]

    def _go(self, view: Viewport) -> None:
        if self._shape is not None:
            view = view.bounded(self._shape, self._size())
        self._kept = None
        self._view = view
        size = self._size()
        self._view_box.setRange(view.rect(size), padding=0)
        self._show_view(view, size)
        self._tell_region()
        self.view_changed.emit()

    def _show_view(self, view: Viewport, size: QSizeF) -> None:
        """For subclasses: another part of the pixels is on screen."""

    def _tell_region(self) -> None:
        region = None
        if self._shape is not None:
            region = region_in(self._view.rect(self._size()), self._shape)
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

    def _point_at(self, point: QPointF) -> None:
        self.cursor_at = point.toPoint()
        self.pixel_hovered.emit(self._pixel(point))

    def _pixel(self, point: QPointF) -> tuple[int, int] | None:
        if self._shape is None:
            return None
        x, y = pixel_at(self._scene_point(point))
        ny, nx = self._shape
        return (x, y) if 0 <= x < nx and 0 <= y < ny else None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the cursor."""
        event.accept()
        if self._shape is None:
            return
        if not self._last_wheel.isValid() or self._last_wheel.elapsed() > PAUSE_MS:
            self._remember()
        self._last_wheel.start()
        factor = WHEEL ** (event.angleDelta().y() / 120)
        view = self._view.zoomed(factor, self._scene_point(event.position()))
        if view.bounded(self._shape, self._size()).scale == view.scale:
            self._go(view)
        self._point_at(event.position())

    def leaveEvent(self, event: object) -> None:
        """Nothing is under the cursor any more."""
        super().leaveEvent(event)
        self.pixel_hovered.emit(None)
