"""One key of the row of verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from darkviewer.gui.graphics.mark_paint import SWATCH, swatch
from darkviewer.gui.review.marks import class_mark
from darkviewer.gui.style import fonts

if TYPE_CHECKING:
    from darkviewer.gui.style.theme import Palette

__all__ = ["CLEAR", "VerdictKey"]

CLEAR = "clear"

_DIGIT_PX = 17.0
_WIDE, _HIGH = 92, 56
_RADIUS = 6.0
_NARROW = 5.0
_SHORT = 2
"""Letters of a key that are shown large; others are small, as Ctrl+1."""
_LARGE = 1.6
"""From this size of the text on a key keeps digit and mark."""

_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


def _digit() -> QFont:
    font = fonts.body()
    font.setPointSizeF(fonts.points(_DIGIT_PX))
    font.setWeight(QFont.Weight.DemiBold)
    return font


class VerdictKey(QAbstractButton):
    """One key: digit, what it is about, mark, word. Its size is the row's alone."""

    def __init__(self, name: str, words: str, key: str, scope: str) -> None:
        super().__init__()
        self.name, self.words, self.own_scope = name, words, scope
        self._key, self._scope = key, scope
        self.given = self.lit = False
        self._face: QFont | None = fonts.body()
        self._mark: QPixmap | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._tell()

    def set_key(self, key: str) -> None:
        """Another key gives it."""
        if key != self._key:
            self._key = key
            self._tell()

    def set_scope(self, scope: str) -> None:
        """What the next verdict by it is about."""
        scope = scope if self.own_scope else ""
        if scope != self._scope:
            self._scope = scope
            self._tell()

    def set_given(self, given: bool) -> None:
        """Whether this is the verdict that holds."""
        if given != self.given:
            self.given = given
            self._tell()

    def set_lit(self, lit: bool) -> None:
        """Filled, as if pressed."""
        if lit != self.lit:
            self.lit = lit
            self.update()

    def words_fit(self, wide: int, face: QFont) -> bool:
        """Whether the word has room in a key of this width."""
        room = wide - 2 * _NARROW
        text = QFontMetricsF(face).horizontalAdvance(self.words)
        return text <= room and fonts.scale() < _LARGE

    def set_face(self, face: QFont | None) -> None:
        """Two lines, or digit and mark alone (None): the word is the tip then."""
        self._face = face
        self.update()

    def set_palette(self, palette: Palette) -> None:
        """Its mark in other colours."""
        mark = class_mark(self.name, palette)
        side, ratio = fonts.scaled(SWATCH + 1), self.devicePixelRatioF()
        self._mark = None if mark is None else swatch(mark, ratio, side=side)
        self.update()

    def _tell(self) -> None:
        about = f", about this {self._scope}" if self._scope else ""
        given = ", your verdict" if self.given else ""
        self.setAccessibleName(f"{self.words}{about}{given}")
        self.setToolTip(f"{self.words} ({self._key}){about}{given}\n{self._meaning()}")
        self.update()

    def _meaning(self) -> str:
        if self.name == CLEAR:
            return "Takes your verdict back. With Shift the candidate stays."
        return "Sets the verdict and goes on; with Shift the candidate stays."

    def sizeHint(self) -> QSize:
        """Two lines, or one of large text."""
        if fonts.scale() < _LARGE:
            return QSize(fonts.scaled(_WIDE), fonts.scaled(_HIGH))
        return QSize(fonts.scaled(_WIDE), fonts.scaled(_DIGIT_PX) + 16)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it as the space bar does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame, then two lines; where words do not fit, digit and mark alone."""
        painter, palette, role = QPainter(self), self.palette(), QPalette.ColorRole
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.lit or self.isDown()
        edge = role.Accent if self.given or self.hasFocus() or lit else role.Mid
        painter.setPen(QPen(palette.color(edge), 2 if self.given else 1))
        painter.setBrush(palette.color(role.Highlight if lit else role.Base))
        inset = 1.0 if self.given else 0.5
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, _RADIUS, _RADIUS)
        pad = _NARROW if self.width() < fonts.scaled(_WIDE) else 11.0
        room = QRectF(self.rect()).adjusted(pad, 5, -pad, -5)
        top = QRectF(room)
        if self._face is not None:
            top.setHeight(room.height() * 0.56)
            words = QRectF(room)
            words.setTop(top.bottom())
            painter.setFont(self._face)
            painter.setPen(self._colour(role.ButtonText))
            painter.drawText(words, _LEFT, self.words)
        self._paint_top(painter, top)

    def _paint_top(self, painter: QPainter, line: QRectF) -> None:
        font = _digit() if len(self._key) <= _SHORT else fonts.small()
        painter.setFont(font)
        painter.setPen(self._colour(QPalette.ColorRole.ButtonText))
        painter.drawText(line, _LEFT, self._key)
        wide = QFontMetricsF(font).horizontalAdvance(self._key or "8") + 7
        used = 0.0
        if self._mark is not None:
            side = self._mark.deviceIndependentSize().width()
            left, top = line.right() - side, line.center().y() - side / 2
            painter.drawPixmap(round(left), round(top), self._mark)
            used = side + 4
        room = line.adjusted(wide, 0, -used, 0)
        small = fonts.small()
        fits = QFontMetricsF(small).horizontalAdvance(self._scope) <= room.width()
        if self._face is not None and fits:
            painter.setFont(small)
            painter.setPen(self._colour(QPalette.ColorRole.PlaceholderText))
            painter.drawText(room, _LEFT, self._scope)

    def _colour(self, role: QPalette.ColorRole) -> QColor:
        if self.isEnabled():
            return self.palette().color(role)
        return self.palette().color(QPalette.ColorGroup.Disabled, role)
