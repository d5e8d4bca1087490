"""The surroundings: 21x21 pixels of a layer, and where the fit puts the star."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from darkviewer.core.layers.layer_image import UNITS
from darkviewer.gui.review.plan import SIDE
from darkviewer.gui.review.prepared import Depends, PaintedAhead
from darkviewer.gui.review.table_paint import (
    Line,
    hatch,
    paint_block,
    paint_brackets,
    paint_line,
    title_font,
)
from darkviewer.gui.review.tones import limits_of
from darkviewer.gui.style import fonts

if TYPE_CHECKING:
    from darkviewer.core.display.stretch import Stretch
    from darkviewer.gui.review.plan import Plan
    from darkviewer.gui.review.sight import Sight, Star

__all__ = ["Context", "PlaceLine", "place_words"]

CROSS_FROM, CROSS_TO = 0.62, 1.25
"""Arms of the cross, in FWHM from the centre: the middle stays free."""

CROSS_LEAST_PX = 1.6  # pixels of the frame from the centre, for a narrow star
LINE_PX = 1.5


class Context(PaintedAhead):
    """Pixels around the one in hand; brackets are around the 5x5 of the fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sight: Sight | None = None
        self._plan: Plan | None = None
        self._layer = ""  # that blinks in place of the one that was chosen
        self.setAccessibleName("21 by 21 pixels around it")

    def set_sight(self, sight: Sight | None) -> None:
        """Show another pixel, frame or layer."""
        self._sight = sight
        self._describe()

    def set_plan(self, plan: Plan) -> None:
        """Take another size."""
        self._plan = plan
        self._pictures.forget()
        self.setGeometry(plan.context)
        self.update()

    def prepare(self, sight: Sight) -> bool:
        """Paint what may be shown next; whether that was left to do."""
        return self._prepare(_sight=sight, _layer="")

    def _depends(self) -> Depends:
        sight = self._sight
        if sight is None:
            return Depends(())
        known = sight.blocks.get((sight.frame, self.layer), "not read yet")
        where = sight.x, sight.y, sight.frame, self.layer
        values = *where, sight.limits, sight.kind, sight.units, sight.blind
        return Depends(values, (sight.palette, known, sight.examined))

    def blink(self, layer: str) -> None:
        """Show this layer for a moment; empty: the one that was chosen."""
        if layer != self._layer:
            self._layer = layer
            self._describe()

    @property
    def layer(self) -> str:
        """On screen now."""
        return self._layer or ("" if self._sight is None else self._sight.layer)

    def stretch(self) -> Stretch | None:
        """That of all residuals; another layer has its own pixels' limits."""
        sight, layer = self._sight, self.layer
        if sight is None:
            return None
        if layer == "residual":
            return sight.stretch
        block = sight.block(sight.frame, layer)
        return None if block is None else limits_of(block).stretch(sight.kind)

    def lines(self) -> tuple[Line, ...]:
        """The line above: what it is, and which pixels; shorter and shorter."""
        sight = self._sight
        if sight is None:
            return (("", ""),)
        half = SIDE // 2
        x, y = sight.x, sight.y
        across, down = f"{x - half}:{x + half}", f"{y - half}:{y + half}"
        where, bare = f"x {across}, y {down}", f"{across}, {down}"
        stretch, size = self.stretch(), f"{SIDE} × {SIDE}"
        if self.layer == "residual" or stretch is None:
            return (f"{size} AROUND IT", where), (size, where), (size, bare), (size, "")
        shown, name = sight.units.of(UNITS[self.layer]), self.layer.upper()
        low, high = (shown.text(v, 0) for v in (stretch.black, stretch.white))
        limits = f"{low} … {high} {shown.words}"
        return (f"{name} {limits}", where), (name, limits), (name, "")

    def place(self) -> QRect:
        """Where the pixels lie."""
        plan = self._plan
        if plan is None:
            return QRect()
        side = SIDE * plan.context_px
        return QRect(0, plan.title, side, side)

    def _paint(self, painter: QPainter) -> None:
        """Title, pixels, brackets, cross and circle."""
        sight, plan = self._sight, self._plan
        if sight is None or plan is None:
            return
        palette, place = sight.palette, self.place()
        painter.setFont(fonts.small())
        line = QRect(0, 0, self.width(), plan.title)
        colours = palette.secondary, palette.text
        paint_line(painter, line, self.lines(), colours, heavy=title_font())
        key = sight.frame, self.layer
        if key in sight.blocks and sight.blocks[key] is None:
            hatch(painter, QRectF(place), palette, over=False)
            return
        paint_block(painter, place, sight.blocks.get(key), self.stretch(), palette)
        paint_brackets(painter, place, palette)
        if sight.star is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_star(painter, sight.star, plan.context_px)

    def centre(self, star: Star) -> QPointF:
        """Of the fitted star on the widget."""
        plan = self._plan
        assert plan is not None
        middle, pixel = self.place().topLeft(), plan.context_px
        half = SIDE / 2
        return QPointF(
            middle.x() + (half + star.dx) * pixel, middle.y() + (half + star.dy) * pixel
        )

    def _paint_star(self, painter: QPainter, star: Star, pixel: int) -> None:
        assert self._sight is not None
        middle, width = self.centre(star), star.fwhm_px * pixel
        reach = max(CROSS_TO * width, (CROSS_LEAST_PX + 0.7) * pixel)
        start = max(CROSS_FROM * width, CROSS_LEAST_PX * pixel)
        night = self._sight.palette.name == "night"
        colour = QColor(self._sight.palette.accent if night else "#56b4e9")
        for way in (QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)):
            for ink, wide in ((QColor(0, 0, 0, 120), LINE_PX + 1.5), (colour, LINE_PX)):
                painter.setPen(QPen(ink, wide))
                painter.drawLine(middle + way * start, middle + way * reach)
        painter.setPen(QPen(colour, LINE_PX, Qt.PenStyle.DashLine))
        painter.drawEllipse(middle, width / 2, width / 2)

    def _describe(self) -> None:
        self.setAccessibleDescription(", ".join(self.lines()[0]))
        self.update()


