"""Where everything of a strip lies, and what lies at a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

if TYPE_CHECKING:
    from darkviewer.gui.models.strip_data import StripData

__all__ = ["GRIP", "StripPlot"]

GRIP = QRectF(-3, -5, 6, 10)
"""Of a line, about its end at the right."""

_NEAR = 3.0
"""So many pixels off a line it can be taken hold of; its grip as far as it reaches."""


@dataclass(frozen=True, slots=True)
class StripPlot:
    """The points of a strip on screen.

    Attributes
    ----------
    data : StripData
        What is drawn.
    box : QRectF
        Where the points are.
    scale : tuple of float
        Values at its bottom and top.
    line_height : float
        Of the text.
    whole : QRectF
        The whole strip.
    """

    data: StripData
    box: QRectF
    scale: tuple[float, float]
    line_height: float
    whole: QRectF

    def x_of(self, frame: int) -> float:
        """NaN where the axis has no place for a frame."""
        share = float(self.data.axis.shares[frame])
        return self.box.left() + self.box.width() * share

    def y_of(self, value: float) -> float:
        """At an edge where the value is off the scale."""
        low, high = self.scale
        share = (value - low) / (high - low) if high > low else 0.5
        return self.box.bottom() - float(np.clip(share, 0, 1)) * self.box.height()

    def value_at(self, y: float) -> float:
        """What lies at a height, within the scale."""
        low, high = self.scale
        share = (self.box.bottom() - y) / self.box.height()
        return low + float(np.clip(share, 0, 1)) * (high - low)

    def point(self, frame: int) -> QPointF:
        """Position of a frame's value; at the top where there is none."""
        value = float(self.data.values[frame])
        y = self.y_of(value) if np.isfinite(value) else self.box.top()
        return QPointF(self.x_of(frame), y)

    def points(self) -> NDArray[np.float64]:
        """x and y of all frames, as `point` gives them."""
        low, high = self.scale
        shares = np.full(len(self.data.values), 0.5)
        if high > low:
            shares = np.clip((self.data.values - low) / (high - low), 0, 1)
        shares[np.isnan(self.data.values)] = 1.0
        x = self.box.left() + self.box.width() * self.data.axis.shares
        return np.stack([x, self.box.bottom() - shares * self.box.height()], axis=1)

    def off_scale(self) -> list[int]:
        """Frames whose value is beyond the scale, and has a place."""
        values, (low, high) = self.data.values, self.scale
        beyond = ((values < low) | (values > high)) & np.isfinite(self.data.axis.shares)
        return np.flatnonzero(beyond).tolist()

    def beyond(self, frame: int) -> int:
        """1 above the scale, -1 below it, 0 on it."""
        value, (low, high) = self.data.values[frame], self.scale
        return int(value > high) - int(value < low)

    def frame_at(self, place: QPointF) -> int | None:
        """The nearest frame; by its value, too, where several have one place."""
        both = self.data.axis.kind == "temperature"
        inside = self.box.left() <= place.x() <= self.box.right()
        off = self.points() - (place.x(), place.y())
        distance = np.hypot(off[:, 0], off[:, 1] if both else 0.0)
        if both:
            distance[np.isnan(self.data.values)] = np.nan
        if not inside or np.isnan(distance).all():
            return None
        return int(np.nanargmin(distance))

    def line_at(self, place: QPointF) -> str:
        """``"low"`` or ``"high"`` where a line can be dragged from, else empty."""
        right = self.box.right()
        for end, y in self._heights().items():
            if GRIP.translated(right, y).contains(place):
                return end
        for end, y in self._heights().items():
            inside = self.box.left() <= place.x() <= right
            if inside and abs(y - place.y()) <= _NEAR:
                return end
        return ""

    def value_boxes(self) -> dict[str, QRectF]:
        """Where the values of the limits are written: never over each other."""
        boxes = {end: self.beside(y) for end, y in self._heights().items()}
        if "low" in boxes:
            high, low = boxes["high"], boxes["low"]
            off = max(high.bottom() - low.top(), 0.0)
            up = min(
                off / 2 + max(low.bottom() + off / 2 - self.whole.bottom(), 0), off
            )
            up = min(up, high.top() - self.whole.top())
            boxes = {
                "high": high.translated(0, -up),
                "low": low.translated(0, off - up),
            }
        return boxes

    def beside(self, y: float) -> QRectF:
        """One line of text at the right, at a height, within the strip."""
        left, height = self.box.right() + GRIP.right() + 4, self.line_height
        top = max(min(y - height / 2, self.whole.bottom() - height), self.whole.top())
        return QRectF(left, top, self.whole.right() - left, height)

    def value_at_place(self, place: QPointF) -> str:
        """The limit whose value is written there, else empty."""
        boxes = self.value_boxes().items()
        return next((end for end, box in boxes if box.contains(place)), "")

    def _heights(self) -> dict[str, float]:
        lines = self.data.lines
        ends = {} if lines is None else lines.ends
        return {end: self.y_of(value) for end, value in ends.items()}
