"""Marks of candidates and other leaders, and the box around the selected one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from darkviewer.core.review.queue_events import BY_HAND
from darkviewer.gui.geometry.pixel_coords import centre
from darkviewer.gui.geometry.viewport import Viewport
from darkviewer.gui.graphics.mark_paint import draw_stamps, drawn
from darkviewer.gui.graphics.markers import (
    REACH,
    Mark,
    Markers,
    Placement,
    arrange,
    kind_of,
    mark_of,
)
from darkviewer.gui.style.theme import PALETTES, Palette

__all__ = ["MarkerItem", "look_by_hand", "looks_of", "paint_box"]

RADIUS = 7.0  # of a circle, in widget pixels
SMALL = 4.0  # of what is no candidate
LABELLED = 5.5  # the same, where its label gives it a shape
STAMPS = 64  # drawn marks that are kept
BOX = 13.0  # half the side of the box around the selected pixel
TICK = 10.0
BOX_PIXELS = 2.5  # once zoomed in, the box holds the 5x5 pixels of the cutout

_NOWHERE = np.empty(0, np.float32)
_NOTHING = Placement(np.empty(0, np.intp), _NOWHERE, _NOWHERE, 0)


class MarkerItem(pg.GraphicsObject):
    """Drawn in widget pixels, so that marks keep their size at every zoom."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(10)
        self._markers: Markers | None = None
        self._selected: tuple[int, int] | None = None
        self._view = Viewport(0, 0, 1)
        self._size = QSizeF(1, 1)
        self._palette = PALETTES["dark"]
        self._stamps: dict[tuple[Mark, float, float], QPixmap] = {}
        self.arrangement = _NOTHING
        self.marks_visible = True
        self.by_hand: tuple[tuple[int, int], ...] = ()

    @property
    def markers(self) -> Markers | None:
        """Leaders that are marked, on screen or not."""
        return self._markers

    @property
    def selected(self) -> tuple[int, int] | None:
        """The pixel in the box."""
        return self._selected

    def set_markers(self, markers: Markers | None) -> None:
        """Show the leaders of another frame or another selection."""
        self._markers = markers
        self._arrange()

    def set_marks_visible(self, visible: bool) -> None:
        """Mark leaders or only box the selected pixel."""
        self.marks_visible = visible
        self._arrange()

    def set_selected(self, pixel: tuple[int, int] | None) -> None:
        """Draw the box around this pixel."""
        self._selected = pixel
        self.update()

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        self._palette = palette
        self.update()

    def set_view(self, view: Viewport, size: QSizeF) -> None:
        """Update which marks are on screen."""
        self.prepareGeometryChange()
        self._view, self._size = view, size
        self._arrange()

    def set_by_hand(self, places: Sequence[tuple[int, int]]) -> None:
        """Mark what somebody added; never thinned, for these are few."""
        self.by_hand = tuple(places)
        self.update()

    def by_hand_at(self, point: QPointF) -> tuple[int, int] | None:
        """The pixel of such a mark at a point of the widget."""
        if not self.marks_visible:
            return None

        def away(pixel: tuple[int, int]) -> float:
            return (self._on_screen(pixel) - point).manhattanLength()

        nearest = min(self.by_hand, key=away, default=None)
        return nearest if nearest is not None and away(nearest) <= REACH else None

    def _on_screen(self, pixel: tuple[int, int]) -> QPointF:
        return (
            centre(*pixel) - self._view.rect(self._size).topLeft()
        ) * self._view.scale

    def marker_at(self, point: QPointF) -> int | None:
        """Candidate id of the mark at a point of the widget."""
        index = self.arrangement.nearest(point)
        if index is None or self._markers is None:
            return None
        return int(self._markers.ids(index))

    def boundingRect(self) -> QRectF:
        """All that is on screen, in the scene."""
        return self._view.rect(self._size)

    def paint(
        self,
        painter: QPainter,
        _option: QStyleOptionGraphicsItem,
        _widget: QWidget | None = None,
    ) -> None:
        """Draw marks, then the box."""
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._paint_marks(painter)
        if self.marks_visible and self.by_hand:
            self._paint_by_hand(painter)
        if self._selected is not None:
            self._paint_box(painter, self._selected)
        painter.restore()

    def _arrange(self) -> None:
        known = self._markers
        self.arrangement = _NOTHING
        if known is not None and self.marks_visible:
            self.arrangement = arrange(known, self._view, self._size)
        self.update()

    def _paint_marks(self, painter: QPainter) -> None:
        """One kind after the other, candidates and synthetic ones on top."""
        known = self._markers
        if known is None:
            return
        index, scale = self.arrangement.index, self._view.scale
        for own, mark, radius in looks_of(known, index, scale, self._palette):
            self._paint_kind(painter, own, mark, radius)

    def _paint_by_hand(self, painter: QPainter) -> None:
        mark, radius = look_by_hand(self._view.scale, self._palette)
        stamp = self._stamp(mark, radius, painter.device().devicePixelRatioF())
        half = stamp.deviceIndependentSize().width() / 2
        for at in map(self._on_screen, self.by_hand):
            painter.drawPixmap(at - QPointF(half, half), stamp)

    def _paint_kind(
        self, painter: QPainter, own: NDArray[np.bool_], mark: Mark, radius: float
    ) -> None:
        marks, ratio = self.arrangement, painter.device().devicePixelRatioF()
        stamp = self._stamp(mark, radius, ratio)
        half = stamp.deviceIndependentSize().width() / 2
        # whole device pixels: a stamp between them would be smeared
        x, y = (
            np.rint((centres[own] - half) * ratio) / ratio + half
            for centres in (marks.x, marks.y)
        )
        draw_stamps(painter, stamp, x, y)

    def _stamp(self, mark: Mark, radius: float, ratio: float) -> QPixmap:
        """A mark drawn once: hundreds of antialiased ones would slow the pan."""
        key = (mark, radius, ratio)
        if key not in self._stamps:
            if len(self._stamps) >= STAMPS:
                self._stamps.clear()
            self._stamps[key] = drawn(mark, radius, ratio)
        return self._stamps[key]

    def _paint_box(self, painter: QPainter, pixel: tuple[int, int]) -> None:
        at = self._on_screen(pixel)
        paint_box(painter, at, self._view.scale, self._palette)


