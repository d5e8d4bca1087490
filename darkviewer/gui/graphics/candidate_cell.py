"""Cells of the table of candidates, painted in the time that a moving slider leaves.

A style asks the model for a dozen roles and lays out rich items; these are numbers and
words. For a full table that is several milliseconds less per picture.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QIcon, QPainter
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from darkviewer.gui import fonts
from darkviewer.gui.graphics.mark_paint import SWATCH, swatch
from darkviewer.gui.graphics.markers import Mark, mark_of
from darkviewer.gui.models.candidate_columns import COLUMNS, LABEL_COLUMN
from darkviewer.gui.models.candidate_filter import LABELS
from darkviewer.gui.models.candidate_model import CandidateModel
from darkviewer.gui.theme import Palette

__all__ = ["CandidateCell"]

Index = QModelIndex | QPersistentModelIndex
PADDING = 6
_GAP = 6  # between swatch and word
_DIGIT_PX = 8  # hardly any text is wider, and few need to be measured
_SELECTED = QStyle.StateFlag.State_Selected
_AT_THE_END = Qt.TextElideMode.ElideRight
_SIDES = [
    int(Qt.AlignmentFlag.AlignVCenter)
    | int(Qt.AlignmentFlag.AlignLeft if column.left else Qt.AlignmentFlag.AlignRight)
    for column in COLUMNS
]


class CandidateCell(QStyledItemDelegate):
    """Paints any cell; that of the label has a swatch in the colour of the marker.

    Attributes
    ----------
    icons : dict of QIcon
        The swatch of every label.
    """

    def __init__(
        self, view: QTableView, model: CandidateModel, palette: Palette
    ) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """At night nothing is blue."""
        self._ink, self._chosen = QColor(palette.text), QColor(palette.accent_fill)
        ratio = self._view.devicePixelRatioF()
        self._swatches = {
            label: swatch(_mark(label, palette), ratio) for label in LABELS
        }
        self.icons = {name: QIcon(picture) for name, picture in self._swatches.items()}

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Ground, swatch, text."""
        row, column, box = index.row(), index.column(), option.rect
        if option.state & _SELECTED:
            painter.fillRect(box, self._chosen)
        box = box.adjusted(PADDING, 0, -PADDING, 0)
        if column == LABEL_COLUMN:
            self._paint_swatch(painter, box, self._model.label_at(row))
            box.setLeft(box.left() + SWATCH + _GAP)
        text, width = self._model.text_at(row, column), box.width()
        if len(text) * fonts.scaled(_DIGIT_PX) > width:
            text = option.fontMetrics.elidedText(text, _AT_THE_END, width)
        painter.setPen(self._ink)
        painter.drawText(box, _SIDES[column], text)

    def _paint_swatch(self, painter: QPainter, box: QRect, label: str) -> None:
        top = box.center().y() - SWATCH // 2 + 1
        painter.drawPixmap(box.left(), top, self._swatches[label])


def _mark(label: str, palette: Palette) -> Mark:
    """As on the image; candidates and what was injected stand out at night."""
    own = label.removesuffix(", synthetic")
    accepted = own in ("PSF candidate", "PSF-like")
    synthetic = "synthetic" in label
    tested = "" if own in ("PSF candidate", "leader", "synthetic") else own
    return mark_of(
        accepted=accepted, synthetic=synthetic, label=tested, palette=palette
    )
