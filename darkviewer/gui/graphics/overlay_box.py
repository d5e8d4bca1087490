"""A few lines of text over the image, on a dark ground that leaves it visible."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from darkviewer.gui.theme import PALETTES, Palette, mixed

__all__ = ["OverlayBox", "Run"]

GROUND_ALPHA = 222
RADIUS = 6.0
PADDING_X = 10.0
PADDING_Y = 6.0
LEADING = 1.16


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line; muted ones are secondary, loud ones a warning."""

    text: str
    tone: str = ""  # "", "muted" or "loud"


Line = tuple[Run, ...]


class OverlayBox(QWidget):
    """Grows with its text; lets the mouse through to the image."""

    def __init__(self, parent: QWidget, font: QFont) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()
        self._palette = PALETTES["dark"]
        self.setFont(font)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def set_palette(self, palette: Palette) -> None:
        """The ground stays dark whatever the theme: the image is dark, too."""
        night = palette.name == "night"
        self._palette = palette if night else PALETTES["dark"]
        self.update()

    def set_font(self, font: QFont) -> None:
        """Text of another size."""
        self.setFont(font)
        self.resize(self.sizeHint())

    def set_lines(self, *lines: Line) -> None:
        """Show this; without lines the box is hidden."""
        if lines == self._lines:
            return
        self._lines = lines
        self.setAccessibleName("; ".join(self.texts))
        self.resize(self.sizeHint())
        self.setVisible(bool(lines))
        self.update()

    @property
    def texts(self) -> list[str]:
        """The lines as plain text."""
        return ["".join(run.text for run in line) for line in self._lines]

    def sizeHint(self) -> QSize:
        """Around the longest line."""
        metrics = QFontMetricsF(self.font())
        width = max((metrics.horizontalAdvance(t) for t in self.texts), default=0.0)
        height = metrics.height() * LEADING * len(self._lines)
        return QSize(round(width + 2 * PADDING_X), round(height + 2 * PADDING_Y))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground and text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        ground = QColor(mixed(self._palette.background, "#000000", 0.3))
        ground.setAlpha(GROUND_ALPHA)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        metrics = QFontMetricsF(self.font())
        y = PADDING_Y + metrics.ascent()
        for line in self._lines:
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
