"""The 5x5 pixels in numbers: residual, fitted star, difference, best rival."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from darkviewer.core.display.cutout import Cutout, cutout
from darkviewer.gui.graphics.stamp_paint import cells, ink, stamp_colours
from darkviewer.gui.review.plan import CELLS
from darkviewer.gui.review.prepared import Depends, PaintedAhead, showing
from darkviewer.gui.review.table_paint import Line, hatch, paint_line, title_font
from darkviewer.gui.review.tones import difference_colours
from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import fitted, number

if TYPE_CHECKING:
    from darkviewer.gui.review.plan import Plan
    from darkviewer.gui.review.sight import Sight
    from darkviewer.gui.style.theme import Palette

__all__ = ["KINDS", "Stamp5", "StampView"]

KINDS = ("residual", "star", "difference", "rival")
"""In this order; where there is room for two the first stays, and V steps the other."""

RIVALS: Mapping[str, str] = {"hot": "HOT PIXEL", "pair": "PAIR", "track": "TRACK"}

GAP = 1.0
INK = 0.9  # the part of a pixel that its number may take
DIGIT = 0.61  # the width of a character over the size of its type
SMALLEST_PX, LARGEST_PX = 6.5, 12.0
EACH = 0.28  # of a pixel, for the height of its digits
_NAMES = {
    "residual": "5 by 5 pixels of the residual",
    "star": "5 by 5 pixels of the fitted star",
    "difference": "5 by 5 pixels of the difference in sigmas",
    "rival": "5 by 5 pixels of the best rival",
}
_TIPS = {
    "residual": "As the fit has it: the offset of each row is removed.",
    "star": "The star that fits the residual best.",
    "difference": "Residual minus star, over the noise of both.",
    "rival": "What else explains the pixels best.",
}


@dataclass(frozen=True, slots=True, eq=False)
class Stamp5:
    """What is painted: title, figure beside it, values and their colours.

    ``shorter`` are other wordings of title and figure, for where it is narrow.
    ``values`` is None where there is nothing to show; what lies outside the frame, or
    is no good pixel, is NaN.
    """

    title: str
    figure: str
    shorter: tuple[Line, ...] = ()
    values: NDArray[np.float64] | None = None
    colours: NDArray[np.uint32] | None = None
    decimals: int = 0


class StampView(PaintedAhead):
    """25 pixels with their values, and a line above them.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    stamp : Stamp5
        What is shown now.
    """

    def __init__(self, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sight: Sight | None = None
        self._title_px = 0
        self.kind, self.stamp = "", Stamp5("", "")
        self.set_kind(kind)

    def set_kind(self, kind: str) -> None:
        """Show another one of `KINDS`."""
        self.kind = kind
        self.setAccessibleName(_NAMES[kind])
        self.set_sight(self._sight)

    def set_sight(self, sight: Sight | None) -> None:
        """Show another pixel or frame."""
        self._sight = sight
        self.stamp = stamp = _stamp_of(self.kind, sight)
        line = f"{stamp.title} {stamp.figure}".strip()
        self.setToolTip(f"{line}\n{_TIPS[self.kind]}")
        self.setAccessibleDescription(line)
        self.update()

    def set_place(self, place: QRect, plan: Plan) -> None:
        """Take another size."""
        self.setGeometry(place)
        self._title_px = plan.title
        self._pictures.forget()
        self.update()

    def prepare(self, sight: Sight) -> bool:
        """Paint what may be shown next; whether that was left to do."""
        with showing(self, _sight=sight):
            if self._pictures.ready(self._depends()):
                return False
            return self._prepare(stamp=_stamp_of(self.kind, sight))

    def _depends(self) -> Depends:
        sight = self._sight
        if sight is None:
            return Depends(())
        where = self.kind, sight.x, sight.y, sight.frame
        values = *where, sight.limits, sight.kind, sight.units, sight.blind
        objects = sight.palette, sight.examined, sight.block(sight.frame)
        return Depends(values, objects)

    def texts(self) -> list[list[str]]:
        """Texts in the pixels; without thousands separated."""
        stamp = self.stamp
        if stamp.values is None:
            return []
        side = self.width() / CELLS - GAP
        most = max(int(INK * side / (DIGIT * SMALLEST_PX)), 4)
        return [
            [fitted(value, most, decimals=stamp.decimals) for value in row]
            for row in stamp.values.tolist()
        ]

    def _paint(self, painter: QPainter) -> None:
        """Title, pixels, numbers."""
        sight = self._sight
        if sight is None:
            return
        palette, stamp = sight.palette, self.stamp
        line = QRect(0, 0, self.width(), self._title_px)
        painter.setFont(fonts.small())
        colours = palette.secondary, palette.text
        lines = (stamp.title, stamp.figure), *stamp.shorter
        paint_line(painter, line, lines, colours, heavy=title_font())
        box = QRectF(0, self._title_px, self.width(), self.width())
        if stamp.values is None or stamp.colours is None:
            _paint_nothing(painter, box, palette)
            return
        self._paint_cells(painter, box, stamp, palette)

    def _paint_cells(
        self, painter: QPainter, box: QRectF, stamp: Stamp5, palette: Palette
    ) -> None:
        assert stamp.values is not None
        assert stamp.colours is not None
        places, texts = cells(box, CELLS, GAP), self.texts()
        painter.setFont(fonts.mono(_type_size(texts, places[0][0].width())))
        centred = Qt.AlignmentFlag.AlignCenter
        for y, x in np.ndindex(CELLS, CELLS):
            place = places[y][x]
            if np.isnan(stamp.values[y, x]):
                hatch(painter, place, palette, over=False)
                continue
            colour = int(stamp.colours[y, x])
            painter.fillRect(place, QColor.fromRgb(colour))
            painter.setPen(_ink(colour, palette))
            painter.drawText(place, centred, texts[y][x])


@lru_cache(maxsize=1024)
def _ink(colour: int, palette: Palette) -> QColor:
    return ink(colour, palette)


def _paint_nothing(painter: QPainter, box: QRectF, palette: Palette) -> None:
    """The frame of the picture, and a dash in it."""
    painter.setPen(QPen(QColor(palette.line), 1))
    painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.setPen(QColor(palette.secondary))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "–")


def _type_size(texts: list[list[str]], room: float) -> float:
    """In pixels at 100 %, as `fonts.mono` wants it: the longest number fits."""
    longest = max(len(text) for row in texts for text in row)
    fitting = INK * room / (DIGIT * max(longest, 4) * fonts.scale())
    return float(np.clip(fitting, SMALLEST_PX / fonts.scale(), LARGEST_PX))


# what each of them shows


def _stamp_of(kind: str, sight: Sight | None) -> Stamp5:
    return Stamp5("", "") if sight is None else _MADE[kind](sight)


def _residual(sight: Sight) -> Stamp5:
    """As it was examined, or as it is shown where the frame was not."""
    x, y = sight.x, sight.y
    half = CELLS // 2
    shown = sight.units.of("e-")
    across, down = f"{x - half}:{x + half}", f"{y - half}:{y + half}"
    where, name = f"x {across}, y {down}", "RESIDUAL"
    head = Stamp5(
        f"{name}, {shown.words}",
        where,
        ((name, where), (name, f"{across}, {down}"), (name, "")),
    )
    if sight.examined is not None:
        return _greys(sight, head, sight.examined.stamps_e[sight.frame])
    block = sight.block(sight.frame)
    if block is None:
        return head
    middle = len(block.values) // 2
    return _greys(sight, head, cutout(block.values, middle, middle).values)


def _star(sight: Sight) -> Stamp5:
    star = sight.star
    if star is None or sight.examined is None:
        return Stamp5("STAR, FITTED", "–")
    flux = sight.units.of("e-").with_unit(star.flux_e, 0)
    head = Stamp5("STAR, FITTED", flux, (("STAR", flux), ("STAR", "")))
    return _greys(sight, head, sight.examined.model_e[sight.frame])


def _difference(sight: Sight) -> Stamp5:
    title, star = "DIFFERENCE, σ", sight.star
    if star is None or sight.examined is None:
        return Stamp5(title, "χ² –")
    sigmas = sight.examined.normalised[sight.frame]
    used = np.where(sight.examined.good[sight.frame], sigmas, np.nan)
    chi2 = f"χ² {number(star.chi2, 1)} / {star.dof}"
    return Stamp5(
        title,
        chi2,
        (("DIFF., σ", chi2), ("DIFF., σ", "")),
        used,
        difference_colours(used, sight.palette),
        decimals=1,
    )


def _rival(sight: Sight) -> Stamp5:
    star = sight.star
    if star is None or sight.examined is None:
        return Stamp5("BEST RIVAL", "ΔBIC –")
    sign = "+" if star.dbic > 0 else ""
    name, better = RIVALS[star.rival], f"{sign}{number(star.dbic)}"
    head = Stamp5(
        f"BEST RIVAL: {name}",
        f"ΔBIC {better}",
        ((f"RIVAL: {name}", f"ΔBIC {better}"), (name, better), (name, "")),
    )
    return _greys(sight, head, sight.examined.rival_e[sight.frame])


def _greys(sight: Sight, head: Stamp5, values_e: NDArray[np.float64]) -> Stamp5:
    stretch, shown = sight.stretch, sight.units.of("e-")
    if stretch is None:
        return head
    block = Cutout(values_e, np.isfinite(values_e), 0, 0, "")
    return replace(
        head,
        values=values_e * shown.factor,
        colours=stamp_colours(block, sight.palette, stretch),
        decimals=shown.finer,
    )


_MADE = {
    "residual": _residual,
    "star": _star,
    "difference": _difference,
    "rival": _rival,
}
