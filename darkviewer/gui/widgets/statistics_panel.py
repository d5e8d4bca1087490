"""Figures of a region that was typed or drawn, else of what is on screen."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from darkviewer.core.display.statistics import PERCENTS
from darkviewer.core.layers.layer_image import region_statistics
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.figure_grid import Figure, FigureGrid
from darkviewer.gui.controls.labels import ElidedLabel, SteadyLabel
from darkviewer.gui.geometry.pixel_coords import region_words
from darkviewer.gui.graphics.class_table import ClassTable
from darkviewer.gui.style import fonts
from darkviewer.gui.text.class_words import class_rows, class_text
from darkviewer.gui.threads.timers import once
from darkviewer.gui.widgets.figure_words import as_text, figure_words

if TYPE_CHECKING:
    from darkviewer.core.display.statistics import Statistics
    from darkviewer.core.frames.region import Region
    from darkviewer.core.hazard.class_map import ClassMap
    from darkviewer.core.layers.layer_image import LayerImage, Summary
    from darkviewer.gui.engine.frame_store import FrameStore
    from darkviewer.gui.workspace import Workspace

__all__ = ["StatisticsPanel"]

PAUSE_MS = 120  # while zooming and panning nothing is computed

_MARGIN = 12
_LEAST_PX = 96  # title and a few figures, whatever else wants the height
_TO_PIXEL = "Column and row, 0-based: click to go there"
_MEDIAN = Figure("median", "median")
_SIGMA = Figure(
    "sigma",
    "σ robust",
    "1.4826 times the median absolute deviation; † of coarse values, of which a tenth "
    "is at the median: the standard deviation within 4 sigma",
)
_ENDS = (
    (Figure("min", "min"), Figure("darkest", "at", _TO_PIXEL, place=True)),
    (Figure("max", "max"), Figure("brightest", "at", _TO_PIXEL, place=True)),
)
_SATURATED = Figure(
    "saturated", "saturated", "Pixels of the raw frame at its top", wide=True
)
_FEW = ((_MEDIAN, _SIGMA), *_ENDS, (_SATURATED,))
_ALL = (
    (Figure("n", "n", "Pixels with a value", wide=True),),
    (Figure("mean", "mean"), Figure("std", "σ", "Standard deviation, n − 1")),
    (_MEDIAN, Figure("mad", "MAD", "Median absolute deviation from the median")),
    *_ENDS,
    *(
        tuple(Figure(f"p{p}", f"{p} %", "Percentile") for p in pair)
        for pair in zip(PERCENTS[:3], reversed(PERCENTS[3:]), strict=True)
    ),
    (replace(_SIGMA, wide=True),),
    (Figure("total", "sum", wide=True),),
    (_SATURATED,),
)


class StatisticsPanel(QScrollArea):
    """A few figures of what is on screen, all of a region that was asked for.

    Of the classes of pixels: how many have which, on the sensor or in that region.
    """

    profiles_clicked = Signal()

    def __init__(
        self, workspace: Workspace, store: FrameStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._store = store
        self._on_screen: Region | None = None
        self._known: tuple[LayerImage, Region, Statistics] | None = None
        self.few, self.all = FigureGrid(_FEW), FigureGrid(_ALL)
        self.classes = ClassTable()
        self._counted: tuple[ClassMap, Region, tuple[int, ...]] | None = None
        self._lay_out()
        self._pause = once(self, PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        store.layers_changed.connect(self.clear)
        store.image_failed.connect(self.clear)
        store.image_ready.connect(self._follow_image)
        store.summary_ready.connect(self._follow_summary)
        workspace.view_region_changed.connect(self._look_at)
        workspace.region_changed.connect(self._measure)
        workspace.units_changed.connect(self._write_again)
        workspace.palette_changed.connect(self.classes.set_palette)
        self.clear()

    def _lay_out(self) -> None:
        self._title = ElidedLabel("", "section")
        self._size = SteadyLabel("0000 × 0000", "small")
        self._size.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._where = self._region_line()
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(_MARGIN, 8, _MARGIN, 10)
        column.setSpacing(5)
        heading = QHBoxLayout()
        heading.addWidget(self._title, 1)
        heading.addWidget(self._size)
        column.addLayout(heading)
        for part in (self._where, self.few, self.all, self.classes):
            column.addWidget(part)
        column.addStretch()
        for grid in (self.few, self.all):
            grid.clicked.connect(self._go_to)
        self._where.hide()
        self.all.hide()
        self.classes.hide()
        self.classes.set_palette(self._workspace.palette)
        self._sheet = sheet
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(sheet)
        self.setAccessibleName("Statistics")

    def _region_line(self) -> QWidget:
        """Which region, and what can be done with it."""
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._words = ElidedLabel("", "small")
        row.addWidget(self._words, 1)
        for text, tip, act in (
            ("Copy", "Copy all figures as text.", self.copy),
            ("Plot", "Plot the region along rows and columns.", None),
            ("✕", "Measure what is on screen again (Esc).", self.forget_region),
        ):
            button = KeyButton(text)
            button.flat = True
            button.set_tight(True)
            button.setToolTip(tip)
            button.clicked.connect(act or self.profiles_clicked)
            row.addWidget(button)
        button.setAccessibleName("Clear the region")
        return line

    def sizeHint(self) -> QSize:
        """All figures, where there is room for them."""
        return QSize(self._least_width(), self._sheet.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt tells nobody when what scrolls wants another height."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        """A few of them: the rest scrolls."""
        high = min(self._sheet.minimumSizeHint().height(), fonts.scaled(_LEAST_PX))
        return QSize(self._least_width(), high)

    def _least_width(self) -> int:
        """One figure in a line, beside the scroll bar."""
        widths = (grid.minimumSizeHint().width() for grid in (self.few, self.all))
        bar = self.verticalScrollBar().sizeHint().width()
        return max(widths) + 2 * _MARGIN + bar

    # what is shown

    @property
    def _region(self) -> Region | None:
        return self._workspace.region

    @property
    def grid(self) -> FigureGrid:
        """The figures on show."""
        return self.few if self._region is None else self.all

    def clear(self, _why: object = None) -> None:
        """Nothing is known."""
        self._known = self._counted = None
        self._title.setText("STATISTICS")
        self._title.setToolTip("")
        self._size.setText("")
        for grid in (self.few, self.all):
            grid.clear()
        self.classes.set_rows(())

    def text(self, name: str) -> str:
        """The value beside a name: ``"median"``, ``"sigma"``, ``"p25"`` ..."""
        return self.grid.text(name)

    @property
    def title(self) -> str:
        """Title of the figures."""
        return f"{self._title.text()} {self._size.text()}".strip()

    def copy(self) -> None:
        """All figures as text, for a table or a note."""
        if self._counted is not None:
            classes, region, counts = self._counted
            self._put(class_text(classes, counts), region)
        elif self._known is not None:
            shown = self._workspace.units.of(self._known[0].unit)
            self._put(as_text(*self._known, shown), self._known[1])

    def _put(self, text: str, region: Region) -> None:
        QGuiApplication.clipboard().setText(text)
        words = region_words(region)
        self._workspace.post(f"The statistics of {words} are on the clipboard.")

    def forget_region(self) -> None:
        """Figures are of what is on screen again."""
        self._workspace.set_region(None)

    def _look_at(self, region: Region | None) -> None:
        self._on_screen = region
        if self._region is None:
            self._pause.start()

    def _measure(self, region: Region | None) -> None:
        """At once: somebody waits for it."""
        self._where.setVisible(region is not None)
        self._arrange()
        self._words.setText("" if region is None else region_words(region))
        self.clear()
        self._ask()

    def _arrange(self) -> None:
        """Codes have no mean: what they mean is counted."""
        image, some = self._store.current, self._region is not None
        codes = image is not None and image.categorical
        for part, shown in (
            (self.all, some and not codes),
            (self.few, not some and not codes),
            (self.classes, codes),
        ):
            part.setVisible(shown)
        self._sheet.adjustSize()
        self.updateGeometry()

    def _follow_image(self, _image: object) -> None:
        """What alternates is not measured again and again."""
        if not self._store.cycle:
            self._pause.start()

    def _follow_summary(self, summary: Summary) -> None:
        if not self._store.cycle:
            self._take_summary(summary)

    def _ask(self) -> None:
        image, region = self._store.current, self._region or self._on_screen
        if image is None:
            return
        if image.categorical != self.classes.isVisibleTo(self):
            self.clear()
            self._arrange()
        if image.categorical:
            self._count(image)
        elif region is not None and not _is_whole(image, region):
            self._store.compute(
                "region",
                partial(region_statistics, image, region),
                partial(self._take_region, image, region),
            )
        elif self._store.summary is not None:
            self._take_summary(self._store.summary)

    def _take_summary(self, summary: Summary) -> None:
        image, region = self._store.current, self._region or self._on_screen
        if image is None or image.categorical:
            return
        if region is None or _is_whole(image, region):
            self._show(image, _whole(image), summary.statistics)

    def _take_region(
        self, image: LayerImage, region: Region, found: Statistics
    ) -> None:
        wanted = self._region or self._on_screen
        shown = image is self._store.current or self._store.cycle
        if shown and region == wanted:
            self._show(image, region, found)

    def _show(self, image: LayerImage, region: Region, found: Statistics) -> None:
        self._known = image, region, found
        x0, x1, y0, y1 = region
        shown = self._workspace.units.of(image.unit)
        size, unit = f"{x1 - x0 + 1} × {y1 - y0 + 1}", shown.words
        self._title.setText(f"{image.layer.upper()}, {unit}")
        self._size.setText(size)
        self._title.setToolTip(f"Statistics of {image.layer} in {unit}, {size} pixels")
        words = figure_words(found, shown, raw=image.raw is not None)
        for row in _FEW if self._region is None else _ALL:
            for figure in row:
                self.grid.set_text(figure.name, words[figure.name])

    def _count(self, image: LayerImage) -> None:
        """Of the whole sensor, or of the region that was asked for."""
        known, asked = self._workspace.classes, self._region
        if known is None:
            return
        done = partial(self._take_counts, image, known, asked)
        if asked is None or _is_whole(image, asked):
            done(None)
        else:
            self._store.compute("region", partial(known.counts, asked), done)

    def _take_counts(
        self,
        image: LayerImage,
        known: ClassMap,
        asked: Region | None,
        counts: tuple[int, ...] | None,
    ) -> None:
        """None: of the whole sensor."""
        if image is not self._store.current or asked != self._region:
            return
        of_all = tuple(one.pixels for one in known.alerts)
        x0, x1, y0, y1 = region = asked or _whole(image)
        self._counted = known, region, counts or of_all
        size = f"{x1 - x0 + 1} × {y1 - y0 + 1}"
        self._title.setText("CLASSES")
        self._size.setText(size)
        self._title.setToolTip(f"Pixels of each class, of {size} pixels")
        self.classes.set_rows(class_rows(known, counts))
        self._sheet.adjustSize()
        self.updateGeometry()

    def _write_again(self) -> None:
        """The same figures in another unit."""
        if self._known is not None:
            self._show(*self._known)

    def _go_to(self, name: str) -> None:
        if self._known is not None:
            pixel = getattr(self._known[2], name)
            if pixel is not None:
                self._workspace.pixel_requested.emit(*pixel)


def _whole(image: LayerImage) -> Region:
    ny, nx = image.shape
    return 0, nx - 1, 0, ny - 1


def _is_whole(image: LayerImage, region: Region) -> bool:
    return region == _whole(image)
