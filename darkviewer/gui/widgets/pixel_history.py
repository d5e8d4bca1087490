"""The selected pixel in all frames: a plot, and three lines that explain it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.in_sight import InSight
from darkviewer.gui.controls.labels import ElidedLabel, label, section_title
from darkviewer.gui.graphics.history_plot import HistoryPlot
from darkviewer.gui.style import fonts
from darkviewer.gui.text.pixel_words import (
    history_words,
    label_words,
    not_known,
    shape_words,
)
from darkviewer.gui.widgets.frame_values import temperatures

if TYPE_CHECKING:
    from darkviewer.core.vetting.dossier import Dossier
    from darkviewer.gui.engine.pixel_facts import Examining
    from darkviewer.gui.workspace import Workspace

__all__ = ["PixelHistory"]

_WIDE = 340
PLACEHOLDER = "Select a candidate or click a pixel to see it in all frames."


class PixelHistory(QWidget):
    """Follows the selected pixel.

    Signals
    -------
    explain_clicked
        Please explain this pixel.
    """

    explain_clicked = Signal()

    def __init__(
        self, workspace: Workspace, examining: Examining, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._examining = examining
        self.words = [ElidedLabel("", "secondary") for _ in range(4)]
        self.explain = KeyButton("explain this pixel…", "E")
        self.explain.flat = True
        self._advice = label(PLACEHOLDER, "secondary", wrap=True)
        self._lay_out()
        self._in_sight = InSight(self, self._take)
        self.explain.clicked.connect(self.explain_clicked)
        examining.dossier_ready.connect(self._in_sight.ask)
        workspace.frame_settled.connect(self._show_again)
        workspace.pixel_changed.connect(self._show_again)
        workspace.parameters_changed.connect(self._show_again)
        workspace.units_changed.connect(self._in_sight.ask)
        examining.prepared_now.connect(lambda: self.plot)
        self._show(None)

    @cached_property
    def plot(self) -> HistoryPlot:
        """Made after the window's first paint, for which it would take too long."""
        plot = HistoryPlot(neighbours=False)
        plot.hide()
        self._both.insertWidget(0, plot, 1)
        workspace = self._workspace
        workspace.palette_changed.connect(plot.set_palette)
        workspace.text_size_changed.connect(lambda: plot.set_palette(workspace.palette))
        plot.set_palette(workspace.palette)
        return plot

    def _lay_out(self) -> None:
        beside = QVBoxLayout()
        beside.setSpacing(3)
        for words in self.words:
            beside.addWidget(words)
        beside.addWidget(self.explain)
        beside.addStretch()
        self._both = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._both.setSpacing(3)
        self._both.addLayout(beside, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 13, 12, 8)
        column.setSpacing(3)
        column.addWidget(section_title("Pixel in all frames"))
        column.addWidget(self._advice)
        column.addLayout(self._both, 1)

    def minimumSizeHint(self) -> QSize:
        """That of the narrow shape, which it takes by itself where it must."""
        least = super().minimumSizeHint()
        if self._both.direction() == QBoxLayout.Direction.LeftToRight:
            both = self._both.minimumSize().width()
            parts = (self._both.itemAt(place) for place in range(self._both.count()))
            widest = max(part.minimumSize().width() for part in parts if part)
            least.setWidth(least.width() - both + widest)
        return least

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The words go beside the plot where it is wide and low."""
        super().resizeEvent(event)
        wide = self.width() > fonts.scaled(_WIDE)
        ways = QBoxLayout.Direction
        self._both.setDirection(ways.LeftToRight if wide else ways.TopToBottom)

    def _take(self) -> None:
        known = self._examining.dossier
        self._show(known)
        if known is not None:
            self.plot.setToolTip(self._values(known))

    def _show_again(self, _changed: object = None) -> None:
        if not self._in_sight.misses() and self._shown != self._state():
            self._show(self._examining.dossier)

    def _state(self) -> tuple[object, ...]:
        """All that is shown depends on: a moving threshold changes nothing here."""
        limits = self._workspace.parameters
        frame = self._workspace.frame
        held = self._workspace.pixel_in_hand
        own = None if held is None else held.own_frame
        return self._examining.dossier, frame, own, limits.p_min, limits.dbic_min

    def _show(self, known: Dossier | None) -> None:
        self._shown = self._state()
        frame = self._workspace.frame
        if known is not None and frame >= len(known.raw):
            known = None
        for part in (self.explain, *self.words):
            part.setVisible(known is not None)
        held = self._workspace.pixel_in_hand
        self._advice.setVisible(known is None)
        left_out = self._workspace.frames.excluded(frame)
        self._advice.setText(
            PLACEHOLDER
            if held is None
            else not_known(held.x, held.y, left_out=left_out)
        )
        if known is not None or "plot" in vars(self):
            self.plot.setVisible(known is not None)
            factor = self._workspace.units.of("e-").factor
            self.plot.set_dossier(known, frame, factor=factor)
            self.plot.set_own_frame(None if held is None else held.own_frame)
        if known is None:
            return
        at = self._workspace
        what, rule = label_words(known, frame, at.parameters, at.injected)
        past = self._own_words() + history_words(known, frame)
        lines = (what, past, *shape_words(known, frame, at.units))
        for words, text in zip(self.words, lines, strict=True):
            words.setText(text)
            words.setToolTip(text)
        self.words[0].setToolTip(f"{what}: {rule}")

    def _own_words(self) -> str:
        """Where the selected candidate was found, while another frame is on show."""
        held = self._workspace.pixel_in_hand
        if held is None or held.own_frame is None or not held.away:
            return ""
        return f"found in frame {held.own_frame + 1} (O) · "

    def _values(self, known: Dossier) -> str:
        """Raw and residual of every frame, and its temperature where it is known."""
        shown = self._workspace.units.of("e-")
        lines = [f"frame: raw ADU, residual {shown.words}, temperature"]
        values = zip(
            temperatures(self._workspace), known.raw, known.residual_e, strict=False
        )
        for number, (warm, raw, residual) in enumerate(values, start=1):
            degrees = "" if warm is None else f", {warm:.1f} °C"
            value = shown.text(residual)
            lines.append(f"{number}: {raw:,.0f}, {value}{degrees}")
        return "\n".join(lines[:25])
