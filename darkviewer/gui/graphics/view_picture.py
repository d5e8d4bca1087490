"""The image as it is shown, drawn again at any scale and on any thread."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from darkviewer.core.display.pyramid import Span, tile
from darkviewer.gui.geometry.pixel_coords import centre, region_in, region_rect
from darkviewer.gui.geometry.viewport import Viewport
from darkviewer.gui.graphics.image_item import covered, picture_of
from darkviewer.gui.graphics.mark_paint import paint_mark
from darkviewer.gui.graphics.marker_item import look_by_hand, looks_of, paint_box
from darkviewer.gui.graphics.markers import Placement, arrange
from darkviewer.gui.graphics.region_item import HALO, HALO_ALPHA, LINE, line_colour
from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import count_of, trimmed

if TYPE_CHECKING:
    from darkviewer.core.display.stretch import Stretch
    from darkviewer.core.frames.region import Region
    from darkviewer.core.layers.layer_image import LayerImage
    from darkviewer.gui.graphics.colour_maps import Colouring
    from darkviewer.gui.graphics.markers import Mark, Markers
    from darkviewer.gui.style.theme import Palette

__all__ = [
    "WIDE",
    "ScaleBar",
    "Shot",
    "ViewPicture",
    "scale_bar",
    "sensor_pixels",
    "whole_frame",
]

WIDE = 1400
"""Widget pixels of a usual window."""

_REDUCED, _DIGITS = 1.05, 9

_BAR_PART = 0.25  # of the width, at most
_BAR_LINE, _BAR_TICK, _BAR_AIR = 2.0, 4.0, 10.0
_BAR_GROUND = 170
_SKY_UNITS = ((3600.0, "°"), (60.0, "′"), (1.0, "″"))
_REACH = 64.0  # beyond its centre no mark is drawn, in widget pixels


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """What the image view shows; frozen, for another thread.

    Attributes
    ----------
    image : LayerImage
        With its means where `reduction` needs them.
    reduction : str
        One of `core.display.pyramid.REDUCTIONS`.
    stretch, colouring
        Values to grey levels, and these to colours.
    view : Viewport
        Which part of the image.
    size : QSizeF
        Of the view, in widget pixels.
    markers : Markers or None
        Marks of the frame.
    selected : tuple of int or None
        Pixel in the box.
    by_hand : tuple of (int, int)
        Pixels that were added by hand.
    measured : Region or None
        What has an outline.
    palette : Palette
        Colours.
    """

    image: LayerImage
    reduction: str
    stretch: Stretch
    colouring: Colouring
    view: Viewport
    size: QSizeF
    markers: Markers | None
    selected: tuple[int, int] | None
    by_hand: tuple[tuple[int, int], ...]
    measured: Region | None
    palette: Palette

    @property
    def region(self) -> Region | None:
        """Pixels of the image in it."""
        return region_in(self.view.rect(self.size), self.image.shape)


def whole_frame(shot: Shot) -> Shot:
    """All pixels of the image, in a window that is not wider than usual.

    So marks and bar have the size that they have there.
    """
    ny, nx = shot.image.shape
    scale = min(WIDE / nx, 1.0)
    view = Viewport(nx / 2, ny / 2, scale)
    return replace(shot, view=view, size=QSizeF(nx, ny) * scale)


def sensor_pixels(shot: Shot) -> Shot:
    """The same view, its edges between pixels of the image."""
    if shot.region is None:
        return whole_frame(shot)
    rect, scale = region_rect(shot.region), shot.view.scale
    view = Viewport(rect.center().x(), rect.center().y(), scale)
    return replace(shot, view=view, size=rect.size() * scale)


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A round number of pixels, and the words for it."""

    pixels: float
    words: str


def scale_bar(across: float, arcsec_per_px: float = math.nan) -> ScaleBar:
    """The longest round bar in a quarter of a view.

    Parameters
    ----------
    across : float
        Pixels of the image that the view is wide.
    arcsec_per_px : float
        Where it is known: its length on the sky is said, too.
    """
    most = max(across * _BAR_PART, 1.0)
    power = 10.0 ** math.floor(math.log10(most))
    pixels = next(power * step for step in (5, 2, 1) if power * step <= most)
    words = f"{trimmed(pixels, 0)} px"
    if math.isfinite(arcsec_per_px):
        sky = pixels * arcsec_per_px
        size, sign = next(one for one in (*_SKY_UNITS, (0.0, "″")) if sky >= one[0])
        words += f" · {trimmed(sky / (size or 1.0), 2)}{sign}"
    return ScaleBar(pixels, words)


