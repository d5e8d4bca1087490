"""The night below the sessions: one line, which opens to a small plot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import ElidedLabel
from darkviewer.gui.graphics.night_plot import NightPlot
from darkviewer.gui.text.numbers import count_of

if TYPE_CHECKING:
    from darkviewer.gui.models.night import NightFrame

__all__ = ["NightStrip"]


class NightStrip(QWidget):
    """Out of sight while nothing is known of any frame."""

    open_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = NightPlot()
        self.button = KeyButton("")
        self.button.flat = True
        self.button.clicked.connect(self.open_clicked)
        self.words = ElidedLabel("", "secondary")
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(6)
        head.addWidget(self.button)
        head.addWidget(self.words, 1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 12, 4)
        lines.setSpacing(2)
        lines.addLayout(head)
        lines.addWidget(self.plot)
        self.set_open(False)
        self.hide()

    def set_open(self, is_open: bool) -> None:
        """Show the plot, or the line alone."""
        self.button.setText("▾ Night" if is_open else "▸ Night")
        tip = "Hide" if is_open else "Show"
        tip += " level, noise, temperature and hot pixels of the night's frames"
        self.button.setToolTip(tip)
        self.button.setAccessibleName(tip)
        self.plot.setVisible(is_open)

    def set_frames(self, frames: Sequence[NightFrame]) -> None:
        """Of one night, in time."""
        series = {(one.path, one.series) for one in frames}
        self.words.setText(f"{count_of(len(frames), 'frame')}, {len(series)} series")
        self.words.setToolTip(self.words.text())
        self.plot.set_frames(frames)
        self.setVisible(bool(frames))
