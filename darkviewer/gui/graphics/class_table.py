"""Pixels of each class in numbers, with its colour."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from darkviewer.gui.graphics.class_bar import SWATCH, paint_swatch
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES, Palette
from darkviewer.gui.text.class_words import HEAD, ClassRow
from darkviewer.gui.text.tips import plain_tip

__all__ = ["ClassTable"]

_ROW = 1.35  # heights of the text
_GAP = 7
_SPARED = 2  # the column that a narrow table does without
_TIP = (
    "Alerts: how many pixels of the class stand out in a dark frame, and so would be "
    "false alerts, by how often they did in these frames"
)


class ClassTable(QWidget):
    """Painted: other numbers lay nothing out."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[ClassRow, ...] = ()
        self._palette = PALETTES["dark"]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        self._palette = palette
        self.update()

    def set_rows(self, rows: tuple[ClassRow, ...]) -> None:
        """Show these."""
        if rows != self._rows:
            self._rows = rows
            said = (" ".join(row.cells) for row in rows)
            self.setAccessibleName("; ".join((" ".join(HEAD), *said)))
            self.updateGeometry()
            self.update()

    @property
    def texts(self) -> list[tuple[str, ...]]:
        """The cells, row by row, without the head."""
        return [row.cells for row in self._rows]

    def sizeHint(self) -> QSize:
        """All rows and columns."""
        return QSize(self._needed(), self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Without the column that can be spared."""
        widths = self._widths()
        width = self._needed() - widths[_SPARED] - _GAP
        return QSize(round(width), round(self._row * (len(self._rows) + 1)))

    @property
    def _row(self) -> float:
        return float(QFontMetricsF(fonts.small()).height()) * _ROW

    def _needed(self) -> int:
        return round(sum(self._widths()) + _GAP * len(HEAD) + fonts.scaled(SWATCH))

    def _widths(self) -> list[float]:
        metrics = QFontMetricsF(fonts.small())
        lines = [HEAD, *(row.cells for row in self._rows)]
        columns = zip(*lines, strict=True)
        return [max(map(metrics.horizontalAdvance, cells)) for cells in columns]

    def event(self, event: QEvent) -> bool:
        """When a pixel has the class under the mouse; what alerts are."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = int(event.pos().y() // self._row) - 1
            tip = self._rows[place].tip if 0 <= place < len(self._rows) else ""
            QToolTip.showText(event.globalPos(), plain_tip(tip or _TIP), self)
            return True
        return bool(super().event(event))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The head, then a line for each class."""
        painter, palette, high = QPainter(self), self._palette, self._row
        painter.setFont(fonts.small())
        spans, side = self._spans(), fonts.scaled(SWATCH)
        self._paint_line(painter, QRectF(0, 0, 0, high), spans, HEAD, palette.secondary)
        for place, row in enumerate(self._rows, start=1):
            line = QRectF(0, place * high, 0, high)
            if row.severity is not None:
                box = QRectF(0.5, line.top() + (high - side) / 2, side, side)
                paint_swatch(painter, box, row.severity, palette)
            self._paint_line(painter, line, spans, row.cells, palette.text)

    def _spans(self) -> dict[int, tuple[float, float]]:
        """Left and right end of each column that has room."""
        widths = self._widths()
        narrow = self.width() < self._needed()
        right, spans = float(self.width()), {}
        for column in range(len(widths) - 1, 0, -1):
            if not (narrow and column == _SPARED):
                spans[column] = right - widths[column], right
                right -= widths[column] + _GAP
        return spans | {0: (fonts.scaled(SWATCH) + _GAP, right)}

    def _paint_line(
        self,
        painter: QPainter,
        line: QRectF,
        spans: Mapping[int, tuple[float, float]],
        cells: tuple[str, ...],
        colour: str,
    ) -> None:
        painter.setPen(QColor(colour))
        for column, (left, right) in spans.items():
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            box = QRectF(left, line.top(), right - left + 1, line.height())
            painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, cells[column])