def looks_of(
    markers: Markers, index: NDArray[np.intp], scale: float, palette: Palette
) -> Iterator[tuple[NDArray[np.bool_], Mark, float]]:
    """Which of the markers at `index` look how: selection, mark and radius.

    One kind after the other, candidates and synthetic ones last; ``scale`` is in widget
    pixels per pixel of the image.
    """
    kinds = markers.kinds(index)
    for kind in np.unique(kinds).tolist():
        accepted, synthetic, label = kind_of(kind)
        mark = mark_of(
            accepted=accepted, synthetic=synthetic, label=label, palette=palette
        )
        size = LABELLED if label else SMALL
        yield kinds == kind, mark, max(RADIUS if accepted else size, scale * 0.8)


def look_by_hand(scale: float, palette: Palette) -> tuple[Mark, float]:
    """Mark and radius of what was added by hand."""
    mark = mark_of(accepted=True, synthetic=False, palette=palette, label=BY_HAND)
    return mark, max(RADIUS, scale * 0.8)


def paint_box(painter: QPainter, at: QPointF, scale: float, palette: Palette) -> None:
    """The box with ticks around the selected pixel."""
    x, y, r = at.x(), at.y(), max(BOX, BOX_PIXELS * scale)
    white = palette.text if palette.name == "night" else "#ffffff"
    ticks = [
        QLineF(x + dx * r, y + dy * r, x + dx * (r + TICK), y + dy * (r + TICK))
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1))
    ]
    # the dark line below keeps the white one visible on a bright image
    for colour, width in ((QColor(0, 0, 0, 130), 3.4), (QColor(white), 1.5)):
        painter.setPen(QPen(colour, width))
        painter.drawRect(QRectF(x - r, y - r, 2 * r, 2 * r))
        painter.drawLines(ticks)
