"""Plots that are in sight somewhere in the window, by their names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtWidgets import QWidget

from darkviewer.gui.dialogs.picture_facts import view_words
from darkviewer.gui.dialogs.picture_orders import PlotOnShow
from darkviewer.gui.text.numbers import count_of

if TYPE_CHECKING:
    from darkviewer.gui.main_window import MainWindow

__all__ = ["plots_on_show"]


def plots_on_show(window: MainWindow) -> tuple[PlotOnShow, ...]:
    """All of them now; the first is the one of the place on top."""
    found = [plot for plot in _known(window) if plot.parts]
    taken = {part for plot in found for part in plot.parts}
    for plot in window.findChildren(pg.PlotWidget):
        if plot.isVisible() and plot not in taken:
            name = plot.accessibleName() or plot.window().windowTitle()
            found.append(PlotOnShow(name, name, (plot,)))
    return tuple(_numbered(found))


def _known(window: MainWindow) -> Iterator[PlotOnShow]:
    at = window.workspace
    frames = count_of(at.frame_count, "frame")
    strips = window.frames.strips
    names = ", ".join(strip.data.column.name for strip in strips.strips)
    rows = _seen(*strips.strips, strips.foot)
    yield PlotOnShow("strips of frames", f"{names} of {frames}", rows)
    held = at.pixel_in_hand
    if held is not None and "plot" in vars(window.history):
        unit = at.units.of("e-").words
        words = f"x {held.x}, y {held.y} (0-based): residual, {unit}, in {frames}"
        yield PlotOnShow("pixel history", words, _seen(window.history.plot))
    image = window.image.view.image
    if image is not None:
        words = view_words(at, image.frame, image.layer, synthetic=image.synthetic)
        words = f"Histogram: {words}"
        yield PlotOnShow("histogram", words, _seen(window.image.bar))
    yield PlotOnShow("gain truth", "Sources of e⁻/ADU", _seen(*window.gain.rows))
    words = "Frames of the night over time"
    yield PlotOnShow("night", words, _seen(window.night.strip.plot))


def _seen(*parts: QWidget) -> tuple[QWidget, ...]:
    return tuple(part for part in parts if part.isVisible())


def _numbered(found: list[PlotOnShow]) -> Iterator[PlotOnShow]:
    """Several plots of one name are told apart."""
    seen: dict[str, int] = {}
    for plot in found:
        seen[plot.name] = count = seen.get(plot.name, 0) + 1
        name = plot.name if count == 1 else f"{plot.name} {count}"
        yield PlotOnShow(name, plot.words, plot.parts)
