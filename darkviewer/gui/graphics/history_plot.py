"""A pixel's residual in all frames, made once and updated."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsEllipseItem, QWidget

from darkviewer.gui.graphics.plot_style import dress, make_axes
from darkviewer.gui.style import fonts

if TYPE_CHECKING:
    from darkviewer.core.vetting.dossier import Dossier
    from darkviewer.gui.style.theme import Palette

__all__ = ["HistoryPlot"]

DOT = 9  # the frame on show, screen pixels across

MOST_LEVELS = 4
"""More levels than this are noise to the eye."""


class HistoryPlot(pg.PlotWidget):
    """The pixel's own values, the levels found, and its neighbours in grey."""

    def __init__(self, *, neighbours: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent, axisItems=make_axes(counted=True))
        self._known: Dossier | None = None
        self._frame = -1
        self._factor = 1.0
        self.setMouseEnabled(False, False)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setAccessibleName("The pixel in all frames")
        self._beside = [self.plot() for _ in range(8 if neighbours else 0)]
        self._levels = [pg.InfiniteLine(angle=0) for _ in range(MOST_LEVELS)]
        for line in self._levels:
            self.addItem(line)
        self.curve = self.plot(symbol="o", symbolSize=4)
        self.here = _dot()
        self.getViewBox().addItem(self.here, ignoreBounds=True)
        self.own = pg.InfiniteLine(angle=90)
        self.own.hide()
        self.addItem(self.own, ignoreBounds=True)

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        dress(self, palette)
        self.getAxis("bottom").setHeight(fonts.scaled(18))
        self.getAxis("left").setWidth(fonts.scaled(46))
        self.setMinimumSize(120, fonts.scaled(60))  # numbers apart from each other
        self.curve.setPen(pg.mkPen(palette.secondary))
        self.curve.setSymbolBrush(QColor(palette.text))
        self.curve.setSymbolPen(None)
        self.here.setBrush(QColor(palette.accent))
        self.own.setPen(pg.mkPen(palette.accent, style=Qt.PenStyle.DotLine))
        for curve in self._beside:
            curve.setPen(pg.mkPen(palette.line))
        for line in self._levels:
            line.setPen(pg.mkPen(palette.line, style=Qt.PenStyle.DashLine))

    def set_dossier(
        self, known: Dossier | None, frame: int, *, factor: float = 1.0
    ) -> None:
        """Show a pixel; `frame` is the one on show, from 0.

        Electrons are multiplied by `factor`.
        """
        if known is not self._known or factor != self._factor:
            self._known, self._frame, self._factor = known, -1, factor
            self._show_pixel(known)
        if frame != self._frame:
            self._frame = frame
            value = math.nan
            if known is not None and frame < len(known.residual_e):
                value = float(known.residual_e[frame]) * factor
            self.here.setVisible(math.isfinite(value))
            if math.isfinite(value):
                self.here.setPos(frame + 1, value)

    def set_own_frame(self, frame: int | None) -> None:
        """Mark the frame of the candidate that was selected, from 0."""
        self.own.setVisible(frame is not None)
        if frame is not None:
            self.own.setValue(frame + 1)

    def _show_pixel(self, known: Dossier | None) -> None:
        values = np.empty(0) if known is None else known.residual_e * self._factor
        number = np.arange(1, len(values) + 1)
        self.curve.setData(number, values)
        self._show_levels(() if known is None else known.levels_e)
        self._show_neighbours(known, number)
        if len(values):
            self.setXRange(1, max(len(values), 2), padding=0.04)
            self.getPlotItem().enableAutoRange("y")

    def _show_levels(self, levels: tuple[float, ...]) -> None:
        for line, level in zip(self._levels, levels, strict=False):
            line.setValue(level * self._factor)
        for place, line in enumerate(self._levels):
            line.setVisible(place < len(levels))

    def _show_neighbours(self, known: Dossier | None, number: np.ndarray) -> None:
        near = [(y, x) for y in (1, 2, 3) for x in (1, 2, 3) if (y, x) != (2, 2)]
        for curve, (y, x) in zip(self._beside, near, strict=False):
            empty = np.empty(0)
            values = empty if known is None else known.stamps_e[:, y, x]
            curve.setData(number, values * self._factor)


def _dot() -> QGraphicsEllipseItem:
    """As large at any scale; to move it paints nothing but where it was and is."""
    dot = QGraphicsEllipseItem(-DOT / 2, -DOT / 2, DOT, DOT)
    dot.setFlag(QGraphicsEllipseItem.GraphicsItemFlag.ItemIgnoresTransformations)
    dot.setPen(QPen(Qt.PenStyle.NoPen))
    dot.setZValue(1)
    return dot
