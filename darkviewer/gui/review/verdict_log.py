"""The last verdicts, newest first, with what takes the newest back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import ElidedLabel, SteadyLabel

__all__ = ["LINES", "LogLine", "VerdictLog"]

LINES = 3
_MARGIN, _GAP = 12, 8


@dataclass(frozen=True, slots=True)
class LogLine:
    """One verdict.

    Attributes
    ----------
    at : str
        Time of the day.
    place : str
        ``509, 825``.
    about : str
        ``frame 9``, or ``4 events`` for a pixel in all frames.
    key : str
        Which key gives it.
    words : str
        The verdict; or that it was taken back.
    """

    at: str
    place: str
    about: str
    key: str
    words: str

    @property
    def texts(self) -> tuple[str, ...]:
        """From left to right."""
        return self.at, self.place, self.about, self.key, self.words


class _Cap(SteadyLabel):
    """The key, in a frame."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Nothing where there is no key."""
        if not self.text():
            return
        painter, palette = QPainter(self), self.palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.text())


_COLUMNS: tuple[tuple[type[SteadyLabel], str, str], ...] = (
    (SteadyLabel, "88:88:88", "small"),
    (SteadyLabel, "8888, 8888", ""),
    (SteadyLabel, "88 events", "small"),
    (_Cap, "88", "small"),
    (SteadyLabel, "cosmic ray", ""),
)
"""What it is, as wide as what, and its role."""

_SPARED = 0, 2
"""Columns that a narrow place does without, one after the other."""


class VerdictLog(QWidget):
    """Three lines of a fixed size; what is not there yet is empty."""

    undo_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.undo = KeyButton("Undo", "Ctrl+Z")
        self.undo.clicked.connect(self.undo_wanted)
        self.undo.setAccessibleName("Undo the last verdict")
        title = ElidedLabel("LAST VERDICTS", "section")
        title.setAccessibleName("Last verdicts")
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.undo)
        grid = QGridLayout()
        grid.setHorizontalSpacing(_GAP)
        grid.setVerticalSpacing(4)
        self.cells = [[kind(*parts) for kind, *parts in _COLUMNS] for _ in range(LINES)]
        for row, line in enumerate(self.cells):
            for column, cell in enumerate(line):
                grid.addWidget(cell, row, column)
        grid.setColumnStretch(len(_COLUMNS) - 1, 1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(_MARGIN, 8, _MARGIN, 10)
        lines.setSpacing(6)
        lines.addLayout(head)
        lines.addLayout(grid)
        lines.addStretch(1)
        self.set_lines(())

    def set_lines(self, lines: Sequence[LogLine], *, undo: str = "") -> None:
        """Show the newest of these; `undo` is what can be taken back, in words."""
        shown = lines[:LINES]
        for row, line in enumerate(self.cells):
            texts = shown[row].texts if row < len(shown) else ("",) * len(line)
            for cell, text in zip(line, texts, strict=True):
                cell.setText(text)
        self.undo.setEnabled(bool(undo))
        self.undo.setToolTip(f"Undo: {undo}" if undo else "Nothing to undo")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Times, then frames give way where there is little room."""
        super().resizeEvent(event)
        line = self.cells[0]
        needed = [cell.sizeHint().width() + _GAP for cell in line]
        room = self.width() - 2 * _MARGIN
        for column in _SPARED:
            spared = sum(needed) > room
            for cells in self.cells:
                cells[column].setVisible(not spared)
            needed[column] = 0 if spared else needed[column]
