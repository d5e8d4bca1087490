"""The film: the same pixels in the frames before, on show and after."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from darkviewer.gui.review.plan import RIM, SIDE, SLOTS
from darkviewer.gui.review.prepared import Depends, PaintedAhead
from darkviewer.gui.review.table_paint import (
    hatch,
    paint_block,
    paint_brackets,
    paint_line,
    semibold,
    title_font,
)
from darkviewer.gui.style import fonts

if TYPE_CHECKING:
    from darkviewer.gui.review.plan import Plan
    from darkviewer.gui.review.sight import Sight

__all__ = ["Film"]

NOTCH = 120  # of a wheel, in Qt's eighths of a degree
STRIP_PX = 7
STRIP_GAP = 2
MOST_IN_STRIP = 24
"""Frames with a square of their own; of more the strip is a bar."""

BAR_PX = 120
WORDS_GAP = 8
FROM_PICTURE = 3  # to the frame around the one on show
ROUND = 2.0
_USUAL = "frame 10  1,000 e⁻"
"""Below a picture: where this has no room, only the number of the frame is there."""


class Film(PaintedAhead):
    """Seven frames at one stretch; a click shows one, the wheel goes on by one."""

    frame_chosen = Signal(int)
    stepped = Signal(int)  # by so many frames, in file order

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sight: Sight | None = None
        self._plan: Plan | None = None
        self._turned = 0
        self.setAccessibleName("Film of the frames around this one")

    def set_sight(self, sight: Sight | None) -> None:
        """Show another pixel or frame."""
        self._sight = sight
        self.setAccessibleDescription(self.words()[0] if sight else "")
        self.update()

    def set_plan(self, plan: Plan) -> None:
        """Take another size."""
        self._plan = plan
        self._pictures.forget()
        self.setGeometry(plan.film)
        self.update()

    def prepare(self, sight: Sight) -> bool:
        """Paint what may be shown next; whether that was left to do."""
        return self._prepare(_sight=sight)

    def _depends(self) -> Depends:
        sight = self._sight
        if sight is None:
            return Depends(())
        blocks = [
            sight.blocks.get((frame, "residual"), "not read yet")
            for frame in sight.slots
            if frame is not None
        ]
        values = sight.frame, sight.limits, sight.kind, sight.units
        return Depends(values, (sight.frames, sight.palette, *blocks))

    def pictures(self) -> tuple[QRect, ...]:
        """Where the frames lie, the one on show in the middle."""
        plan = self._plan
        if plan is None:
            return ()
        side = SIDE * plan.film_px
        free = self.width() - 2 * RIM - SLOTS * side
        top = plan.title + RIM
        return tuple(
            QRect(RIM + n * side + n * free // (SLOTS - 1), top, side, side)
            for n in range(SLOTS)
        )

    def words(self) -> tuple[str, str]:
        """The line above: what is shown how, and which frames."""
        sight = self._sight
        if sight is None:
            return "", ""
        there = [frame for frame in sight.slots if frame is not None]
        order = sight.frames.order
        places = [order.index(frame) + 1 for frame in there]
        position = f"{places[0]}–{places[-1]} of {len(order)}" if places else ""
        if sight.limits is None:
            return "residual", position
        shown = sight.units.of("e-")
        low, high = (
            shown.text(value, 0) for value in (sight.limits.black, sight.limits.white)
        )
        limits = f"{low} … {high} {shown.words}"
        return f"residual, the same pixels, one stretch: {limits}", position

    def captions(self) -> tuple[tuple[str, str], ...]:
        """Frame and value below each picture; empty where there is no frame."""
        sight = self._sight
        if sight is None:
            return (("", ""),) * SLOTS
        return tuple(
            ("", "") if frame is None else (self._name(frame), self._value(frame))
            for frame in sight.slots
        )

    def _name(self, frame: int) -> str:
        assert self._sight is not None
        frames = self._sight.frames
        return "left out" if frames.excluded(frame) else frames.words(frame)

    def _value(self, frame: int) -> str:
        assert self._sight is not None
        value = self._sight.value(frame)
        shown = self._sight.units.of("e-")
        return "–" if math.isnan(value) else shown.with_unit(value, 0)

    # painting

    def _paint(self, painter: QPainter) -> None:
        """Title, pictures, captions."""
        sight, plan = self._sight, self._plan
        if sight is None or plan is None:
            return
        self._paint_title(painter)
        places = self.pictures()
        for place, frame in zip(places, sight.slots, strict=True):
            self._paint_picture(painter, place, frame)
        self._paint_captions(painter, places)
        middle = QRectF(places[SLOTS // 2])
        by = FROM_PICTURE
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(sight.palette.accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(middle.adjusted(-by, -by, by, by), ROUND, ROUND)

    def _paint_title(self, painter: QPainter) -> None:
        sight, plan = self._sight, self._plan
        assert sight is not None
        assert plan is not None
        palette, (what, position) = sight.palette, self.words()
        line = QRect(RIM, 0, self.width() - 2 * RIM, plan.title)
        strip = self._paint_strip(painter, line)
        line.setRight(line.right() - strip - WORDS_GAP)
        painter.setFont(title_font())
        title = "AROUND THIS FRAME"
        painter.setPen(QColor(palette.secondary))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), title)
        wide = QFontMetrics(painter.font()).horizontalAdvance(title)
        painter.setFont(fonts.small())
        colours = palette.secondary, palette.secondary
        line.setLeft(line.left() + wide + 2 * WORDS_GAP)
        short = what.removeprefix("residual, the same pixels, ")
        lines = (what, position), (short, position), ("", position)
        paint_line(painter, line, lines, colours)

    def _paint_strip(self, painter: QPainter, line: QRect) -> int:
        """Which of all frames the film shows, at the right end; its width."""
        sight = self._sight
        assert sight is not None
        order, palette = sight.frames.order, sight.palette
        there = [order.index(frame) for frame in sight.slots if frame is not None]
        here = order.index(sight.frame)
        top = line.center().y() - STRIP_PX // 2
        if len(order) > MOST_IN_STRIP:
            left = line.right() - BAR_PX
            painter.fillRect(QRect(left, top + 2, BAR_PX, 3), QColor(palette.line))
            each = BAR_PX / len(order)
            wide = max(len(there) * each, 4.0)
            band = QRectF(left + there[0] * each, top, wide, STRIP_PX)
            painter.fillRect(band, QColor(palette.secondary))
            mark = QRectF(left + here * each, top, max(each, 2.0), STRIP_PX)
            painter.fillRect(mark, QColor(palette.accent))
            return BAR_PX
        step = STRIP_PX + STRIP_GAP
        left = line.right() - len(order) * step + STRIP_GAP
        for place in range(len(order)):
            box = QRect(left + place * step, top, STRIP_PX, STRIP_PX)
            if place in there:
                colour = palette.accent if place == here else palette.secondary
                painter.fillRect(box, QColor(colour))
            else:
                painter.setPen(QPen(QColor(palette.secondary), 1))
                painter.drawRect(box.adjusted(0, 0, -1, -1))
        return len(order) * step - STRIP_GAP

    def _paint_picture(
        self, painter: QPainter, place: QRect, frame: int | None
    ) -> None:
        sight = self._sight
        assert sight is not None
        unreadable = (frame, "residual") in sight.blocks and (
            frame is not None and sight.block(frame) is None
        )
        if frame is None or unreadable:
            hatch(painter, QRectF(place), sight.palette, over=False)
            return
        paint_block(painter, place, sight.block(frame), sight.stretch, sight.palette)
        if sight.frames.excluded(frame):
            hatch(painter, QRectF(place), sight.palette, over=True)
        paint_brackets(painter, place, sight.palette)

    def _paint_captions(self, painter: QPainter, places: tuple[QRect, ...]) -> None:
        sight, plan = self._sight, self._plan
        assert sight is not None
        assert plan is not None
        palette = sight.palette
        below = places[0].bottom() + 1 + RIM
        widest = QFontMetrics(semibold(fonts.small())).horizontalAdvance(_USUAL)
        named = widest <= places[0].width()
        for number, (place, words) in enumerate(
            zip(places, self.captions(), strict=True)
        ):
            current = number == SLOTS // 2
            painter.setFont(semibold(fonts.small()) if current else fonts.small())
            colour = palette.text if current else palette.secondary
            line = QRect(place.left(), below, place.width(), plan.caption)
            name, value = words
            short = name.removeprefix("frame "), value
            lines = [words] if named else []
            lines += [short, (short[0], value.rpartition(" ")[0]), (short[0], "")]
            paint_line(painter, line, lines, (colour, colour))

    # the mouse

    def slot_at(self, x: int, y: int) -> int | None:
        """Index of the frame whose picture lies there."""
        sight = self._sight
        if sight is None:
            return None
        for place, frame in zip(self.pictures(), sight.slots, strict=True):
            if place.contains(x, y):
                return frame
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show the frame that was clicked."""
        at = event.position().toPoint()
        frame = self.slot_at(at.x(), at.y())
        if event.button() == Qt.MouseButton.LeftButton and frame is not None:
            self.frame_chosen.emit(frame)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Up is back, down is on; a touch pad adds up to notches."""
        turned = event.angleDelta()
        self._turned += turned.y() or turned.x()
        notches = int(self._turned / NOTCH)
        self._turned -= notches * NOTCH
        if notches:
            self.stepped.emit(-notches)
        event.accept()

    def event(self, event: QEvent) -> bool:
        """The tip names frame, value, and why a frame was left out."""
        if isinstance(event, QHelpEvent):
            frame = self.slot_at(event.pos().x(), event.pos().y())
            tip = self.words()[0] if frame is None else self.tip(frame)
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)

    def tip(self, frame: int) -> str:
        """Everything about one picture."""
        sight = self._sight
        if sight is None:
            return ""
        frames = sight.frames
        lines = [f"{frames.words(frame)}: {self._value(frame)}"]
        if frames.excluded(frame):
            lines.append(f"left out: {frames.reason(frame)}")
        if (frame, "residual") in sight.blocks and sight.block(frame) is None:
            lines.append("This frame cannot be read.")
        return "\n".join(lines)
