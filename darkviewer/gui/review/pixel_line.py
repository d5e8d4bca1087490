"""The pixel in all frames as a line, its four neighbours dashed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from darkviewer.core.candidates.labels import NOISE_SIGMA
from darkviewer.core.robust import NEIGHBOURS
from darkviewer.gui.graphics.plot_style import round_step
from darkviewer.gui.review.painted import LEFT, RIGHT
from darkviewer.gui.review.prepared import Depends, PaintedAhead, showing
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES, Palette, mixed
from darkviewer.gui.text.numbers import fitted, number, trimmed

if TYPE_CHECKING:
    from darkviewer.core.vetting.dossier import Dossier

__all__ = ["PixelLine"]

Array = NDArray[np.float64]

_LEAST_HIGH, _MOST_HIGH = 56, 140
_DOT = 4.5
_POINT = 1.8
_MOST_POINTS = 40  # more of them would be a thick line
_NEIGHBOUR = 0.55  # of the way from panel to secondary text
_DIGITS = 6
_LEVEL = 9  # length of the mark of a level
_SHOWN = "own", "beside", "levels", "noise", "span", "_of", "_frame", "_unit"
_NEAREST = 4
_MIDDLE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
_TIP = (
    f"Residual of the pixel in each frame (line), of its four neighbours (dashed), and "
    f"{trimmed(NOISE_SIGMA, 1)} σ of its noise. Marks at the axis: the levels that it\n"
    "jumps between.\n"
    "A star lifts the neighbours with it; a hot pixel does not."
)


class PixelLine(PaintedAhead):
    """Painted by itself: a plot with axes of its own takes ten times as long."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = PALETTES["dark"]
        self._frame = -1
        self._unit = ""
        self.own = np.empty(0)
        self.beside: list[Array] = []
        self.levels: tuple[float, ...] = ()  # two or more, or none
        self.noise = math.nan
        self.span = -1.0, 1.0  # of the axis
        self._of: tuple[object, ...] = (None,)
        self.setAccessibleName("The pixel in all frames")
        self.setToolTip(_TIP)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """It takes what is left."""
        return QSize(fonts.scaled(120), fonts.scaled(_MOST_HIGH))

    def minimumSizeHint(self) -> QSize:
        """Enough for three numbers."""
        return QSize(fonts.scaled(120), fonts.scaled(_LEAST_HIGH))

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        self._palette = palette
        self.update()

    def set_dossier(
        self,
        known: Dossier | None,
        frame: int,
        *,
        factor: float = 1.0,
        unit: str = "e⁻",
    ) -> None:
        """Show a pixel; `frame` is the one in hand, from 0.

        Electrons are multiplied by `factor`.
        """
        self._take(known, frame, factor, unit)
        self.setAccessibleDescription(self._words())
        self.update()

    def prepare(self, known: Dossier, frame: int, *, factor: float, unit: str) -> bool:
        """Paint a pixel that may be shown next; whether that was left to do."""
        shown = {name: getattr(self, name) for name in _SHOWN}
        with showing(self, **shown):
            self._take(known, frame, factor, unit)
            return self._prepare()

    def _take(
        self, known: Dossier | None, frame: int, factor: float, unit: str
    ) -> None:
        self._of = known, factor
        self._frame, self._unit = frame, unit
        if known is None:
            self.own, self.beside, self.noise = np.empty(0), [], math.nan
            self.levels = ()
        else:
            near = [(2 + dy, 2 + dx) for dy, dx in NEIGHBOURS[:_NEAREST]]
            self.own = known.residual_e * factor
            self.beside = [known.stamps_e[:, y, x] * factor for y, x in near]
            several = known.levels_e if len(known.levels_e) > 1 else ()
            self.levels = tuple(level * factor for level in several)
            sigma = known.sigma_e[:, 2, 2]
            sigma = sigma[np.isfinite(sigma)]
            # An event raises it in all frames but its own.
            least = float(sigma.min()) if sigma.size else math.nan
            self.noise = NOISE_SIGMA * least * factor
        self.span = self._span()

    def _depends(self) -> Depends:
        known, *factor = self._of
        values = *factor, self._frame, self._unit
        return Depends(values, (known, self._palette))

    def _words(self) -> str:
        """``frame 6: 1,325 e⁻, 5 σ is 190 e⁻, levels −15 and 1,325 e⁻``."""
        if not 0 <= self._frame < len(self.own):
            return ""
        here = trimmed(float(self.own[self._frame]), 1)
        limit = f"{trimmed(NOISE_SIGMA, 1)} σ is {trimmed(self.noise, 1)} {self._unit}"
        words = f"frame {self._frame + 1}: {here} {self._unit}, {limit}"
        if not self.levels:
            return words
        levels = " and ".join(trimmed(level, 1) for level in self.levels)
        return f"{words}, levels {levels} {self._unit}"

    def _span(self) -> tuple[float, float]:
        """Least and largest value, and some air."""
        values = np.concatenate([self.own, *self.beside, [self.noise, 0.0]])
        values = values[np.isfinite(values)]
        low, high = float(values.min()), float(values.max())
        air = 0.06 * (high - low) or 1.0
        return low - air, high + air

    def _paint(self, painter: QPainter) -> None:
        """Grid, noise, neighbours, the pixel, the frame in hand."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(fonts.small())
        metrics = QFontMetricsF(painter.font())
        left = metrics.horizontalAdvance("0" * _DIGITS)
        high = metrics.height()
        area = QRectF(left, high / 2, self.width() - left - _DOT, 0)
        area.setBottom(self.height() - high - 3)
        self._paint_values(painter, area)
        if not len(self.own):
            return
        self._paint_frames(painter, area)
        self._paint_noise(painter, area)
        self._paint_levels(painter, area)
        faint = mixed(self._palette.panel, self._palette.secondary, _NEIGHBOUR)
        painter.setPen(QPen(QColor(faint), 1, Qt.PenStyle.DashLine))
        for values in self.beside:
            self._paint_line(painter, area, values)
        text = QColor(self._palette.text)
        painter.setPen(QPen(text, 1.2))
        points = self._paint_line(painter, area, self.own)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(text)
        for point in points if len(self.own) <= _MOST_POINTS else ():
            painter.drawEllipse(point, _POINT, _POINT)
        self._paint_here(painter, area)

    def _paint_here(self, painter: QPainter, area: QRectF) -> None:
        if not 0 <= self._frame < len(self.own):
            return
        value = float(self.own[self._frame])
        if math.isfinite(value):
            painter.setBrush(QColor(self._palette.accent))
            here = QPointF(self._x(area, self._frame), self._y(area, value))
            painter.drawEllipse(here, _DOT, _DOT)

    def _x(self, area: QRectF, frame: int) -> float:
        steps = max(len(self.own) - 1, 1)
        return area.left() + _DOT + (area.width() - 2 * _DOT) * frame / steps

    def _y(self, area: QRectF, value: float) -> float:
        low, high = self.span
        return area.bottom() - area.height() * (value - low) / (high - low)

    def _paint_values(self, painter: QPainter, area: QRectF) -> None:
        """Grid lines as far apart as their numbers need it."""
        low, high = self.span
        line = QFontMetricsF(painter.font()).height()
        step = round_step((high - low) * 1.15 * line / max(area.height(), line))
        decimals = max(0, -math.floor(math.log10(step)))
        for place in range(math.ceil(low / step), math.floor(high / step) + 1):
            y = self._y(area, place * step)
            painter.setPen(QColor(self._palette.line))
            painter.drawLine(QLineF(area.left(), y, area.right(), y))
            if len(self.own):
                painter.setPen(QColor(self._palette.secondary))
                box = QRectF(0, y - line / 2, area.left() - 4, line)
                text = number(place * step, decimals)
                if len(text) > _DIGITS:
                    text = fitted(place * step, _DIGITS, decimals=decimals)
                painter.drawText(box, RIGHT, text)

    def _paint_frames(self, painter: QPainter, area: QRectF) -> None:
        """Numbers of frames, the one in hand in bold."""
        n = len(self.own)
        metrics = QFontMetricsF(painter.font())
        each = area.width() / max(n - 1, 1)
        widest = metrics.horizontalAdvance(str(n)) + 6
        step = max(1, round(round_step(max(widest / each, 1.0))))
        here = self._frame
        for frame in range(n):
            regular = (frame + 1) % step == 0 or frame == 0
            crowded = 0 < abs(frame - here) * each < widest
            if frame != here and (not regular or crowded):
                continue
            font = fonts.small()
            font.setBold(frame == here)
            painter.setFont(font)
            name = "text" if frame == here else "secondary"
            painter.setPen(QColor(getattr(self._palette, name)))
            x = self._x(area, frame)
            box = QRectF(x - widest, area.bottom() + 2, 2 * widest, metrics.height())
            painter.drawText(box, _MIDDLE, str(frame + 1))
        painter.setFont(fonts.small())

    def _paint_noise(self, painter: QPainter, area: QRectF) -> None:
        if not math.isfinite(self.noise):
            return
        y, high = self._y(area, self.noise), QFontMetricsF(painter.font()).height()
        warn = QColor(self._palette.warn)
        painter.setPen(QPen(warn, 1, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(area.left(), y, area.right(), y))
        painter.setPen(warn)
        top = y - high if y >= high else y  # above the line, as far as there is room
        box = QRectF(area.left(), top, area.width(), high)
        first = self._frame < len(self.own) / 2  # away from the frame in hand
        align = RIGHT if first else LEFT
        painter.drawText(box, align, f"{trimmed(NOISE_SIGMA, 1)} σ")

    def _paint_levels(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QPen(QColor(self._palette.text), 2))
        for level in self.levels:
            y = self._y(area, level)
            painter.drawLine(QLineF(area.left() - 3, y, area.left() - 3 + _LEVEL, y))

    def _paint_line(
        self, painter: QPainter, area: QRectF, values: Array
    ) -> list[QPointF]:
        """Broken where a value is missing; returns the points."""
        points: list[QPointF] = []
        run: list[QPointF] = []
        for frame, value in enumerate(values.tolist()):
            if math.isfinite(value):
                run.append(QPointF(self._x(area, frame), self._y(area, value)))
                points.append(run[-1])
            elif run:
                painter.drawPolyline(QPolygonF(run))
                run = []
        if run:
            painter.drawPolyline(QPolygonF(run))
        return points
