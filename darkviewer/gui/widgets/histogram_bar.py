"""The histogram beside the image, with black and white as handles to drag.

Values grow upwards; counts are drawn on a logarithmic scale.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from darkviewer.gui.controls.value_edit import ValueEdit
from darkviewer.gui.graphics.histogram_curve import curve
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES, Palette
from darkviewer.gui.text.numbers import number, trimmed
from darkviewer.gui.text.units import Shown

if TYPE_CHECKING:
    from darkviewer.core.display.statistics import Histogram

__all__ = ["HistogramBar", "Levels", "decimals_for"]

WIDTH = 78
REACH = 5.0  # how far from a handle the mouse still takes it
MARGIN = 0.4  # of the span, shown below black; twice that above white
LABEL = 16  # height of a number
SHADES = 5  # width of the colours
FARTHEST = 1e9  # beyond any value a frame can hold

_CURSORS = {
    "": Qt.CursorShape.ArrowCursor,
    "both": Qt.CursorShape.SizeVerCursor,
    "black": Qt.CursorShape.SplitVCursor,
    "white": Qt.CursorShape.SplitVCursor,
}


@dataclass(frozen=True, slots=True)
class Levels:
    """Two values, the lower one first."""

    black: float
    white: float

    @property
    def span(self) -> float:
        """White minus black."""
        return self.white - self.black


def decimals_for(span: float, value: float) -> int:
    """Decimals that make a thousandth of a span visible, as far as there is room."""
    room = 0 if abs(value) >= 1000 else 4
    return int(np.clip(np.ceil(3 - np.log10(max(span, 1e-4))), 0, room))


class HistogramBar(QWidget):
    """Shows the values of the image and which of them are black and white."""

    levels_changed = Signal(float, float)  # black, white; also while dragging
    automatic_requested = Signal()  # double click

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._histogram: Histogram | None = None
        self._levels: Levels | None = None
        self._unit = Shown(1.0, "ADU")
        self._shown = Levels(0.0, 1.0)  # values at the bottom and at the top
        self._curve: QPolygonF | None = None
        self._palette = PALETTES["dark"]
        self._colours: tuple[int, ...] = ()
        self._held = ""  # "black", "white", "both" or nothing
        self._last_y = 0.0
        self._numbers = {
            which: ValueEdit(
                f"{which.title()} point", self, refusal=partial(self._refusal, which)
            )
            for which in ("white", "black")
        }
        for which, edit in self._numbers.items():
            edit.value_entered.connect(lambda v, w=which: self._enter(w, v))
            edit.setAlignment(Qt.AlignmentFlag.AlignRight)  # off the curve's tails
            edit.hide()
        self.follow_text()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setAccessibleName("Histogram with black and white point")
        self.setToolTip(
            "Drag a line to set black or white, the area between them to move both; "
            "click a number to type it; double-click to find both automatically."
        )

    def follow_text(self) -> None:
        """Numbers and bar as large as the text wants them."""
        for edit in self._numbers.values():
            edit.setFont(fonts.small())
        self.updateGeometry()
        self._redraw()

    def sizeHint(self) -> QSize:
        """A narrow bar."""
        return QSize(fonts.scaled(WIDTH), 200)

    # what is shown

    def set_histogram(self, histogram: Histogram | None) -> None:
        """Show the values of another image."""
        self._histogram = histogram
        self._redraw()

    def set_levels(self, levels: Levels | None, unit: Shown | None = None) -> None:
        """Black and white were set elsewhere; the numbers are in this unit."""
        changed, self._levels = levels != self._levels, levels
        self._unit = self._unit if unit is None else unit
        factor = self._unit.factor
        for which, edit in self._numbers.items():
            edit.setVisible(levels is not None)
            if levels is not None:
                value = getattr(levels, which) * factor
                decimals = decimals_for(levels.span * factor, value)
                edit.set_value(value, self._unit.words, decimals)
        if changed and not self._held:
            self._look_around()

    def set_colours(self, table: tuple[int, ...]) -> None:
        """Colours from black to white, shown along the left edge."""
        if table != self._colours:
            self._colours = table
            self.update()

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        self._palette = palette
        self.update()

    @property
    def levels(self) -> Levels | None:
        """Black and white point, None while nothing is shown."""
        return self._levels

    @property
    def held(self) -> bool:
        """Whether somebody drags a handle."""
        return bool(self._held)

    def y_of(self, value: float) -> float:
        """Position of a value, in widget pixels."""
        return (1 - (value - self._shown.black) / self._shown.span) * self.height()

    def value_at(self, y: float) -> float:
        """The value at a height of the widget."""
        return self._shown.black + (1 - y / self.height()) * self._shown.span

    def _look_around(self) -> None:
        """Show the surroundings of both handles."""
        if self._levels is not None:
            black, white, span = *_ends(self._levels), self._levels.span
            self._shown = Levels(black - MARGIN * span, white + 2 * MARGIN * span)
        self._redraw()

    def _redraw(self) -> None:
        self._curve = None
        if self._levels is not None:
            white, black = (self.y_of(v) for v in reversed(_ends(self._levels)))
            tall = fonts.scaled(LABEL)
            lowest = max(self.height() - tall, 0)
            for edit, y in zip(
                self._numbers.values(), (white - tall - 1, black + 2), strict=True
            ):
                place = round(min(max(y, 0), lowest))
                edit.setGeometry(4, place, self.width() - 6, tall)
        self.update()

    # changing it

    def _change(self, black: float, white: float) -> None:
        """Move the handles; what is held stops short of the other one."""
        least = max(self._shown.span / 1000, 1e-6)
        if self._held == "black":
            black = min(black, white - least)
        else:
            white = max(white, black + least)
        self._levels = Levels(black, white)
        self._redraw()
        self.levels_changed.emit(black, white)

    def _refusal(self, which: str, value: float) -> str:
        """Black stays below white: neither is moved for the other's sake."""
        unit = self._unit
        if self._levels is None or abs(value / unit.factor) > FARTHEST:
            return f"{number(value)} is out of range"
        black, white = (end * unit.factor for end in _ends(self._levels))
        if which == "black" and value >= white:
            return f"Black must be below white, {trimmed(white, 4)} {unit.words}"
        if which == "white" and value <= black:
            return f"White must be above black, {trimmed(black, 4)} {unit.words}"
        return ""

    def _enter(self, which: str, value: float) -> None:
        levels = self._levels
        if levels is None:
            return
        self._levels = replace(levels, **{which: value / self._unit.factor})
        self._look_around()
        self.levels_changed.emit(*_ends(self._levels))

    def _what_is_at(self, y: float) -> str:
        if self._levels is None:
            return ""
        black, white = (self.y_of(value) for value in _ends(self._levels))
        if min(abs(y - black), abs(y - white)) <= REACH:
            return "black" if abs(y - black) < abs(y - white) else "white"
        return "both" if white < y < black else ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a handle or both."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)  # a number typed is taken
        if event.button() == Qt.MouseButton.LeftButton:
            self._last_y = event.position().y()
            self._held = self._what_is_at(self._last_y)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or show what could be dragged."""
        y = event.position().y()
        if not self._held:
            self.setCursor(_CURSORS[self._what_is_at(y)])
            return
        assert self._levels is not None  # there is nothing to hold without
        by = self.value_at(y) - self.value_at(self._last_y)
        black, white = _ends(self._levels)
        self._last_y = y
        self._change(
            black + by * (self._held != "white"), white + by * (self._held != "black")
        )

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go; the bar shows the surroundings of the new levels."""
        if self._held:
            self._held = ""
            self._look_around()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Find both automatically."""
        if self._levels is not None:
            self.automatic_requested.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The curve follows the height."""
        super().resizeEvent(event)
        self._redraw()

    # drawing

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground between the handles, curve, handles."""
        painter = QPainter(self)
        palette = self._palette
        painter.fillRect(self.rect(), QColor(palette.panel))
        painter.fillRect(QRectF(0, 0, 1, self.height()), QColor(palette.line))
        if self._levels is None:
            return
        black, white = (self.y_of(value) for value in _ends(self._levels))
        ground = QRectF(QPointF(1, white), QPointF(self.width(), black))
        painter.fillRect(ground, QColor(palette.accent_fill))
        self._paint_colours(painter, black, white)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_curve(painter)
        for edit in self._numbers.values():  # legible where the curve crosses them
            text = QRectF(edit.geometry())
            wide = edit.fontMetrics().horizontalAdvance(edit.text())
            text.setLeft(max(text.right() - wide - 10, text.left()))
            painter.fillRect(text, QColor(palette.panel))
        painter.setPen(QPen(QColor(palette.accent), 2))
        for y in (black, white):
            painter.drawLine(QLineF(1, y, self.width(), y))

    def _paint_colours(self, painter: QPainter, black: float, white: float) -> None:
        """What grey levels look like; beyond black and white as at the ends."""
        if not self._colours:
            return
        shades = QLinearGradient(0, black, 0, white)
        for level in range(0, 256, 15):
            shades.setColorAt(level / 255, QColor.fromRgb(self._colours[level]))
        painter.fillRect(QRectF(1, 0, SHADES, self.height()), shades)

    def _paint_curve(self, painter: QPainter) -> None:
        if self._histogram is None:
            return
        if self._curve is None:
            self._curve = curve(
                self._histogram,
                *_ends(self._shown),
                width=self.width(),
                height=self.height(),
            )
        painter.setPen(QPen(QColor(self._palette.secondary), 1.2))
        painter.drawPolyline(self._curve)


def _ends(levels: Levels) -> tuple[float, float]:
    return levels.black, levels.white
