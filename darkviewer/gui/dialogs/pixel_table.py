"""The numbers of 11x11 pixels of any layer around the selected pixel."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from darkviewer.core.layers.layer_image import OF_ALL_FRAMES, UNITS
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label
from darkviewer.gui.controls.segmented import Segmented
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.models.block_model import BlockModel
from darkviewer.gui.on_show import LAYERS
from darkviewer.gui.style import fonts
from darkviewer.gui.text.class_words import codes_words
from darkviewer.gui.threads.alive import while_alive

if TYPE_CHECKING:
    from darkviewer.core.display.cutout import Cutout
    from darkviewer.gui.engine.frame_store import FrameStore
    from darkviewer.gui.workspace import Workspace

__all__ = ["SIZE", "PixelTable"]

SIZE = 11
"""Pixels along each side."""

_DECIMALS = {"raw": 0, "significance": 2, "classes": 0}  # of the others 1
_SAMPLE = "−00,000.0"
_NO_CLASSES = "Not classified yet: View > Classes of pixels (C) does it."
_ADVICE = "Click a pixel in the image, or select a candidate."


class PixelTable(Panel):
    """Follows the selected pixel, the frame and the layer; cells can be copied."""

    def __init__(
        self, workspace: Workspace, store: FrameStore, parent: QWidget
    ) -> None:
        super().__init__("Pixel table", parent)
        self._workspace, self._store = workspace, store
        self.model = BlockModel(SIZE)
        self._lay_out()
        self._show_layer(workspace.layer)
        workspace.layer_changed.connect(self._show_layer)
        workspace.pixel_changed.connect(self._ask)
        workspace.frame_changed.connect(self._ask)
        store.layers_changed.connect(self._ask)
        workspace.units_changed.connect(self._ask)
        workspace.text_size_changed.connect(self._fit)
        self._fit()
        self.table.setFocus()

    def _lay_out(self) -> None:
        self.what = label("", "secondary", wrap=True)
        self.layers = Segmented({layer: layer.title() for layer in LAYERS})
        self.layers.value_changed.connect(self._ask)
        self.table = _Cells(self.model)
        self.table.setAccessibleName("Pixel values")
        for part in (self.layers, self.what):
            self.column.addWidget(part)
        self.column.addWidget(self.table, 1)
        copy, close = KeyButton("Copy"), KeyButton("Close", "Esc")
        copy.setToolTip("Copy the selected cells, or all of them, with x and y.")
        copy.clicked.connect(self.table.copy)
        close.clicked.connect(self.close)
        self.add_buttons(copy, close)

    def _fit(self) -> None:
        self.table.fit()
        self.resize(self.sizeHint())

    def _show_layer(self, layer: str) -> None:
        self.layers.set_value(layer)
        self._ask()

    def _ask(self, _changed: object = None) -> None:
        held, layer = self._workspace.pixel_in_hand, self.layers.value
        if self._workspace.calibration is None:
            layer = "raw"
        elif layer == "classes" and self._workspace.classes is None:
            self.what.setText(self._workspace.classes_missing or _NO_CLASSES)
            self.model.set_block(None, 0)
            return
        if held is None or not self._workspace.frame_count:
            self.what.setText(_ADVICE)
            self.model.set_block(None, 0)
            return
        pixel, frame = (held.x, held.y), self._workspace.frame
        done = while_alive(self, partial(self._take, (frame, layer, pixel)))
        self._store.request_block(frame, layer, pixel, SIZE, done)

    def _take(self, asked: tuple[int, str, tuple[int, int]], block: Cutout) -> None:
        frame, layer, (x, y) = asked
        name = self._workspace.frames.words(frame)
        of = "" if layer in OF_ALL_FRAMES else f" of {name}"
        shown = self._workspace.units.of(UNITS[layer])
        unit = f" ({codes_words()})" if layer == "classes" else f" in {shown.words}"
        where = f"around x {x} y {y} (0-based)"
        self.what.setText(f"{layer.title()}{of}{unit}, {where}")
        written = replace(block, values=block.values * shown.factor)
        self.model.set_block(written, _DECIMALS.get(layer, 1) + shown.finer)
        self.table.updateGeometry()  # the numbers of the rows may need more room
        self.grow()
        self.table.setCurrentIndex(self.model.index(SIZE // 2, SIZE // 2))


class _Cells(QTableView):
    """Ctrl+C copies the selected cells."""

    def __init__(self, model: BlockModel) -> None:
        super().__init__()
        self._block = model
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setCornerButtonEnabled(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(True)

    def fit(self) -> None:
        """Room for five digits and a decimal in every cell."""
        metrics = QFontMetrics(fonts.mono())
        wide = metrics.horizontalAdvance(_SAMPLE) + fonts.scaled(10)
        self.horizontalHeader().setDefaultSectionSize(wide)
        self.verticalHeader().setDefaultSectionSize(fonts.scaled(22))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """All cells."""
        across, down = self.horizontalHeader(), self.verticalHeader()
        edge = 2 * self.frameWidth()
        return QSize(
            across.length() + down.sizeHint().width() + edge,
            down.length() + across.sizeHint().height() + edge,
        )

    def copy(self) -> None:
        """Copy the selected cells, else all."""
        chosen = self.selectedIndexes()
        if len(chosen) < 2:  # the current cell alone is no choice
            size = range(SIZE)
            chosen = [self._block.index(y, x) for y in size for x in size]
        QGuiApplication.clipboard().setText(self._block.copied(chosen))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy; everything else moves the selection."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        super().keyPressEvent(event)
