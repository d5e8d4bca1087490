"""Parts of the desk that paint their rows: nothing is laid out anew for a candidate."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from darkviewer.gui.controls.folding import Folding
from darkviewer.gui.review.prepared import Depends, Pictures
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES, Palette
from darkviewer.gui.text.numbers import without_cut_number

__all__ = ["GAP", "LEFT", "MARKS", "RIGHT", "UNKNOWN", "PaintedRows", "draw", "wide"]

UNKNOWN = "–"
MARKS = {True: "✓", False: "✗", None: UNKNOWN}
GAP = 8

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MARK = 18
_ELIDE = Qt.TextElideMode.ElideRight
_Policy = QSizePolicy.Policy


def wide(text: str, font: QFont) -> float:
    """Pixels that a text takes."""
    return QFontMetricsF(font).horizontalAdvance(text)


def draw(painter: QPainter, box: QRectF, text: str, align: Qt.AlignmentFlag) -> None:
    """One line; words that do not fit end in an ellipsis, and no number is cut."""
    cut = QFontMetricsF(painter.font()).elidedText(text, _ELIDE, box.width())
    painter.drawText(box, align, without_cut_number(text, cut))


class PaintedRows(Folding):
    """Rows of equal height; where it is narrow each takes two lines.

    Parameters
    ----------
    name : str
        For people who hear the window.
    least, most : int
        Height of a line at 100 % text: it takes what there is between them.
    """

    def __init__(
        self, name: str, *, least: int, most: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._least, self._most = least, most
        self.folded = False
        self.palette_now = PALETTES["dark"]
        self.pictures = Pictures(self)
        self.setAccessibleName(name)
        vertical = _Policy.Fixed if least == most else _Policy.Preferred
        self.setSizePolicy(_Policy.Preferred, vertical)

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        self.palette_now = palette
        self.update()

    def colour(self, *, passed: bool | None) -> QColor:
        """Of a mark: passed, failed or unknown."""
        palette = self.palette_now
        known = {True: palette.ok, False: palette.bad, None: palette.secondary}
        return QColor(known[passed])

    @property
    def text_colour(self) -> QColor:
        """Of names and values."""
        return QColor(self.palette_now.text)

    @property
    def faint_colour(self) -> QColor:
        """Of what is secondary."""
        return QColor(self.palette_now.secondary)

    def depends(self) -> Depends:
        """On what the picture of the rows depends beside colours and room."""
        raise NotImplementedError

    def paint(self, painter: QPainter) -> None:
        """All rows."""
        raise NotImplementedError

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture of what is shown."""
        self.pictures.show(self._whole(), self.paint)

    def paint_ahead(self) -> bool:
        """Paint what is shown now for later; whether that was left to do."""
        return self.pictures.prepare(self._whole(), self.paint)

    def _whole(self) -> Depends:
        own = self.depends()
        values = (*own.values, self.folded)
        return Depends(values, (*own.objects, self.palette_now))

    def count(self) -> int:
        """How many rows there is room for."""
        raise NotImplementedError

    def sentences(self) -> Sequence[str]:
        """Each row in words."""
        raise NotImplementedError

    def needed(self) -> float:
        """Width below which it folds."""
        raise NotImplementedError

    def below(self) -> int:
        """Height of what is under the rows."""
        return 0

    def told(self) -> None:
        """Something else is shown: say so, and paint it."""
        self.setAccessibleDescription("; ".join(self.sentences()))
        self.update()

    def mark_width(self) -> int:
        """Of the column of marks."""
        return fonts.scaled(_MARK)

    @property
    def line_height(self) -> float:
        """Of a line; a folded row has two."""
        lines = self.count() * (1 + self.folded)
        each = (self.height() - self.below()) / lines
        return min(each, fonts.scaled(self._most))

    def row_box(self, row: int) -> QRectF:
        """Where a row is."""
        high = self.line_height * (1 + self.folded)
        return QRectF(0, row * high, self.width(), high)

    def lines_of(self, row: int) -> tuple[QRectF, QRectF]:
        """Its first and last line: the same where it is not folded."""
        box, high = self.row_box(row), self.line_height
        first = QRectF(box.left(), box.top(), box.width(), high)
        return first, first.translated(0, box.height() - high)

    def sizeHint(self) -> QSize:
        """Lines with air between them."""
        return self._size(self._most)

    def minimumSizeHint(self) -> QSize:
        """Lines without."""
        return self._size(self._least)

    def _size(self, line: int) -> QSize:
        lines = self.count() * (1 + self.folded)
        high = lines * fonts.scaled(line) + self.below()
        return QSize(fonts.scaled(120), high)

    def event(self, event: QEvent) -> bool:
        """Each row has its tip: the words may be cut."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(
                event.globalPos(), self.tip_at(QPointF(event.pos())), self
            )
            return True
        return super().event(event)

    def tip_at(self, place: QPointF) -> str:
        """The row there, in words."""
        said = self.sentences()
        row = int(place.y() // self.row_box(0).height())
        return said[row] if 0 <= row < len(said) else ""

    def _fold(self) -> None:
        folded = self.width() < self.needed()
        if folded != self.folded:
            self.folded = folded
            self.updateGeometry()
            self.update()
