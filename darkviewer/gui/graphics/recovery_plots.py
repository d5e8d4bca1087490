"""The fate of injected stars in four plots, made once and updated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from darkviewer.core.parameters import spec
from darkviewer.gui.controls.folding import Folding
from darkviewer.gui.controls.labels import label, section_title
from darkviewer.gui.graphics.plot_style import dress, make_axes
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import MARKERS, Palette
from darkviewer.runs.injection import ROC_LIMITS

if TYPE_CHECKING:
    from darkviewer.core.injection.completeness import Completeness
    from darkviewer.gui.text.units import Shown
    from darkviewer.runs.injection_curves import Curves

__all__ = ["RecoveryPlots", "criterion_words"]

_LOOKS = {
    "ratio": ("s", Qt.PenStyle.DashLine, MARKERS["hot"][1]),
    "psf": ("o", Qt.PenStyle.SolidLine, MARKERS["PSF-like"][1]),
    "both": ("d", Qt.PenStyle.DotLine, MARKERS["cosmic ray"][1]),
}
"""Symbol, line and colour of each criterion; at night the first two have to do."""

_SMALLEST_RATE = 1e-3
"""Position of a rate of 0 on a logarithmic axis, per frame."""

_ROUND = [
    (decade + np.log10(digit), f"{digit * 10.0**decade:,g}")
    for decade in range(-3, 6)
    for digit in (1, 3)
]
"""Ticks of a logarithmic axis: few enough to be read side by side."""


class RecoveryPlots(Folding):
    """Completeness, accuracy, false positives against completeness, p-values."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.share = _plot("flux", "kept", log=True)
        self.accuracy = _plot("flux", "error", log=True)
        self.trade = _plot("false per frame", "kept", log=True)
        self.chances = _plot("p of the stars found", "stars")
        # where the curves are not: completeness rises towards the right
        self.legends = [self.share.addLegend((-8, -2)), self.trade.addLegend((8, 2))]
        self.curves = {
            n: self.share.plot(symbol=look[0], name=criterion_words(n))
            for n, look in _LOOKS.items()
        }
        self.bars = {n: pg.ErrorBarItem(beam=0) for n in _LOOKS}
        for bar in self.bars.values():
            self.share.addItem(bar)
        self.bias = self.accuracy.plot(symbol="o")
        self.scatter = pg.ErrorBarItem(beam=0)
        self.accuracy.addItem(self.scatter)
        self.place = self.accuracy.plot(symbol="t")
        self.rocs = {
            name: self.trade.plot(symbol="o", name=spec(name).label)
            for name in ROC_LIMITS
        }
        self.heights = self.chances.plot(stepMode="center", fillLevel=0)
        self.even = pg.InfiniteLine(angle=0)
        self.chances.addItem(self.even)
        self.health = label("", "small")
        self._lay_out()

    def _lay_out(self) -> None:
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        self._columns = 0
        self._cells: list[QWidget] = []
        for title, plot in (
            ("Completeness, 95 %", self.share),
            ("● flux error  ▲ place, px", self.accuracy),
            ("As one limit varies", self.trade),
            ("p-values", self.chances),
        ):
            cell = QWidget()
            column = QVBoxLayout(cell)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(2)
            column.addWidget(section_title(title))
            column.addWidget(plot, 1)
            if plot is self.chances:
                column.addWidget(self.health)
            self._cells.append(cell)
        self._fold()
        self.share.setYRange(0, 1)

    def minimumSizeHint(self) -> QSize:
        """Two by two take the least width."""
        sizes = [cell.minimumSizeHint() for cell in self._cells]
        wide = 2 * max(size.width() for size in sizes) + self._grid.spacing()
        high = max(size.height() for size in sizes)
        rows = len(sizes) // max(self._columns, 1)
        return QSize(wide, rows * high + (rows - 1) * self._grid.spacing())

    def _fold(self) -> None:
        """In a row where there is room for it, else two by two."""
        gaps = 3 * self._grid.spacing()
        needed = 4 * max(cell.minimumSizeHint().width() for cell in self._cells) + gaps
        columns = 4 if self.width() >= needed else 2
        if columns != self._columns:
            self._columns = columns
            for place, cell in enumerate(self._cells):
                self._grid.addWidget(cell, *divmod(place, columns))
            for column in range(4):
                self._grid.setColumnStretch(column, int(column < columns))

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        for plot in (self.share, self.accuracy, self.trade, self.chances):
            dress(plot, palette)
        for legend in self.legends:
            legend.setLabelTextColor(palette.secondary)
            legend.setLabelTextSize(f"{fonts.small().pointSizeF()}pt")
        night = palette.name == "night"
        for name, (_, line, colour) in _LOOKS.items():
            shown = palette.accent if night else colour
            self.curves[name].setPen(pg.mkPen(shown, width=1.6, style=line))
            self.curves[name].setSymbolBrush(shown)
            self.curves[name].setSymbolPen(None)
            self.curves[name].setSymbolSize(6)
            self.bars[name].setOpts(pen=pg.mkPen(shown))
        self._dress_the_rest(palette)

    def _dress_the_rest(self, palette: Palette) -> None:
        self.scatter.setOpts(pen=pg.mkPen(palette.secondary))
        self.even.setPen(pg.mkPen(palette.secondary, style=Qt.PenStyle.DashLine))
        self.heights.setPen(pg.mkPen(palette.accent))
        self.heights.setFillBrush(pg.mkBrush(palette.accent_fill))
        styles = (_LOOKS["psf"][1], _LOOKS["both"][1], _LOOKS["ratio"][1])
        curves = (self.bias, self.place, *self.rocs.values())
        for curve, style in zip(curves, (styles[0], styles[1], *styles), strict=True):
            curve.setPen(pg.mkPen(palette.accent, style=style))
            curve.setSymbolBrush(palette.accent)
            curve.setSymbolPen(None)
            curve.setSymbolSize(5)

    def show_curves(self, curves: Curves, unit: Shown) -> None:
        """Draw all, fluxes in a unit of electrons."""
        for plot in (self.share, self.accuracy):
            plot.setLabel("bottom", f"flux {unit.words}")
        for name, found in curves.kept.items():
            flux = found.flux_e * unit.factor
            _draw(self.curves[name], flux, found.share)
            self.bars[name].setData(
                x=np.log10(flux),
                y=found.share,
                top=found.high - found.share,
                bottom=found.share - found.low,
            )
        self._show_accuracy(curves.kept["psf"], unit)
        for name, trade in curves.trades.items():
            rate = np.maximum(trade.false_per_frame, _SMALLEST_RATE)
            _draw(self.rocs[name], rate, trade.completeness)
        self._show_chances(curves)

    def _show_accuracy(self, found: Completeness, unit: Shown) -> None:
        known = np.isfinite(found.flux_bias)
        flux, bias = found.flux_e[known] * unit.factor, found.flux_bias[known]
        _draw(self.bias, flux, bias)
        _draw(self.place, flux, found.place_rms_px[known])
        spread = found.flux_scatter[known]
        self.scatter.setData(x=np.log10(flux), y=bias, top=spread, bottom=spread)

    def _show_chances(self, curves: Curves) -> None:
        self.heights.setData(curves.edges, curves.counts)
        self.even.setValue(curves.counts.mean())
        verdict = "uniform" if curves.distance <= curves.bound else "not uniform"
        self.health.setText(
            f"{verdict}: KS {curves.distance:.3f}, 95 % bound {curves.bound:.3f}"
        )


def _draw(
    curve: pg.PlotDataItem, x: NDArray[np.float64], y: NDArray[np.float64]
) -> None:
    """Without the points that are not known: a plot of nothing else warns."""
    known = np.isfinite(y)
    curve.setData(x[known], y[known])


def _plot(below: str, left: str, *, log: bool = False) -> pg.PlotWidget:
    plot = pg.PlotWidget(axisItems=make_axes())
    plot.setMinimumSize(150, 120)
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setLogMode(x=log)
    if log:
        plot.getAxis("bottom").setTicks([_ROUND])
    for side in ("left", "bottom"):
        plot.getAxis(side).enableAutoSIPrefix(False)
    plot.setLabel("bottom", below)
    plot.setLabel("left", left)
    plot.setAccessibleName(f"{left} against {below}")
    return plot


def criterion_words(name: str) -> str:
    """As the parameter panel has it."""
    return str((spec("criterion").choices or {})[name])
