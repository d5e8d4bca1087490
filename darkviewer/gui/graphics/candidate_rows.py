"""The table of candidates, painted in the time that a moving slider leaves.

A delegate is asked cell by cell, through styles and a dozen roles of the model; these
are numbers and words. For a full table that is several milliseconds less per picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QIcon,
    QPainter,
    QPaintEvent,
    QPalette,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from darkviewer.gui.controls.one_selected import OneSelectedTable
from darkviewer.gui.graphics.mark_paint import SWATCH, swatch
from darkviewer.gui.graphics.markers import Mark, mark_of
from darkviewer.gui.models.candidate_columns import COLUMNS, LABEL_COLUMN
from darkviewer.gui.style import fonts
from darkviewer.gui.text.candidate_filter import LABELS
from darkviewer.gui.text.numbers import ELLIPSIS

if TYPE_CHECKING:
    from darkviewer.gui.models.candidate_model import CandidateModel
    from darkviewer.gui.style.theme import Palette

__all__ = ["CandidateRows"]

PADDING = 6
ROW_PX = 20
_GAP = 6  # between swatch and word
_DIGIT_PX = 8  # hardly any text is wider, and few need to be measured
_AT_THE_END = Qt.TextElideMode.ElideRight
_LEAST_PX = 40
_ON_THE_LEFT = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.AlignmentFlag.AlignLeft)
_ON_THE_RIGHT = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.AlignmentFlag.AlignRight)


@dataclass(frozen=True, slots=True)
class _Content:
    """The contents of the table, as painted.

    Attributes
    ----------
    size : QSize
        In device pixels.
    metrics : QFontMetrics
    columns : tuple of (column, left, width)
    rows : tuple of (top, selected, label)
    texts : tuple of str
        Of all cells, row by row.
    """

    size: QSize
    metrics: QFontMetrics
    columns: tuple[tuple[int, int, int], ...]
    rows: tuple[tuple[int, bool, str], ...]
    texts: tuple[str, ...]


class CandidateRows(OneSelectedTable):
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
        self._painted: _Content | None = None
        self._picture = QPixmap()
        self._needed = [0] * len(COLUMNS)
        self.horizontalHeader().sectionResized.connect(self._keep_room)
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """At night nothing is blue."""
        self._ink, self._chosen = QColor(palette.text), QColor(palette.accent_fill)
        ratio = self.devicePixelRatioF()
        self._swatches = {
            label: swatch(_mark(label, palette), ratio) for label in LABELS
        }
        self.icons = {name: QIcon(picture) for name, picture in self._swatches.items()}
        self._painted = None
        self.viewport().update()

    def follow_text(self) -> None:
        """Rows and columns as large as their text wants them."""
        self.verticalHeader().setDefaultSectionSize(fonts.scaled(ROW_PX))
        self.horizontalHeader().setMinimumSectionSize(fonts.scaled(_LEAST_PX))
        self._needed = [0] * len(COLUMNS)
        for section, column in enumerate(COLUMNS):
            self.setColumnWidth(section, fonts.scaled(column.width))
        self.widen_columns()

    def widen_columns(self) -> None:
        """Give every column the room that its title and its numbers need.

        None becomes narrower: columns do not move when only a number changes.
        """
        header, metrics = self.horizontalHeader(), self.fontMetrics()
        for section in range(len(COLUMNS)):
            if header.isSectionHidden(section):
                continue
            texts = self._model.widest_texts(section)
            widths = [metrics.horizontalAdvance(text) + 2 * PADDING for text in texts]
            needed = max(header.sectionSizeHint(section), *widths, 0)
            self._needed[section] = max(needed, self._needed[section])
            if self.columnWidth(section) < needed:
                self.setColumnWidth(section, needed)

    def _keep_room(self, section: int, _before: int, width: int) -> None:
        """A column that is dragged narrower stops where a number would be cut."""
        if 0 < width < self._needed[section]:
            self.horizontalHeader().resizeSection(section, self._needed[section])

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Unchanged cells are not written again: a moving threshold mostly
        takes rows away that are out of sight."""
        content = self._content()
        if content != self._painted:
            self._painted, self._picture = content, self._paint(content)
        QPainter(self.viewport()).drawPixmap(0, 0, self._picture)

    def _content(self) -> _Content:
        columns, rows = self._columns_on_screen(), self._rows_on_screen()
        selected, label = self.selectionModel(), self._model.label_at
        return _Content(
            self.viewport().size() * self.devicePixelRatioF(),
            self.fontMetrics(),
            columns,
            tuple((top, selected.isRowSelected(row), label(row)) for row, top in rows),
            tuple(self._model.text_at(row, c) for row, _ in rows for c, *_ in columns),
        )

    def _paint(self, content: _Content) -> QPixmap:
        """Background of the selected row, then the cells."""
        picture = QPixmap(content.size)
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        picture.fill(self.palette().color(QPalette.ColorRole.Base))
        painter = QPainter(picture)
        painter.setFont(self.font())
        painter.setPen(self._ink)
        texts, height = iter(content.texts), self.verticalHeader().defaultSectionSize()
        for top, chosen, label in content.rows:
            if chosen:
                width = self.horizontalHeader().length()
                painter.fillRect(QRect(0, top, width, height), self._chosen)
            for column, left, width in content.columns:
                box = QRect(left, top, width, height).adjusted(PADDING, 0, -PADDING, 0)
                if column == LABEL_COLUMN:
                    self._paint_swatch(painter, box, label)
                self._write(painter, content.metrics, box, next(texts), column)
        painter.end()
        return picture

    def _columns_on_screen(self) -> tuple[tuple[int, int, int], ...]:
        header, right = self.horizontalHeader(), self.viewport().width()
        places = [
            (column, header.sectionViewportPosition(column), header.sectionSize(column))
            for column in range(len(COLUMNS))
            if not header.isSectionHidden(column)
        ]
        return tuple(at for at in places if at[1] < right and at[1] + at[2] > 0)

    def _rows_on_screen(self) -> list[tuple[int, int]]:
        """Row and its upper edge."""
        height, rows = (
            self.verticalHeader().defaultSectionSize(),
            self._model.rowCount(),
        )
        first = max(0, self.rowAt(0))
        above = self.rowViewportPosition(first)
        count = -(-(self.viewport().height() - above) // height)
        return [
            (row, above + (row - first) * height) for row in range(first, rows)[:count]
        ]

    def _paint_swatch(self, painter: QPainter, box: QRect, label: str) -> None:
        top = box.center().y() - SWATCH // 2 + 1
        painter.drawPixmap(box.left(), top, self._swatches[label])
        box.setLeft(box.left() + SWATCH + _GAP)

    def _write(
        self,
        painter: QPainter,
        metrics: QFontMetrics,
        box: QRect,
        text: str,
        column: int,
    ) -> None:
        if not COLUMNS[column].left:
            self._write_number(painter, metrics, box, text)
            return
        if len(text) * fonts.scaled(_DIGIT_PX) > box.width():
            text = metrics.elidedText(text, _AT_THE_END, box.width())
        painter.drawText(box, _ON_THE_LEFT, text)

    def _write_number(
        self, painter: QPainter, metrics: QFontMetrics, box: QRect, text: str
    ) -> None:
        """Whole, or where the edge of the table would cut it, not at all."""
        seen = box.intersected(self.viewport().rect())
        if seen != box or len(text) * fonts.scaled(_DIGIT_PX) > box.width():
            left = box.right() + 1 - metrics.horizontalAdvance(text)
            if left < seen.left() or box.right() > seen.right():
                painter.drawText(seen, _ON_THE_RIGHT, ELLIPSIS)
                return
        painter.drawText(box, _ON_THE_RIGHT, text)


def _mark(label: str, palette: Palette) -> Mark:
    """As on the image; candidates and what was injected stand out at night."""
    own = label.removesuffix(", synthetic")
    accepted = own in ("PSF candidate", "PSF-like")
    synthetic = "synthetic" in label
    examined = "" if own in ("PSF candidate", "leader", "synthetic") else own
    return mark_of(
        accepted=accepted, synthetic=synthetic, label=examined, palette=palette
    )
