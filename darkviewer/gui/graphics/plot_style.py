"""Plots in the colours of the window."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtGui import QColor

from darkviewer.gui import fonts
from darkviewer.gui.theme import Palette

__all__ = ["dress"]


def dress(plot: pg.PlotWidget, palette: Palette) -> None:
    """Background, axes and their texts."""
    plot.setBackground(QColor(palette.panel))
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setPen(pg.mkPen(palette.line))
        axis.setTextPen(pg.mkPen(palette.secondary))
        axis.setTickFont(fonts.small())
        if axis.label is not None and axis.labelText:
            axis.setLabel(axis.labelText, color=palette.secondary)
