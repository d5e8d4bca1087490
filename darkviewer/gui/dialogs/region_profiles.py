"""The measured region along rows and columns: two plots that follow the image."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from darkviewer.core.display.profiles import WAYS, Profiles, profiles
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label, section_title
from darkviewer.gui.controls.segmented import Segmented
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.geometry.pixel_coords import region_words
from darkviewer.gui.graphics.plot_style import dress, make_axes
from darkviewer.gui.style import fonts
from darkviewer.gui.threads.alive import while_alive

if TYPE_CHECKING:
    from darkviewer.core.frames.region import Region
    from darkviewer.core.layers.layer_image import LayerImage
    from darkviewer.gui.engine.frame_store import FrameStore
    from darkviewer.gui.style.theme import Palette
    from darkviewer.gui.workspace import Workspace

__all__ = ["RegionProfiles"]

_SIZE = (620, 460)
_PLOT_PX = 130


class RegionProfiles(Panel):
    """Along x each column of the region as one value, along y each row."""

    def __init__(
        self, workspace: Workspace, store: FrameStore, parent: QWidget
    ) -> None:
        super().__init__("Row and column profile", parent)
        self._workspace, self._store = workspace, store
        self.known: Profiles | None = None
        self._of: tuple[LayerImage, Region] | None = None
        self._lay_out()
        workspace.units_changed.connect(self._draw)
        workspace.region_changed.connect(self._ask)
        store.image_ready.connect(self._ask)
        store.layers_changed.connect(self.clear)
        workspace.palette_changed.connect(self._take_palette)
        workspace.text_size_changed.connect(self._follow_text)
        self._take_palette(workspace.palette)
        self.open_at(*_SIZE)
        self._ask()

    def _lay_out(self) -> None:
        self.what = label("", "secondary", wrap=True)
        self.way = Segmented({way: way for way in WAYS})
        self.way.set_value("mean")
        self.way.value_changed.connect(lambda _way: self._ask())
        line = QHBoxLayout()
        line.addWidget(self.what, 1)
        line.addWidget(self.way)
        self.column.addLayout(line)
        self.plots = {
            "x": self._plot("Along x: each column as one value"),
            "y": self._plot("Along y: each row as one value"),
        }
        self.curves = {axis: plot.plot() for axis, plot in self.plots.items()}
        copy, close = KeyButton("Copy"), KeyButton("Close", "Esc")
        copy.setToolTip("Copy both profiles as text: axis, pixel, value.")
        copy.clicked.connect(self.copy)
        close.clicked.connect(self.close)
        self.add_buttons(copy, close)

    def _plot(self, title: str) -> pg.PlotWidget:
        plot = pg.PlotWidget(axisItems=make_axes(counted=True))
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(False, False)
        for side in ("left", "bottom"):
            plot.getAxis(side).enableAutoSIPrefix(False)
        plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        plot.setAccessibleName(title)
        box = QVBoxLayout()
        box.setSpacing(2)
        box.addWidget(section_title(title))
        box.addWidget(plot, 1)
        self.column.addLayout(box, 1)
        return plot

    def clear(self) -> None:
        """Nothing is known."""
        self.known = None
        self.what.setText("")
        for curve in self.curves.values():
            curve.setData([], [])

    def copy(self) -> None:
        """Both profiles as text."""
        known = self.known
        if known is not None and self._of is not None:
            factor = self._workspace.units.of(self._of[0].unit).factor
            rows = [
                (axis, pixel, value * factor)
                for axis, pixels, values in (
                    ("x", known.x, known.along_x),
                    ("y", known.y, known.along_y),
                )
                for pixel, value in zip(pixels, values, strict=True)
            ]
            lines = [f"{axis}\t{pixel}\t{value:.10g}" for axis, pixel, value in rows]
            QGuiApplication.clipboard().setText("\n".join(lines) + "\n")

    def _ask(self, _changed: object = None) -> None:
        image, way = self._store.current, self.way.value
        if image is None:
            return
        ny, nx = image.shape
        region = self._workspace.region or (0, nx - 1, 0, ny - 1)
        work = partial(profiles, image.levels[0], region, way=way)
        done = while_alive(self, partial(self._take, image, region))
        self._store.compute("profiles", work, done)

    def _take(self, image: LayerImage, region: Region, found: Profiles) -> None:
        if image is not self._store.current:
            return
        self.known = found
        self._of = image, region
        self._draw()

    def _draw(self) -> None:
        """In the unit chosen."""
        found = self.known
        if found is None or self._of is None:
            return
        image, region = self._of
        shown = self._workspace.units.of(image.unit)
        where = f"{image.layer} of {image.name}"
        self.what.setText(f"{where} · {region_words(region)} · {shown.words}")
        for axis, at, along in (
            ("x", found.x, found.along_x),
            ("y", found.y, found.along_y),
        ):
            self.curves[axis].setData(at, along * shown.factor, connect="finite")

    def _follow_text(self) -> None:
        self._take_palette(self._workspace.palette)

    def _take_palette(self, palette: Palette) -> None:
        for axis, plot in self.plots.items():
            dress(plot, palette)
            plot.setMinimumHeight(fonts.scaled(_PLOT_PX))
            pen = pg.mkPen(palette.accent, width=1.4, style=Qt.PenStyle.SolidLine)
            self.curves[axis].setPen(pen)
