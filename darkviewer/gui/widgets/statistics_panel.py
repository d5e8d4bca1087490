"""Figures of what is on screen: the region one has zoomed to, or the whole frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from darkviewer.gui.controls.folding import Folding
from darkviewer.gui.controls.labels import ElidedLabel, label
from darkviewer.gui.text.numbers import number, with_unit
from darkviewer.gui.threads.timers import once
from darkviewer.gui.widgets.captions import UNIT_WORDS

if TYPE_CHECKING:
    from darkviewer.core.display.statistics import Statistics
    from darkviewer.core.frames.region import Region
    from darkviewer.core.layers.layer_image import LayerImage, Summary
    from darkviewer.gui.engine.frame_store import FrameStore, RegionStatistics
    from darkviewer.gui.workspace import Workspace

__all__ = ["StatisticsPanel"]

PAUSE_MS = 120  # while zooming and panning nothing is computed

_GAP, _BETWEEN, _MARGIN = 4, 6, 12  # title to figure, column to column, outside
_ROWS = (("median", "sigma"), ("min", "max"), ("brightest", "saturated"))
_TITLES = {"sigma": "σ (MAD)"}
_TIPS = {
    "sigma": "1.4826 times the median absolute deviation",
    "brightest": "Column and row of the maximum, 0-based: click to go there",
    "saturated": "Pixels of the raw frame at the top of its range",
}


class StatisticsPanel(Folding):
    """Median, noise, extremes and saturation."""

    def __init__(
        self, workspace: Workspace, store: FrameStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._store = store
        self._region: Region | None = None
        self._brightest: tuple[int, int] | None = None
        self._narrow = False
        self._titles: dict[str, QLabel] = {}
        self._values: dict[str, QLabel | QPushButton] = {}
        self._lay_out()
        self._pause = once(self, PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        store.layers_changed.connect(self.clear)
        store.image_failed.connect(self.clear)
        store.image_ready.connect(lambda _image: self._pause.start())
        store.summary_ready.connect(self._take_summary)
        store.region_ready.connect(self._take_region)
        workspace.view_region_changed.connect(self._look_at)
        self.clear()

    def _lay_out(self) -> None:
        self._title = ElidedLabel("", "section")
        self._grid = grid = QGridLayout()
        grid.setHorizontalSpacing(_GAP)
        grid.setVerticalSpacing(3)
        for name in (name for names in _ROWS for name in names):
            title = label(_TITLES.get(name, name), "small")
            value = self._make_value(name)
            for part in (title, value):
                part.setToolTip(_TIPS.get(name, ""))
            self._titles[name], self._values[name] = title, value
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(4, 1)
        self._place()
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 8, _MARGIN, 10)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addLayout(grid)

    def _place(self) -> None:
        """Two figures in a line, or one where it is narrow."""
        for row, names in enumerate(_ROWS):
            for column, name in enumerate(names):
                at = (2 * row + column, 0) if self._narrow else (row, 3 * column)
                self._grid.addWidget(self._titles[name], *at)
                self._grid.addWidget(self._values[name], at[0], at[1] + 1)
        self._grid.setColumnMinimumWidth(2, 0 if self._narrow else _BETWEEN)

    def _widths(self) -> list[int]:
        """What each of two columns needs."""
        return [
            _GAP
            + max(self._titles[name].sizeHint().width() for name in names)
            + max(self._values[name].sizeHint().width() for name in names)
            for names in zip(*_ROWS, strict=True)
        ]

    def _fold(self) -> None:
        needed = sum(self._widths()) + 2 * (_MARGIN + _GAP) + _BETWEEN
        if (needed > self.width()) != self._narrow:
            self._narrow = not self._narrow
            self._place()

    def minimumSizeHint(self) -> QSize:
        """One figure in a line."""
        width = max(self._widths()) + 2 * _MARGIN
        return QSize(width, super().minimumSizeHint().height())

    def _make_value(self, name: str) -> QLabel | QPushButton:
        if name == "brightest":
            button = QPushButton()
            button.setProperty("role", "figure")
            button.setFlat(True)
            button.clicked.connect(self._go_to_brightest)
            return button
        value = label()
        value.setAlignment(Qt.AlignmentFlag.AlignRight)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return value

    # what is shown

    def clear(self, _why: object = None) -> None:
        """Nothing is known."""
        self._brightest = None
        self._title.setText("STATISTICS")
        for value in self._values.values():
            value.setText("–")
        self._values["brightest"].setEnabled(False)

    def text(self, name: str) -> str:
        """What stands beside a name: ``"median"``, ``"sigma"``, ``"brightest"`` ..."""
        return self._values[name].text()

    @property
    def title(self) -> str:
        """What the figures are of."""
        return self._title.text()

    def _look_at(self, region: Region | None) -> None:
        self._region = region
        self._pause.start()

    def _ask(self) -> None:
        if self._store.current is None:
            return
        if self._whole(self._store.current):
            if self._store.summary is not None:
                self._take_summary(self._store.summary)
        elif self._region is not None:
            self._store.request_region(self._region)

    def _whole(self, image: LayerImage) -> bool:
        ny, nx = image.shape
        return self._region in (None, (0, nx - 1, 0, ny - 1))

    def _take_summary(self, summary: Summary) -> None:
        image = self._store.current
        if image is not None and self._whole(image):
            ny, nx = image.shape
            self._show(image, summary.statistics, (0, nx - 1, 0, ny - 1))

    def _take_region(self, known: RegionStatistics) -> None:
        if known.region == self._region:
            self._show(known.image, known.statistics, known.region)

    def _show(self, image: LayerImage, found: Statistics, region: Region) -> None:
        x0, x1, y0, y1 = region
        size = f"{x1 - x0 + 1} × {y1 - y0 + 1}"
        self._title.setText(f"STATISTICS · {image.layer.upper()}, {size}")
        self._title.setToolTip(f"Statistics of {image.layer}, {size} pixels")
        unit = UNIT_WORDS[image.unit]
        fine = 2 if found.sigma_mad < 1 else 1
        for name, value in (
            ("median", found.median),
            ("sigma", found.sigma_mad),
            ("min", found.minimum),
            ("max", found.maximum),
        ):
            self._values[name].setText(
                with_unit(value, unit, 0 if abs(value) >= 1000 else fine)
            )
        self._brightest = found.brightest
        place = "–" if found.brightest is None else "{}, {}".format(*found.brightest)
        self._values["brightest"].setText(place)
        self._values["brightest"].setEnabled(found.brightest is not None)
        saturated = "–" if image.raw is None else f"{number(found.saturated)} px"
        self._values["saturated"].setText(saturated)

    def _go_to_brightest(self) -> None:
        if self._brightest is not None:
            self._workspace.pixel_requested.emit(*self._brightest)
