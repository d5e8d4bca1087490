"""Explain this pixel: every criterion, value and limit; data, model and residual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from darkviewer.core.candidates.explain import Criterion, every_criterion
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.folding import Folding
from darkviewer.gui.controls.labels import label, section_title, set_role
from darkviewer.gui.graphics.history_plot import HistoryPlot
from darkviewer.gui.graphics.plot_style import dress, make_axes
from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import count_of, number
from darkviewer.gui.text.pixel_words import comparison, label_words, not_known
from darkviewer.gui.widgets.cutout_view import StampGrid
from darkviewer.gui.widgets.frame_values import FrameValues, temperatures

if TYPE_CHECKING:
    from darkviewer.core.layers.layer_image import Stamp
    from darkviewer.core.vetting.dossier import Dossier
    from darkviewer.gui.engine.frame_store import FrameStore
    from darkviewer.gui.engine.pixel_facts import Examining
    from darkviewer.gui.style.theme import Palette
    from darkviewer.gui.text.units import Shown
    from darkviewer.gui.workspace import Workspace

__all__ = ["Explanation"]

_ROWS = 15
_HISTORY = "residual in all frames e⁻, neighbours in grey"
_PLOT_HIGH = 110
_STAMP = 150  # side of one: two beside each other in a narrow panel
_LEAST_HIGH = 120


class Explanation(QWidget):
    """Beside the image; follows the selected pixel and the sliders.

    Signals
    -------
    close_clicked
        Its button: the owner takes it away.
    """

    close_clicked = Signal()

    def __init__(
        self,
        workspace: Workspace,
        store: FrameStore,
        examining: Examining,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._store, self._examining = workspace, store, examining
        self.where = label("", "secondary", wrap=True)
        self.verdict = label("", wrap=True)
        self.criteria = [
            (label("", wrap=True), label("", "secondary", wrap=True))
            for _ in range(_ROWS)
        ]
        self.stamps = {
            "data e⁻": StampGrid(),
            "model e⁻": StampGrid(),
            "(data − model) / σ": StampGrid(decimals=1),
        }
        self.history = HistoryPlot(neighbours=True)
        self.histogram = pg.PlotWidget(axisItems=make_axes())
        self.bars = self.histogram.plot(stepMode="center", fillLevel=0)
        self.levels = label("", "small", wrap=True)
        self.values = FrameValues()
        self._headings: dict[str, QLabel] = {}
        self._lay_out()
        self._connect()
        self._dress(workspace.palette)

    def minimumSizeHint(self) -> QSize:
        """Wide enough for a criterion beside its value; what is below scrolls."""
        sheet = self._sheet.minimumSizeHint().width()
        bar = self._area.verticalScrollBar().sizeHint().width()
        return QSize(sheet + bar, fonts.scaled(_LEAST_HIGH))

    def showEvent(self, event: QShowEvent) -> None:
        """Nothing was followed while it was hidden."""
        super().showEvent(event)
        self._show()

    def _lay_out(self) -> None:
        self._sheet = QWidget()
        column = QVBoxLayout(self._sheet)
        column.setContentsMargins(12, 6, 8, 8)
        column.setSpacing(8)
        column.addLayout(self._heading())
        column.addWidget(self.where)
        column.addWidget(self.verdict)
        column.addLayout(self._table())
        titled = [(self._with_unit(text), grid) for text, grid in self.stamps.items()]
        column.addWidget(_Stamps(titled))
        column.addWidget(self._with_unit(_HISTORY))
        for plot in (self.history, self.histogram):
            plot.setFixedHeight(fonts.scaled(_PLOT_HIGH))
            column.addWidget(plot)
        self.histogram.setMouseEnabled(False, False)
        self.histogram.hideButtons()
        column.addWidget(self.levels)
        column.addWidget(self.values)
        column.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName("Explain this pixel")
        self._area.setWidget(self._sheet)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)

    def _heading(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(section_title("Explain this pixel"), 1)
        self.close_button = KeyButton("Close", "E")
        self.close_button.flat = True
        self.close_button.clicked.connect(self.close_clicked)
        row.addWidget(self.close_button)
        return row

    def _table(self) -> QGridLayout:
        """Each criterion with its value beside it."""
        grid = QGridLayout()
        grid.setVerticalSpacing(2)
        grid.setHorizontalSpacing(10)
        grid.setColumnStretch(0, 5)
        grid.setColumnStretch(1, 4)
        for row, (name, numbers) in enumerate(self.criteria):
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(numbers, row, 1, Qt.AlignmentFlag.AlignTop)
        return grid

    def _with_unit(self, text: str) -> QLabel:
        """A heading whose unit is the one chosen."""
        words = label(text, "section", wrap=True)
        if "e⁻" in text:
            self._headings[text] = words
        return words

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.units_changed.connect(self._show)
        self._examining.dossier_ready.connect(self._show)
        self._store.stamp_ready.connect(self._show)
        workspace.frame_settled.connect(self._show)
        workspace.parameters_changed.connect(self._show)
        workspace.palette_changed.connect(self._dress)

    def _dress(self, palette: Palette) -> None:
        self.history.set_palette(palette)
        dress(self.histogram, palette)
        self.bars.setPen(pg.mkPen(palette.accent))
        self.bars.setFillBrush(pg.mkBrush(palette.accent_fill))
        for stamp in self.stamps.values():
            stamp.set_palette(palette)

    def _show(self, _changed: object = None) -> None:
        if not self.isVisible():
            return
        known, frame = self._examining.dossier, self._workspace.frame
        if known is None or frame >= len(known.raw):
            held = self._workspace.pixel_in_hand
            left_out = self._workspace.frames.excluded(frame)
            self.where.setText(
                "Select a candidate or click a pixel of the image."
                if held is None
                else not_known(held.x, held.y, left_out=left_out)
            )
            self.verdict.setText("")
            self._list(())
            return
        stamp = self._store.stamp(frame, known.x, known.y)
        if stamp is None:
            self._store.request_stamp(frame, known.x, known.y)
            return
        shown = self._workspace.units.of("e-")
        self.where.setText(
            f"x {known.x} y {known.y} (0-based; FITS {known.x + 1}, {known.y + 1}) · "
            f"frame {frame + 1} of {len(known.raw)} · raw "
            f"{number(known.raw[frame])} ADU · master {shown.with_unit(known.level_e)}"
        )
        for text, heading in self._headings.items():
            heading.setText(text.replace("e⁻", shown.words))
        at = self._workspace
        what, rule = label_words(known, frame, at.parameters, at.injected)
        self.verdict.setText(f"{what}: {rule}.")
        self._list(
            every_criterion(
                stamp.cutout.values,
                known.classification.evidence,
                frame,
                at.parameters,
            )
        )
        self._show_stamps(known, frame, stamp)
        self.history.set_dossier(known, frame, factor=shown.factor)
        self._show_histogram(known, shown)
        self.values.set_dossier(known, temperatures(at), frame, shown)

    def _list(self, items: tuple[Criterion, ...]) -> None:
        for place, (name, numbers) in enumerate(self.criteria):
            shown = place < len(items)
            name.setVisible(shown)
            numbers.setVisible(shown)
            if shown:
                item = items[place]
                name.setText(f"{'✓' if item.passed else '✗'} {item.name}")
                set_role(name, "ok" if item.passed else "bad")
                numbers.setText(comparison(item, self._workspace.units))

    def _show_stamps(self, known: Dossier, frame: int, stamp: Stamp) -> None:
        planes = (
            (stamp.cutout.values, stamp.unit),
            (known.model_e[frame], "e-"),
            (known.normalised[frame], "σ"),
        )
        for grid, (values, unit) in zip(self.stamps.values(), planes, strict=True):
            grid.set_stamp(_with(stamp, values, unit), self._workspace.units)

    def _show_histogram(self, known: Dossier, shown: Shown) -> None:
        values = known.residual_e[np.isfinite(known.residual_e)] * shown.factor
        if not values.size:
            return
        counts, edges = np.histogram(values, bins=max(8, len(values) // 3))
        self.bars.setData(edges, counts)
        levels = "; ".join(shown.text(level, 0) for level in known.levels_e)
        count = count_of(len(known.levels_e), "level")
        self.levels.setText(f"{count}: {levels} {shown.words}")


class _Stamps(Folding):
    """Data, model and their difference, as many side by side as there is room for."""

    def __init__(self, stamps: Sequence[tuple[QLabel, StampGrid]]) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._columns = 0
        self._cells = []
        for title, stamp in stamps:
            cell = QWidget()
            column = QVBoxLayout(cell)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(2)
            column.addWidget(title)
            column.addWidget(stamp)
            stamp.setFixedHeight(fonts.scaled(_STAMP))
            self._cells.append(cell)
        self._fold()

    def minimumSizeHint(self) -> QSize:
        """One below the other takes the least width."""
        wide = max(cell.minimumSizeHint().width() for cell in self._cells)
        return QSize(wide, super().minimumSizeHint().height())

    def _fold(self) -> None:
        step = fonts.scaled(_STAMP) + self._grid.horizontalSpacing()
        fitting = (self.width() + self._grid.horizontalSpacing()) // step
        columns = max(1, min(fitting, len(self._cells)))
        if columns != self._columns:
            self._columns = columns
            for place, cell in enumerate(self._cells):
                self._grid.addWidget(cell, *divmod(place, columns))
            for column in range(len(self._cells)):
                self._grid.setColumnStretch(column, int(column < columns))


def _with(stamp: Stamp, values: NDArray[np.float64], unit: str) -> Stamp:
    return replace(stamp, unit=unit, cutout=replace(stamp.cutout, values=values))