class PlaceLine(PaintedAhead):
    """The line below the surroundings."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sight: Sight | None = None

    def prepare(self, sight: Sight) -> bool:
        """Paint what may be shown next; whether that was left to do."""
        return self._prepare(_sight=sight)

    def _depends(self) -> Depends:
        sight = self._sight
        if sight is None:
            return Depends(())
        return Depends(place_words(sight), (sight.palette,))

    def set_sight(self, sight: Sight | None) -> None:
        """Another pixel or frame."""
        self._sight = sight
        words = ", ".join(place_words(sight))
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.update()

    def _paint(self, painter: QPainter) -> None:
        """As much as there is room for."""
        if self._sight is None:
            return
        palette = self._sight.palette
        painter.setFont(fonts.small())
        left, right = place_words(self._sight)
        short = left.removeprefix("cross: fitted ")
        lines = (left, right), (left, "dashed: FWHM"), (left, ""), (short, "")
        colours = palette.secondary, palette.secondary
        paint_line(painter, self.rect(), lines, colours)


def place_words(sight: Sight | None) -> tuple[str, str]:
    """The fitted centre with its errors, and what is dashed."""
    star = None if sight is None else sight.star
    if sight is None or star is None:
        return "cross: fitted centre –", "dashed: FWHM –"
    x, y = (
        f"{at + off:.2f} ± {error:.2f}"
        for at, off, error in zip(
            (sight.x, sight.y), (star.dx, star.dy), star.errors, strict=True
        )
    )
    return f"cross: fitted centre {x}, {y}", f"dashed: FWHM {star.fwhm_px:.2f} px"
