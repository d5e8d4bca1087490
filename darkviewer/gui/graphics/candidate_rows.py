"""The table of candidates, painted in the time that a moving slider leaves.

A delegate is asked cell by cell, through styles and a dozen roles of the model; these
are numbers and words. For a full table that is several milliseconds less per picture.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QTableView, QWidget

from darkviewer.gui import fonts
from darkviewer.gui.graphics.mark_paint import SWATCH, swatch
from darkviewer.gui.graphics.markers import Mark, mark_of
from darkviewer.gui.models.candidate_columns import COLUMNS, LABEL_COLUMN
from darkviewer.gui.models.candidate_filter import LABELS
from darkviewer.gui.models.candidate_model import CandidateModel
from darkviewer.gui.theme import Palette

__all__ = ["CandidateRows"]

PADDING = 6
_GAP = 6  # between swatch and word
_DIGIT_PX = 8  # hardly any text is wider, and few need to be measured
_AT_THE_END = Qt.TextElideMode.ElideRight
_SIDES = [
    int(Qt.AlignmentFlag.AlignVCenter)
    | int(Qt.AlignmentFlag.AlignLeft if column.left else Qt.AlignmentFlag.AlignRight)
    for column in COLUMNS
]


class CandidateRows(QTableView):
    """Rows of equal height; the label has a swatch in the colour of its marker.

    Attributes
    ----------
    icons : dict of QIcon
        The swatch of every label.
    """

    def __init__(
        self, model: CandidateModel, palette: Palette, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setModel(model)
        self._model = model
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """At night nothing is blue."""
        self._ink, self._chosen = QColor(palette.text), QColor(palette.accent_fill)
        ratio = self.devicePixelRatioF()
        self._swatches = {
            label: swatch(_mark(label, palette), ratio) for label in LABELS
        }
        self.icons = {name: QIcon(picture) for name, picture in self._swatches.items()}
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground of the row in hand, then what the cells say."""
        painter = QPainter(self.viewport())
        painter.setPen(self._ink)
        metrics, columns = self.fontMetrics(), self._columns_on_screen()
        for row, top, height in self._rows_on_screen(event.rect()):
            if self.selectionModel().isRowSelected(row):
                width = self.horizontalHeader().length()
                painter.fillRect(QRect(0, top, width, height), self._chosen)
            for column, left, width in columns:
                self._paint_cell(
                    painter, metrics, QRect(left, top, width, height), row, column
                )

    def _columns_on_screen(self) -> list[tuple[int, int, int]]:
        header, right = self.horizontalHeader(), self.viewport().width()
        places = [
            (column, header.sectionViewportPosition(column), header.sectionSize(column))
            for column in range(len(COLUMNS))
            if not header.isSectionHidden(column)
        ]
        return [(c, left, w) for c, left, w in places if left < right and left + w > 0]

    def _rows_on_screen(self, exposed: QRect) -> Iterator[tuple[int, int, int]]:
        rows = self._model.rowCount()
        if rows:
            height = self.rowHeight(0)
            first = max(0, self.rowAt(exposed.top()))
            top = self.rowViewportPosition(first)
            for row in range(first, rows):
                if top > exposed.bottom():
                    return
                yield row, top, height
                top += height

    def _paint_cell(
        self,
        painter: QPainter,
        metrics: QFontMetrics,
        box: QRect,
        row: int,
        column: int,
    ) -> None:
        box.adjust(PADDING, 0, -PADDING, 0)
        if column == LABEL_COLUMN:
            picture = self._swatches[self._model.label_at(row)]
            top = box.center().y() - SWATCH // 2 + 1
            painter.drawPixmap(box.left(), top, picture)
            box.setLeft(box.left() + SWATCH + _GAP)
        text, width = self._model.text_at(row, column), box.width()
        if len(text) * fonts.scaled(_DIGIT_PX) > width:
            text = metrics.elidedText(text, _AT_THE_END, width)
        painter.drawText(box, _SIDES[column], text)


def _mark(label: str, palette: Palette) -> Mark:
    """As on the image; candidates and what was injected stand out at night."""
    own = label.removesuffix(", synthetic")
    accepted = own in ("PSF candidate", "PSF-like")
    synthetic = "synthetic" in label
    tested = "" if own in ("PSF candidate", "leader", "synthetic") else own
    return mark_of(
        accepted=accepted, synthetic=synthetic, label=tested, palette=palette
    )
