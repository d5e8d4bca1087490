"""A sentence that may be longer than its place: the place stays as it is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QPalette,
    QResizeEvent,
    QTextLayout,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from darkviewer.gui.review.prepared import Depends, PaintedAhead
from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import ELLIPSIS

__all__ = ["Sentence"]


class Sentence(PaintedAhead):
    """Wrapped into a fixed number of lines; what is cut is its tip.

    Parameters
    ----------
    lines : int
        How many there is room for, whatever the text.
    """

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines, self._text = lines, ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """All of it."""
        return self._text

    def setText(self, text: str) -> None:
        """Show another sentence."""
        self._text = text
        self.setAccessibleName(text)
        self._tell_what_is_cut()
        self.update()

    def prepare(self, text: str) -> bool:
        """Paint what may be shown next; whether that was left to do."""
        return self._prepare(_text=text)

    def sizeHint(self) -> QSize:
        """That many lines."""
        height = QFontMetricsF(fonts.small()).lineSpacing()
        return QSize(fonts.scaled(60), round(self._lines * height) + 1)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less of it is cut."""
        super().resizeEvent(event)
        self._tell_what_is_cut()

    def shown_lines(self) -> list[str]:
        """What is painted, line by line; the last one ends in … where it is cut."""
        layout = QTextLayout(self._text, fonts.small())
        layout.beginLayout()
        starts: list[int] = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self.width())
            starts.append(line.textStart())
        layout.endLayout()
        ends = [*starts[1:], len(self._text)]
        lines = [self._text[a:b].rstrip() for a, b in zip(starts, ends, strict=True)]
        if len(lines) > self._lines:
            rest = self._text[starts[self._lines - 1] :]
            lines = [*lines[: self._lines - 1], self._elided(rest)]
        return lines

    def _elided(self, text: str) -> str:
        """As many whole words as fit."""
        metrics, words = QFontMetricsF(fonts.small()), text.split(" ")
        while len(words) > 1:
            shown = " ".join(words) + ELLIPSIS
            if metrics.horizontalAdvance(shown) <= self.width():
                return shown
            words.pop()
        return words[0] + ELLIPSIS

    def _tell_what_is_cut(self) -> None:
        cut = any(line.endswith(ELLIPSIS) for line in self.shown_lines()[-1:])
        self.setToolTip(self._text if cut else "")

    def _depends(self) -> Depends:
        return Depends((self._text,))

    def _paint(self, painter: QPainter) -> None:
        """In the colour of secondary text."""
        painter.setFont(fonts.small())
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        metrics = QFontMetricsF(painter.font())
        for place, line in enumerate(self.shown_lines()):
            top = place * metrics.lineSpacing() + metrics.ascent()
            painter.drawText(QPointF(0, top), line)
