"""One measure of all frames as a line: which frame stands out, and by what limit?"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from darkviewer.gui.controls.number_field import NumberField
from darkviewer.gui.graphics.measure_menu import MeasureMenu
from darkviewer.gui.graphics.strip_paint import paint_frame, paint_strip
from darkviewer.gui.graphics.strip_plot import StripPlot
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES, Palette
from darkviewer.gui.text.tips import plain_tip

if TYPE_CHECKING:
    from darkviewer.gui.models.strip_data import Lines, StripData

__all__ = ["MeasureStrip"]

HEIGHT = 56
LEAST_HEIGHT = 36
PLOT_PX = 80  # wide, at least
_GAP = 8
_BOTTOM = 6.0
"""Below the points; above them a number has room, of what is off the scale."""

_NAME_PX = 20
_FAR = 1e9
"""Beyond any value of a measure."""


class MeasureStrip(QWidget):
    """Name and value of the frame on show, the points, and the limits.

    Parameters
    ----------
    data : StripData
        What is drawn.

    Attributes
    ----------
    in_vectors : bool
        Paint all of it afresh, for a painter that records lines and text.
    """

    frame_requested = Signal(int)
    measure_chosen = Signal(str)  # name of another measure
    limit_moved = Signal(str, float)  # name of a check, its limit for the moment
    limit_set = Signal(str, object)  # the same for good; None: that of the table

    def __init__(self, data: StripData, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.data = data
        self._current = 0
        self._palette = PALETTES["dark"]
        self._margins = (0, 0)
        self._scale = data.scale
        self._held = ""  # "low" or "high" while a line is dragged
        self._moved: float | None = None  # its limit, once it was moved
        self.in_vectors = False
        self._picture = QPixmap()
        self._made_of: tuple[object, ...] = ()
        self._typing = 0.0  # the value of the limit when it began to be typed
        self.name = MeasureMenu(self)
        self.name.chosen.connect(self.measure_chosen)
        self.name.limit_wanted.connect(self._type)
        self.name.reset_wanted.connect(self._reset)
        self.field = NumberField(minimum=-_FAR, maximum=_FAR, parent=self)
        self.field.hide()
        self.field.editingFinished.connect(self._typed)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.set_data(data)
        self.set_margins(self.words_width(), self.limits_width())

    def sizeHint(self) -> QSize:
        """A strip; more height is more resolution."""
        return QSize(400, fonts.scaled(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """The words, and some points."""
        width = self.words_width() + self.limits_width() + fonts.scaled(PLOT_PX)
        return QSize(width, fonts.scaled(LEAST_HEIGHT))

    def set_data(self, data: StripData) -> None:
        """Show these frames; while a line is dragged the scale stays."""
        lines = data.lines
        if lines is None:
            self._held = ""
        if not self._held:
            self._scale = data.scale
        own = lines is not None and lines.band.own
        self.name.show_measure(data.column, limit=lines is not None, own=own)
        self.setAccessibleName(f"{data.column.name} of each frame")
        self._place_name()
        if not data.looks_like(self.data):  # as of the others while a line is dragged
            self.data = data
            self.update()

    def set_current(self, frame: int) -> None:
        """Emphasise the frame on show."""
        if frame != self._current:
            self._current = frame
            self.update()

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        self._palette = palette
        self.update()

    # sizes

    def words_width(self) -> int:
        """Room that name and value need at the left."""
        metrics = self._metrics()
        longest = max(self.data.texts, key=len, default="")  # figures are equally wide
        texts = (self._with_unit(longest), "−00.0 / −00.0")
        values = max(map(metrics.horizontalAdvance, texts))
        return max(self.name.sizeHint().width(), math.ceil(values) + 7) + _GAP

    def limits_width(self) -> int:
        """Room that the limits, or the ends of the scale, need at the right."""
        lines, metrics = self.data.lines, self._metrics()
        ends = self.data.scale if lines is None else tuple(lines.ends.values())
        texts = (*map(self.data.text, ends), "00,000.0")
        return math.ceil(max(map(metrics.horizontalAdvance, texts))) + 2 * _GAP

    def set_margins(self, left: int, right: int) -> None:
        """Those that all strips have, so that their points lie below each other."""
        changed = (left, right) != self._margins
        self._margins = left, right
        self._place_name()
        if changed:
            self.update()

    def plot(self) -> StripPlot:
        """What lies where."""
        left, right = self._margins
        width = max(self.width() - left - right, 10)
        height = max(self.height() - self._above() - _BOTTOM, 4)
        box = QRectF(left, self._above(), width, height)
        line = float(self._metrics().height())
        return StripPlot(self.data, box, self._scale, line, QRectF(self.rect()))

    def point(self, frame: int) -> QPointF:
        """Position of a frame's value."""
        return self.plot().point(frame)

    def _above(self) -> float:
        return self._metrics().height() - 2

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(fonts.small())

    def _place_name(self) -> None:
        width = min(self.name.sizeHint().width(), self._margins[0])
        self.name.setGeometry(0, 0, width, fonts.scaled(_NAME_PX))

    # Qt's events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is typed belongs to a place that is gone."""
        super().resizeEvent(event)
        self.field.hide()
        self._place_name()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a line, type a limit, or go to the frame under the cursor."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        plot, place = self.plot(), event.position()
        self._held, self._moved = plot.line_at(place), None
        end = plot.value_at_place(place)
        if end and not self._held:
            self._type(end)
        elif not self._held:
            self._go(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is held; else say what is under the cursor."""
        place, lines = event.position(), self.data.lines
        if self._held and lines is not None:
            self._drag(place, lines)
        elif event.buttons() & Qt.MouseButton.LeftButton:
            self._go(place)
        else:
            self._say(place)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """A line that was moved stays there."""
        lines, moved = self.data.lines, self._moved
        self._held, self._moved = "", None
        self._scale = self.data.scale
        self.update()
        if lines is not None and moved is not None:
            self.limit_set.emit(lines.band.check, moved)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """One frame per notch, in file order."""
        if len(self.data.names) and event.angleDelta().y():
            step = -1 if event.angleDelta().y() > 0 else 1
            self.frame_requested.emit(self._current + step)

    def _go(self, place: QPointF) -> None:
        frame = self.plot().frame_at(place)
        if frame is not None:
            self.frame_requested.emit(frame)

    def _drag(self, place: QPointF, lines: Lines) -> None:
        value, middle = self.plot().value_at(place.y()), lines.middle
        value = max(value, middle) if self._held == "high" else min(value, middle)
        self._moved = lines.limit_at(value)
        self.data = replace(self.data, lines=lines.moved(self._moved))
        self.update()
        self.limit_moved.emit(lines.band.check, self._moved)

    def _say(self, place: QPointF) -> None:
        """As a tip, and by the shape of the cursor."""
        plot, shapes = self.plot(), Qt.CursorShape
        line, end = plot.line_at(place), plot.value_at_place(place)
        shape = shapes.IBeamCursor if end else shapes.ArrowCursor
        self.setCursor(shapes.SizeVerCursor if line else shape)
        self.setToolTip(self._tip(plot, place, limit=bool(line or end)))

    def _tip(self, plot: StripPlot, place: QPointF, *, limit: bool) -> str:
        data = self.data
        if limit and data.lines is not None:
            origin = f"Limit of the check {data.lines.band.check}: {data.lines.origin}."
            return plain_tip(f"{origin}\nDrag the line, or click its value and type.")
        frame = plot.frame_at(place)
        if frame is None:
            return plain_tip(data.column.tip)
        out = ", left out" if frame in data.left_out else ""
        return plain_tip(f"{data.names[frame]}: {data.texts[frame]}{out}")

    # limits

    def _type(self, end: str = "high") -> None:
        """Let a limit be typed where its value is written."""
        lines = self.data.lines
        if lines is None:
            return
        ends = lines.ends
        self.field.span(
            minimum=lines.middle if end == "high" else -_FAR,
            maximum=_FAR if end == "high" else lines.middle,
            step=1.0,
            decimals=(self.data.column.decimals or 0) + 1,
            unit="",
        )
        self.field.setAccessibleName(f"{end} limit of {self.data.column.name}")
        self.field.setValue(ends[end])
        self._typing = self.field.value()
        box, size = self.plot().value_boxes()[end], self.field.sizeHint()
        width = max(size.width(), int(box.width()))
        top = min(int(box.center().y()) - size.height() // 2, self.height())
        self.field.setGeometry(
            self.width() - width, max(top, 0), width, min(size.height(), self.height())
        )
        self.field.show()
        self.field.setFocus()
        self.field.selectAll()

    def _typed(self) -> None:
        lines, value = self.data.lines, self.field.value()
        if self.field.isVisible():
            self.field.hide()
            if lines is not None and value != self._typing:
                self.limit_set.emit(lines.band.check, lines.limit_at(value))

    def _reset(self) -> None:
        if self.data.lines is not None:
            self.limit_set.emit(self.data.lines.band.check, None)

    # painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The value of the frame on show below the name; the rest beside it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(fonts.small())
        data, palette, plot = self.data, self._palette, self.plot()
        if self._current < len(data.texts):
            odd = self._current in data.odd
            colour = getattr(palette, data.level) if odd else palette.secondary
            painter.setPen(QColor(colour))
            left = QRectF(7, self.name.height() - 2, plot.box.left(), plot.line_height)
            words = self._with_unit(data.texts[self._current])
            painter.drawText(left, Qt.AlignmentFlag.AlignLeft, words)
        if self.in_vectors:
            paint_strip(painter, plot, self._off_scale(plot), palette)
        else:
            painter.drawPixmap(0, 0, self._painted(plot))
        paint_frame(painter, plot, self._current, palette)

    def _painted(self, plot: StripPlot) -> QPixmap:
        """All but the frame on show, which a held key changes often."""
        off, size = self._off_scale(plot), self.size() * self.devicePixelRatio()
        made_of = plot, off, size, self._palette, fonts.scale()
        if self._made_of != made_of:
            picture = QPixmap(size)
            picture.setDevicePixelRatio(self.devicePixelRatio())
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(fonts.small())
            paint_strip(painter, plot, off, self._palette)
            painter.end()
            self._picture, self._made_of = picture, made_of
        return self._picture

    def _off_scale(self, plot: StripPlot) -> int:
        """The frame on show, where its number stands beside an arrow."""
        return self._current if self._current in plot.off_scale() else -1

    def _with_unit(self, text: str) -> str:
        _, _, unit = self.data.column.title.partition("\n")
        alone = text == "–" or not unit or unit.startswith("−")
        return text if alone else f"{text} {unit}"
