"""A few lines of text over the image, on a dark ground that leaves it visible."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from darkviewer.gui.style.theme import PALETTES, Palette, mixed
from darkviewer.gui.text.runs import SEPARATOR, Line, Run

__all__ = ["OverlayBox"]

GROUND_ALPHA = 222
RADIUS = 6.0
PADDING_X = 10.0
PADDING_Y = 6.0
LEADING = 1.16
_WORD = re.compile(rf"(?:{SEPARATOR})?\s*\S+")


class OverlayBox(QWidget):
    """Grows with its text; lets the mouse through to the image."""

    def __init__(self, parent: QWidget, font: QFont) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()
        self._folded: tuple[Line, ...] = ()
        self._room = math.inf
        self._palette = PALETTES["dark"]
        self._font = font  # the widget's own would follow the style sheet
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def set_palette(self, palette: Palette) -> None:
        """The ground stays dark whatever the theme: the image is dark, too."""
        night = palette.name == "night"
        self._palette = palette if night else PALETTES["dark"]
        self.update()

    def set_font(self, font: QFont) -> None:
        """Text of another size."""
        if font != self._font:
            self._font = font
            self._fold()

    def set_room(self, width_px: float) -> None:
        """No wider than this: longer lines go on below, from a separator on."""
        if width_px != self._room:
            self._room = width_px
            self._fold()

    def set_lines(self, *lines: Line) -> None:
        """Show this; without lines the box is hidden."""
        if lines == self._lines:
            return
        self._lines = lines
        self.setAccessibleName("; ".join(self.texts))
        self._fold()
        self.setVisible(bool(lines))

    @property
    def texts(self) -> list[str]:
        """The lines as plain text."""
        return ["".join(run.text for run in line) for line in self._lines]

    def sizeHint(self) -> QSize:
        """Around the longest line."""
        width = max((self._width(line) for line in self._folded), default=0.0)
        height = QFontMetricsF(self._font).height() * LEADING * len(self._folded)
        return QSize(round(width + 2 * PADDING_X), round(height + 2 * PADDING_Y))

    def _fold(self) -> None:
        room = self._room - 2 * PADDING_X
        folded: list[Line] = []
        for line in self._lines:
            folded.append(())
            for piece in self._fitting(_pieces(line), room):
                if folded[-1] and self._width((*folded[-1], piece)) > room:
                    folded.append(())
                    text = piece.text.removeprefix(SEPARATOR).lstrip()
                    piece = replace(piece, text=text)
                folded[-1] = (*folded[-1], piece)
        self._folded = tuple(folded)
        self.resize(self.sizeHint())
        self.update()

    def _fitting(self, pieces: list[Run], room: float) -> Iterator[Run]:
        """Words of their own where a piece is wider than all the room."""
        for piece in pieces:
            if self._width((piece,)) <= room:
                yield piece
            else:
                words = _WORD.findall(piece.text)
                yield from (replace(piece, text=word) for word in words)

    def _width(self, line: Line) -> float:
        metrics = QFontMetricsF(self._font)
        return metrics.horizontalAdvance("".join(run.text for run in line))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground and text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        painter.setPen(Qt.PenStyle.NoPen)
        ground = QColor(mixed(self._palette.background, "#000000", 0.3))
        ground.setAlpha(GROUND_ALPHA)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        metrics = QFontMetricsF(self._font)
        y = PADDING_Y + metrics.ascent()
        for line in self._folded:
            x = PADDING_X
            for run in line:
                painter.setPen(self._colour(run.tone))
                painter.drawText(QPointF(x, y), run.text)
                x += metrics.horizontalAdvance(run.text)
            y += metrics.height() * LEADING

    def _colour(self, tone: str) -> QColor:
        palette = self._palette
        return QColor(
            {"muted": palette.secondary, "loud": palette.warn}.get(tone, palette.text)
        )


def _pieces(line: Line) -> list[Run]:
    """Parts that may take their own line; each but the first starts with the dot."""
    return [
        replace(run, text=SEPARATOR + part if place else part)
        for run in line
        for place, part in enumerate(run.text.split(SEPARATOR))
        if place or part
    ]
