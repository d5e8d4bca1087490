"""Which part of the image is on screen, and how large: the arithmetic of zooming."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF

__all__ = ["LARGEST", "Viewport", "fitted"]

LARGEST = 128.0
"""Widget pixels per image pixel at most."""

_SMALLEST = 0.25  # of the scale at which the image just fits


@dataclass(frozen=True, slots=True)
class Viewport:
    """The centre of the screen in scene coordinates, and the scale.

    Attributes
    ----------
    x, y : float
        Scene coordinates at the centre of the widget.
    scale : float
        Widget pixels per image pixel.
    """

    x: float
    y: float
    scale: float

    def rect(self, size: QSizeF) -> QRectF:
        """The part of the scene visible in a widget of this size."""
        width, height = size.width() / self.scale, size.height() / self.scale
        return QRectF(self.x - width / 2, self.y - height / 2, width, height)

    def zoomed(self, factor: float, about: QPointF | None = None) -> Viewport:
        """Larger by `factor`; the point `about` of the scene stays where it is."""
        if about is None:
            return replace(self, scale=self.scale * factor)
        return Viewport(
            about.x() + (self.x - about.x()) / factor,
            about.y() + (self.y - about.y()) / factor,
            self.scale * factor,
        )

    def moved(self, dx: float, dy: float) -> Viewport:
        """The image follows a movement of (dx, dy) widget pixels."""
        return replace(self, x=self.x - dx / self.scale, y=self.y - dy / self.scale)

    def centred(self, point: QPointF, scale: float | None = None) -> Viewport:
        """With this point of the scene at the centre."""
        return Viewport(point.x(), point.y(), scale or self.scale)

    def bounded(self, shape: tuple[int, int], size: QSizeF) -> Viewport:
        """With its centre on the image and a scale within reason."""
        ny, nx = shape
        least = _SMALLEST * fitted(QRectF(0, 0, nx, ny), size).scale
        return Viewport(
            min(max(self.x, 0.0), nx),
            min(max(self.y, 0.0), ny),
            min(max(self.scale, min(least, 1.0)), LARGEST),
        )


def fitted(rect: QRectF, size: QSizeF) -> Viewport:
    """The largest view that shows a whole rectangle of the scene."""
    scale = min(size.width() / rect.width(), size.height() / rect.height())
    return Viewport(rect.center().x(), rect.center().y(), min(scale, LARGEST))