@dataclass(frozen=True, slots=True, eq=False)
class ViewPicture:
    """A part of a picture, see `picture_sheet.Part`.

    Attributes
    ----------
    shot : Shot
        What is drawn.
    scale : float
        Pixels of the picture for one of the view.
    marks : bool
        Draw marks, box and outline.
    bar : ScaleBar or None
        Drawn at the bottom left.
    placed : Placement or None
        Where the marks stand, see `placing`.
    """

    shot: Shot
    scale: float
    marks: bool = True
    bar: ScaleBar | None = None
    placed: Placement | None = None

    @property
    def width(self) -> int:
        """In pixels of the picture."""
        return max(round(self.shot.size.width() * self.scale), 1)

    @property
    def height(self) -> int:
        """In pixels of the picture."""
        return max(round(self.shot.size.height() * self.scale), 1)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the picture does not show of its pixels and marks, in words."""
        step, words = self._step, []
        if step >= _REDUCED:
            kind = "maxima" if self.shot.reduction == "max" else "means"
            side = trimmed(step, 1)
            if self.shot.image.categorical:
                kind = "the worst class"
            words.append(f"{kind} of {side} × {side} pixels shown")
        if self.placed is not None and self.placed.hidden:
            words.append(f"{count_of(self.placed.hidden, 'more mark')} not drawn")
        return tuple(words)

    @property
    def _step(self) -> float:
        """Pixels of the image on one of the picture, exact where it is whole."""
        return round(1 / (self.shot.view.scale * self.scale), _DIGITS)

    def placing(self) -> ViewPicture:
        """The same with its marks placed; there may be 100 000 of them."""
        shot = self.shot
        if not self.marks or shot.markers is None:
            return self
        return replace(self, placed=arrange(shot.markers, shot.view, shot.size))

    def paint(self, painter: QPainter, top: int, bottom: int) -> None:
        """Pixels, then what is drawn over them."""
        painter.setClipRect(QRectF(0, 0, self.width, self.height))
        painter.fillRect(
            QRectF(0, top, self.width, bottom - top),
            QColor(self.shot.palette.background),
        )
        self._paint_pixels(painter, top, bottom)
        painter.scale(self.scale, self.scale)
        if self.marks:
            self._paint_outline(painter)
            self._paint_marks(painter, top / self.scale, bottom / self.scale)
            self._paint_by_hand(painter)
            if self.shot.selected is not None:
                at = self._place(*self.shot.selected)
                paint_box(painter, at, self.shot.view.scale, self.shot.palette)
        if self.bar is not None:
            self._paint_bar(painter, self.bar)

    def _paint_pixels(self, painter: QPainter, top: int, bottom: int) -> None:
        """The rows of the band only."""
        shot, image = self.shot, self.shot.image
        seen, scale = shot.view.rect(shot.size), 1 / self._step
        ny, nx = image.shape
        left, x = covered(-seen.left() * scale, scale, nx, self.width)
        first, y = covered(-seen.top() * scale, scale, ny, self.height)
        begin, end = max(top, first), min(bottom, first + y.count)
        if x.count <= 0 or begin >= end:
            return
        rows = Span(y.start + (begin - first) * y.step, y.step, end - begin)
        levels = image.levels if shot.reduction == "max" else image.means
        assert levels is not None
        pixels = tile(levels, x, rows, reduction=shot.reduction)
        colours = shot.colouring.table(shot.stretch)
        painter.drawImage(
            QPointF(left, begin), picture_of(pixels, shot.stretch, colours)
        )

    def _place(self, x: int, y: int) -> QPointF:
        """Of a pixel, in widget pixels."""
        view = self.shot.view
        return (centre(x, y) - view.rect(self.shot.size).topLeft()) * view.scale

    def _paint_outline(self, painter: QPainter) -> None:
        shot = self.shot
        if shot.measured is None:
            return
        rect, scale = region_rect(shot.measured), shot.view.scale
        corner = (rect.topLeft() - shot.view.rect(shot.size).topLeft()) * scale
        painter.setBrush(Qt.BrushStyle.NoBrush)
        dark, line = QColor(0, 0, 0, HALO_ALPHA), QColor(line_colour(shot.palette))
        for pen in (QPen(dark, HALO), QPen(line, LINE)):
            painter.setPen(pen)
            painter.drawRect(QRectF(corner, rect.size() * scale))

    def _paint_marks(self, painter: QPainter, top: float, bottom: float) -> None:
        """Outlines, not stamps: a stamp would be coarse when enlarged."""
        shot, placed = self.shot, self.placed
        if placed is None or shot.markers is None:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        scale = shot.view.scale
        for own, mark, radius in looks_of(
            shot.markers, placed.index, scale, shot.palette
        ):
            reach = _REACH + radius
            near = own & (placed.y > top - reach) & (placed.y < bottom + reach)
            for x, y in zip(
                placed.x[near].tolist(), placed.y[near].tolist(), strict=True
            ):
                _paint_at(painter, mark, QPointF(x, y), radius)

    def _paint_by_hand(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        mark, radius = look_by_hand(self.shot.view.scale, self.shot.palette)
        for pixel in self.shot.by_hand:
            _paint_at(painter, mark, self._place(*pixel), radius)

    def _paint_bar(self, painter: QPainter, bar: ScaleBar) -> None:
        """White on a dark ground, at the bottom left."""
        font, air = fonts.small(), _BAR_AIR
        metrics = QFontMetricsF(font)
        length = bar.pixels * self.shot.view.scale
        wide = max(length, metrics.horizontalAdvance(bar.words))
        height = metrics.height() + _BAR_TICK + _BAR_LINE
        box = QRectF(0, 0, wide + 2 * air, height + air)
        box.moveBottomLeft(QPointF(air, self.height / self.scale - air))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, _BAR_GROUND))
        painter.drawRoundedRect(box, 4, 4)
        night = self.shot.palette.name == "night"
        ink = QColor(self.shot.palette.text if night else "#ffffff")
        painter.setPen(QPen(ink, _BAR_LINE))
        x = box.left() + (box.width() - length) / 2
        y = box.bottom() - air / 2 - _BAR_LINE
        ends = QLineF(x, y - _BAR_TICK, x, y), QLineF(x, y, x + length, y)
        last = QLineF(x + length, y, x + length, y - _BAR_TICK)
        painter.drawLines([*ends, last])
        painter.setFont(font)
        words = QRectF(box.left(), box.top(), box.width(), metrics.height() + air / 2)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, bar.words)


def _paint_at(painter: QPainter, mark: Mark, at: QPointF, radius: float) -> None:
    painter.save()
    painter.translate(at)
    paint_mark(painter, mark, 0.0, radius)
    painter.restore()
