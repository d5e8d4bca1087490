"""A picture to be saved: parts below each other, drawn a band at a time on any thread.

Nothing here uses a widget or a pixmap, and no picture is ever in memory as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPicture
from PySide6.QtWidgets import QGraphicsView, QWidget

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.graphics.measure_strip import MeasureStrip
from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import number

if TYPE_CHECKING:
    from darkviewer.gui.style.theme import Palette

__all__ = [
    "BAND",
    "LEADING",
    "MARGIN",
    "Caption",
    "Part",
    "Recorded",
    "Sheet",
    "recorded",
]

BAND = 256
"""Rows that are drawn at once."""

MOST = 32_000
"""Columns: a painter of Qt counts to 32,767."""

MARGIN, LEADING = 10.0, 3.0
_WRAPPED = Qt.TextFlag.TextWordWrap


class Part(Protocol):
    """Something with a size that paints itself, its own corner at the origin."""

    @property
    def width(self) -> int:
        """In pixels of the picture."""
        ...

    @property
    def height(self) -> int:
        """In pixels of the picture."""
        ...

    def paint(self, painter: QPainter, top: int, bottom: int) -> None:
        """Paint at least the rows ``top <= y < bottom``."""
        ...


@dataclass(frozen=True, slots=True)
class Caption:
    """Lines of text, the first one emphasised; long ones go on below.

    Attributes
    ----------
    lines : tuple of str
        From top to bottom.
    width : int
        Of the picture.
    scale : float
        Pixels of the picture for one of the window's text.
    palette : Palette
        Colours.
    """

    lines: tuple[str, ...]
    width: int
    scale: float
    palette: Palette

    @property
    def height(self) -> int:
        """As much as the text needs."""
        boxes = self._boxes()
        return round((boxes[-1].bottom() + MARGIN) * self.scale) if boxes else 0

    def paint(self, painter: QPainter, _top: int, _bottom: int) -> None:
        """All lines: there are few."""
        painter.save()
        painter.scale(self.scale, self.scale)
        for place, (line, box) in enumerate(
            zip(self.lines, self._boxes(), strict=True)
        ):
            colour = self.palette.secondary if place else self.palette.text
            painter.setPen(QColor(colour))
            painter.setFont(_font(place))
            painter.drawText(box, _WRAPPED, line)
        painter.restore()

    def _boxes(self) -> list[QRectF]:
        room = self.width / self.scale - 2 * MARGIN
        top, boxes = MARGIN, []
        for place, line in enumerate(self.lines):
            metrics = QFontMetricsF(_font(place))
            box = metrics.boundingRect(QRectF(0, 0, room, 1e6), _WRAPPED, line)
            boxes.append(QRectF(MARGIN, top, room, box.height()))
            top += box.height() + LEADING
        return boxes


def _font(place: int) -> QFont:
    if place:
        return fonts.small()
    font = fonts.body()
    font.setWeight(QFont.Weight.Medium)
    return font


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a widget painted, in vectors.

    Attributes
    ----------
    picture : QPicture
        From `recorded`.
    size : QSizeF
        Of the widget.
    scale : float
        Pixels of the picture for one of the widget.
    """

    picture: QPicture
    size: QSizeF
    scale: float

    @property
    def width(self) -> int:
        """In pixels of the picture."""
        return round(self.size.width() * self.scale)

    @property
    def height(self) -> int:
        """In pixels of the picture."""
        return round(self.size.height() * self.scale)

    def paint(self, painter: QPainter, _top: int, _bottom: int) -> None:
        """All of it, clipped to its place."""
        painter.save()
        painter.scale(self.scale, self.scale)
        painter.setClipRect(QRectF(0, 0, self.size.width(), self.size.height()))
        painter.drawPicture(0, 0, self.picture)
        painter.restore()


def recorded(widget: QWidget, scale: float) -> Recorded:
    """Record how a widget looks now; on the GUI thread, in a few milliseconds.

    Symbols of plots and strips are recorded as outlines: pictures that are kept of
    them would be coarse when enlarged.
    """
    picture, size = QPicture(), QSizeF(widget.size())
    painter = QPainter(picture)
    if isinstance(widget, QGraphicsView):
        size = QSizeF(widget.viewport().size())
        symbols = [x for x in widget.scene().items() if hasattr(x, "setExportMode")]
        for item in symbols:
            item.setExportMode(True, {"antialias": True})
        widget.render(painter, QRectF(QPointF(), size), widget.viewport().rect())
        for item in symbols:
            item.setExportMode(False)
    else:
        if isinstance(widget, MeasureStrip):
            widget.in_vectors = True
        widget.render(painter, QPoint())
        if isinstance(widget, MeasureStrip):
            widget.in_vectors = False
    painter.end()
    return Recorded(picture, size, scale)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Parts below each other.

    Attributes
    ----------
    parts : tuple of Part
        From top to bottom.
    ground : str
        Colour where there is none.
    least_height : int
        Of a picture that alternates with higher ones.
    """

    parts: tuple[Part, ...]
    ground: str
    least_height: int = 0

    @property
    def width(self) -> int:
        """That of the widest part."""
        return max(part.width for part in self.parts)

    @property
    def height(self) -> int:
        """Of all parts."""
        return max(sum(part.height for part in self.parts), self.least_height)

    def check(self) -> None:
        """Refuse what cannot be drawn.

        Raises
        ------
        DarkviewerError
            If it is too wide.
        """
        if self.width > MOST:
            raise DarkviewerError(
                f"a picture of {number(self.width)} columns is too wide (at most "
                f"{number(MOST)}): choose a smaller size"
            )

    def band(self, top: int, bottom: int) -> NDArray[np.uint8]:
        """Rows ``top <= y < bottom``, shape (n, width, 3)."""
        rows = bottom - top
        image = QImage(self.width, rows, QImage.Format.Format_RGB32)
        image.fill(QColor(self.ground))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0, -top)
        self._paint(painter, top, bottom)
        painter.end()
        return _rgb(image)

    def paint(self, painter: QPainter) -> None:
        """All of it, on a painter of vectors."""
        whole = QRectF(0, 0, self.width, self.height)
        painter.fillRect(whole, QColor(self.ground))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter, 0, self.height)

    def _paint(self, painter: QPainter, top: int, bottom: int) -> None:
        start = 0
        for part in self.parts:
            first, last = max(top - start, 0), min(bottom - start, part.height)
            if first < last:
                painter.save()
                painter.translate(0, start)
                part.paint(painter, first, last)
                painter.restore()
            start += part.height


def _rgb(image: QImage) -> NDArray[np.uint8]:
    shape = image.height(), image.bytesPerLine() // 4
    words = np.frombuffer(image.constBits(), np.uint32).reshape(shape)
    words = words[:, : image.width()]
    channels = [(words >> shift).astype(np.uint8) for shift in (16, 8, 0)]
    return np.stack(channels, axis=-1)
