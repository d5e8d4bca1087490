"""Plots in the colours of the window."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtGui import QColor, QFontMetricsF

from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import number

if TYPE_CHECKING:
    from darkviewer.gui.style.theme import Palette

__all__ = ["dress", "make_axes", "round_step"]

_AIR_PX = 7  # half a number is above the highest tick
_THOUSANDS_FROM, _MILLIONS_FROM = 1e5, 1e8


class _NumberAxis(pg.AxisItem):
    """Numbers as everywhere in the window: thousands separated, a true minus."""

    def tickSpacing(
        self, low: float, high: float, size: float
    ) -> list[tuple[float, float]]:
        """Those of pyqtgraph, less the ones whose numbers would touch in a low plot."""
        found: list[tuple[float, float]] = super().tickSpacing(low, high, size)
        if self.logMode or self.orientation != "left":
            return found
        height = QFontMetricsF(self.style["tickFont"] or fonts.small()).height()
        least = height * abs(high - low) / max(size, 1.0)
        apart = [(step, start) for step, start in found if step >= least]
        return apart or [(round_step(least), 0.0)]

    def tickStrings(
        self, values: list[float], scale: float, spacing: float
    ) -> list[str]:
        """As many decimals as the distance of the ticks needs."""
        if self.logMode:
            return list(super().tickStrings(values, scale, spacing))
        unit, name = _shortened(max(map(abs, self.range)) * scale)
        decimals = max(0, math.ceil(-math.log10(spacing * scale / unit)))
        texts = [number(value * scale / unit, decimals) for value in values]
        return [
            text + name if value else text
            for text, value in zip(texts, values, strict=True)
        ]


def _shortened(largest: float) -> tuple[float, str]:
    """The axis has room for five digits: ``120k``, ``1.5M``."""
    if largest >= _MILLIONS_FROM:
        return 1e6, "M"
    return (1e3, "k") if largest >= _THOUSANDS_FROM else (1.0, "")


def round_step(least: float) -> float:
    """The next 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * step for step in (1, 2, 5, 10) if power * step >= least)


class _CountAxis(_NumberAxis):
    """No ticks between whole numbers."""

    def tickSpacing(
        self, low: float, high: float, size: float
    ) -> list[tuple[float, float]]:
        """Those of pyqtgraph, without the ones below 1."""
        found = super().tickSpacing(low, high, size)
        return [(step, start) for step, start in found if step >= 1]


def make_axes(*, counted: bool = False) -> dict[str, pg.AxisItem]:
    """Left and below, for a plot that is about to be made.

    ``counted`` means that whole numbers, of frames, stand below.
    """
    below = _CountAxis if counted else _NumberAxis
    return {"left": _NumberAxis("left"), "bottom": below("bottom")}


def dress(plot: pg.PlotWidget, palette: Palette) -> None:
    """Background, axes and their texts."""
    plot.setBackground(QColor(palette.panel))
    plot.getPlotItem().layout.setContentsMargins(1, fonts.scaled(_AIR_PX), 1, 1)
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setPen(pg.mkPen(palette.line))
        axis.setTextPen(pg.mkPen(palette.secondary))
        axis.setTickFont(fonts.small())
        if axis.label is not None and axis.labelText:
            axis.setLabel(axis.labelText, color=palette.secondary)
