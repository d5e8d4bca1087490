"""The left column of the review desk: what there is to judge, and how far one is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.review.chips import ChipBar
from darkviewer.gui.review.queue_head import QueueHead
from darkviewer.gui.review.queue_list import QueueList
from darkviewer.gui.review.queue_rows import MANY_FRAMES
from darkviewer.gui.style import fonts

if TYPE_CHECKING:
    from darkviewer.core.review.queue import Entry
    from darkviewer.gui.style.theme import Palette

__all__ = ["QueuePanel"]

_MARGIN, _GAP = 12, 6
_BESIDE_ROWS = 2
"""The highlight of a row reaches so far beyond the text above it."""


class _ColumnHead(QWidget):
    """Names of the columns, above where the rows have them."""

    def __init__(self, rows: QueueList) -> None:
        super().__init__()
        self._list = rows
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(
            "x, y: 0-based, FITS counts from 1\n"
            "frames: those in which the pixel is a candidate\n"
            "σ: the highest significance among them"
        )

    def sizeHint(self) -> QSize:
        """One line of small text, and the line below it."""
        return QSize(0, QFontMetrics(fonts.small()).height() + 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Three words and a line."""
        painter, places = QPainter(self), self._list.painting
        row = self._list.viewport().width()
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        painter.setFont(fonts.small())
        box = QRect(0, 0, row, self.height() - 2)
        middle = Qt.AlignmentFlag.AlignVCenter
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        text = box.adjusted(places.text_left, 0, 0, 0)
        painter.drawText(text, int(middle | left), "pixel x, y")
        sigma = box.adjusted(0, 0, -places.margin, 0)
        painter.drawText(sigma, int(middle | right), "σ")
        if row >= places.least_width:
            frames = self._list.rows.frames
            few = 1 < frames <= MANY_FRAMES
            strip = box.adjusted(places.strip_left, 0, 0, 0)
            words = f"frames 1–{frames}" if few else "frames"
            painter.drawText(strip, int(middle | left), words)


class QueuePanel(QWidget):
    """Head, chips, list, and the buttons that move in it.

    Signals
    -------
    chosen
        Row that the user wants.
    next_wanted, previous_wanted, image_wanted
        The buttons below the list.
    """

    chosen = Signal(int)
    next_wanted = Signal()
    previous_wanted = Signal()
    image_wanted = Signal()

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = QueueHead()
        self.chips = ChipBar(palette)
        self.list = QueueList(palette)
        self.columns = _ColumnHead(self.list)
        self.previous = KeyButton("▲", "K")
        self.next = KeyButton("▼", "J")
        self.in_image = KeyButton("In the image", "Enter")
        self._name_buttons()
        self._lay_out()
        self.list.chosen.connect(self.chosen)
        self.list.activated.connect(lambda _index: self.image_wanted.emit())
        self.previous.clicked.connect(self.previous_wanted)
        self.next.clicked.connect(self.next_wanted)
        self.in_image.clicked.connect(self.image_wanted)

    def _name_buttons(self) -> None:
        for button, name in (
            (self.previous, "Previous pixel of the queue"),
            (self.next, "Next pixel of the queue"),
            (self.in_image, "Show this pixel in the image"),
        ):
            button.setAccessibleName(name)
            button.setToolTip(name)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 8)
        column.setSpacing(8)
        for part in (self.head, self.chips):
            row = QHBoxLayout()
            row.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
            row.addWidget(part)
            column.addLayout(row)
        rows = QVBoxLayout()
        rows.setContentsMargins(_MARGIN - _BESIDE_ROWS, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.columns)
        rows.addWidget(self.list, 1)
        column.addLayout(rows, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        foot.setSpacing(_GAP)
        foot.addWidget(self.previous)
        foot.addWidget(self.next)
        foot.addStretch(1)
        foot.addWidget(self.in_image)
        column.addLayout(foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The buttons give up their keys where there is little room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        buttons = (self.previous, self.next, self.in_image)
        for tight in (False, True):
            for button in buttons:
                button.set_tight(tight)
            wide = sum(button.sizeHint().width() for button in buttons)
            if wide + 2 * _GAP + 2 * _MARGIN <= self.width():
                return

    def set_queue(
        self,
        entries: Sequence[Entry],
        said: Callable[[int], str],
        *,
        frames: int,
        events: int,
    ) -> None:
        """Another queue: see `QueueModel.set_queue`; `events` are all of its rows."""
        self.list.rows.set_queue(entries, said, frames=frames)
        self.head.set_counts(len(entries), events)
        self.columns.update()
        for button in (self.previous, self.next, self.in_image):
            button.setEnabled(bool(entries))

    def set_current(self, row: int | None, frame: int | None) -> None:
        """Another row is in hand, or another frame of it."""
        self.list.rows.in_hand = frame
        self.list.set_current(row)

    def set_blind(self, blind: bool) -> None:
        """Grey discs in place of the marks."""
        self.list.rows.blind = blind
        self.list.viewport().update()

    def set_palette(self, palette: Palette) -> None:
        """Marks and rows in other colours."""
        self.chips.set_palette(palette)
        self.list.painting.set_palette(palette)

    def follow_text(self) -> None:
        """The size of the text changed."""
        self.list.follow_text()
        self._fit()
        self.columns.updateGeometry()
        self.head.count.updateGeometry()
        self.columns.update()
