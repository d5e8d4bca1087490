"""The colours of the classes beside the image, the worst on top."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from darkviewer.core.hazard.class_map import SEVERITIES, WORST
from darkviewer.gui.graphics.colour_maps import class_colours
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES, Palette
from darkviewer.gui.text.tips import plain_tip

__all__ = ["ClassBar", "paint_swatch"]

SWATCH = 10
_SMALL = 7  # in the bar
_TOP, _LEFT, _GAP = 6, 3, 3
_LEAST = 0.8  # of the height of the text, without the air around it
_MOST = 30  # height of a class


def paint_swatch(
    painter: QPainter, box: QRectF, severity: int, palette: Palette
) -> None:
    """The colour of a class, with an outline: the ground may have the same one."""
    colour = class_colours(red=palette.name == "night")[severity]
    painter.setPen(QPen(QColor(palette.secondary), 1))
    painter.setBrush(colour)
    painter.drawRect(box)


class ClassBar(QWidget):
    """As wide as the histogram, in whose place it is: the image stays where it is."""

    def __init__(self, width_px: int) -> None:
        super().__init__()
        self._width = width_px
        self._palette = PALETTES["dark"]
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        names = ", ".join(one.name for one in reversed(SEVERITIES))
        self.setAccessibleName(f"Colours of the classes, the worst on top: {names}")
        self.hide()

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        self._palette = palette
        self.update()

    def follow_text(self) -> None:
        """Text of another size."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A narrow bar."""
        return QSize(fonts.scaled(self._width), 200)

    def room_for(self, name: str) -> float:
        """Width of the bar in which a name is whole."""
        words = QFontMetricsF(fonts.small()).horizontalAdvance(name)
        return float(_LEFT + fonts.scaled(_SMALL) + _GAP + words)

    def severity_at(self, y: float) -> int | None:
        """The class at a height of the widget."""
        place = int((y - _TOP) // self._row())
        return WORST - place if 0 <= place <= WORST else None

    def event(self, event: QEvent) -> bool:
        """When a pixel has the class under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            severity = self.severity_at(event.pos().y())
            rule = None if severity is None else SEVERITIES[severity]
            words = "" if rule is None else plain_tip(f"{rule.name}: {rule.words}")
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return bool(super().event(event))

    def _row(self) -> float:
        """All classes are there, however low the bar is."""
        room = (self.height() - 2 * _TOP) / len(SEVERITIES)
        return max(min(room, fonts.scaled(_MOST)), 1.0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A swatch and a name for each; only swatches where there is no room."""
        painter, palette, row = QPainter(self), self._palette, self._row()
        painter.fillRect(self.rect(), QColor(palette.panel))
        painter.fillRect(QRectF(0, 0, 1, self.height()), QColor(palette.line))
        painter.setFont(fonts.small())
        metrics = QFontMetricsF(painter.font())
        side = min(fonts.scaled(_SMALL), row - 2)
        for place, rule in enumerate(reversed(SEVERITIES)):
            top = _TOP + place * row
            box = QRectF(_LEFT, top + (row - side) / 2, side, side)
            paint_swatch(painter, box, WORST - place, palette)
            if row >= _LEAST * metrics.height():
                left = box.right() + _GAP
                room = QRectF(left, top, self.width() - left, row)
                painter.setPen(QColor(palette.text))
                name = metrics.elidedText(
                    rule.name, Qt.TextElideMode.ElideRight, room.width()
                )
                painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, name)
