"""The list of the queue: painted as it comes into sight, it slides under the eye."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import (
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from darkviewer.gui.controls.one_selected import OneSelectedList
from darkviewer.gui.graphics.mark_paint import SWATCH, swatch
from darkviewer.gui.review.marks import hidden_mark, label_mark
from darkviewer.gui.review.queue_rows import MANY_FRAMES, QueueModel
from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import number

if TYPE_CHECKING:
    from darkviewer.core.review.classes import VerdictClass
    from darkviewer.core.review.queue import Entry
    from darkviewer.gui.style.theme import Palette

__all__ = ["ROW_PX", "THIRD", "QueueDelegate", "QueueList"]

ROW_PX = 32
THIRD = 2
"""So many rows are above the current one."""

_TEXT_LEFT = 26
_GAP = 8
_STRIP_PX = 72
_CELL_PX = 7.0
_SAMPLES = "8888, 8888", "888.8"
"""As wide as the usual position and significance."""

_ROWS = 256
"""Pictures of rows that are kept."""

_ON_THE_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_ON_THE_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """All that the picture of a row depends on beside its size."""

    entry: Entry
    said: VerdictClass | None
    current: bool
    hovered: bool
    in_hand: int | None
    blind: bool
    frames: int


class QueueDelegate(QStyledItemDelegate):
    """Mark, position, frames and significance, or digit and word of the verdict.

    Attributes
    ----------
    painted : int
        How many rows were painted so far; others are pictures that were kept.
    """

    def __init__(self, palette: Palette, view: QListView) -> None:
        super().__init__(view)
        self._view, self.painted = view, 0
        self.set_palette(palette)
        self.follow_text()

    def set_palette(self, palette: Palette) -> None:
        """Paint in these colours from now on."""
        self._palette = palette
        self._pictures: dict[str | None, QPixmap] = {}
        self._rows: dict[object, QPixmap] = {}
        self._view.viewport().update()

    def follow_text(self) -> None:
        """Measure again, after the size of the text changed."""
        self._rows = {}
        self._font, self._small = fonts.body(), fonts.small()
        self._struck = fonts.body()
        self._struck.setStrikeOut(True)
        self._metrics = metrics = QFontMetrics(self._font)
        place, sigma = (metrics.horizontalAdvance(sample) for sample in _SAMPLES)
        self._size = QSize(0, fonts.scaled(ROW_PX))
        self.margin = _GAP
        self._side = fonts.scaled(SWATCH)
        self.text_left = fonts.scaled(_TEXT_LEFT)
        self.strip_left = self.text_left + place + _GAP
        self.least_width = self.strip_left + _STRIP_PX + _GAP + sigma + _GAP

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Every row is equally high."""
        return self._size

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """A row; painted once for as long as it looks the same, wherever it slides."""
        model = index.model()
        assert isinstance(model, QueueModel)
        row, state = index.row(), option.state
        current = bool(state & QStyle.StateFlag.State_Selected)
        look = _Look(
            entry=model.entry(row),
            said=model.said(row),
            current=current,
            hovered=bool(state & QStyle.StateFlag.State_MouseOver),
            in_hand=model.in_hand if current else None,
            blind=model.blind,
            frames=model.frames,
        )
        size, ratio = option.rect.size(), self._view.devicePixelRatioF()
        key = look, size.toTuple(), ratio
        if key not in self._rows:
            if len(self._rows) >= _ROWS:
                self._rows.clear()
            self._rows[key] = self._picture(look, size, ratio)
        painter.drawPixmap(option.rect.topLeft(), self._rows[key])

    def _picture(self, look: _Look, size: QSize, ratio: float) -> QPixmap:
        picture = QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(self._palette.panel))
        painter = QPainter(picture)
        self.painted += 1
        self._paint_row(painter, QRect(QPoint(), size), look)
        painter.end()
        return picture

    def _paint_row(self, painter: QPainter, box: QRect, look: _Look) -> None:
        entry, said, palette = look.entry, look.said, self._palette
        current, place = look.current, f"{entry.x}, {entry.y}"
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if current or look.hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.accent_fill if current else palette.raised))
            painter.drawRoundedRect(QRectF(box).adjusted(0, 0.5, 0, -0.5), 5, 5)
        self._paint_mark(painter, box, None if look.blind else entry.label)
        quiet = (said is not None or entry.removed) and not current
        painter.setFont(self._struck if entry.removed else self._font)
        painter.setPen(QColor(palette.secondary if quiet else palette.text))
        room = self.strip_left - _GAP // 2 if said is None else box.width() - _GAP
        text = box.adjusted(self.text_left, 0, room - box.width(), 0)
        painter.drawText(text, _ON_THE_LEFT, self._fitting(place, text.width()))
        painter.setFont(self._font)
        if said is None:
            self._paint_figures(painter, box, look)
        else:
            self._paint_verdict(painter, box, said, place)

    def _fitting(self, text: str, width: int) -> str:
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)

    def _paint_mark(self, painter: QPainter, box: QRect, label: str | None) -> None:
        if label not in self._pictures:
            palette = self._palette
            mark = hidden_mark(palette) if label is None else label_mark(label, palette)
            ratio = self._view.devicePixelRatioF()
            self._pictures[label] = swatch(mark, ratio, side=self._side)
        left = box.left() + (self.text_left - self._side) // 2 - 1
        top = box.top() + (box.height() - self._side) // 2
        painter.drawPixmap(left, top, self._pictures[label])

    def _paint_figures(self, painter: QPainter, box: QRect, look: _Look) -> None:
        entry = look.entry
        sigma = box.adjusted(self.strip_left, 0, -_GAP, 0)
        painter.drawText(sigma, _ON_THE_RIGHT, number(entry.sigma, 1))
        if box.width() < self.least_width:
            return
        strip = QRectF(box.left() + self.strip_left, box.top(), _STRIP_PX, box.height())
        if look.frames > MANY_FRAMES:
            painter.setFont(self._small)
            painter.setPen(QColor(self._palette.secondary))
            words = f"{len(entry.frames)} of {look.frames}"
            painter.drawText(strip, _ON_THE_LEFT, words)
            return
        self._paint_strip(painter, strip, look)

    def _paint_strip(self, painter: QPainter, strip: QRectF, look: _Look) -> None:
        """A block where it is seen, a dash where not: the one in hand in accent."""
        side = min(_CELL_PX, _STRIP_PX / max(look.frames, 1))
        middle, wide = strip.center().y(), max(side - 2, 1.0)
        seen, palette = set(look.entry.frames), self._palette
        in_hand = look.in_hand
        painter.setPen(Qt.PenStyle.NoPen)
        for frame in range(look.frames):
            left = strip.left() + frame * side
            chosen = frame == in_hand
            if frame in seen:
                painter.setBrush(QColor(palette.accent if chosen else palette.text))
                painter.drawRect(QRectF(left, middle - 5, wide, 10))
            else:
                painter.setBrush(QColor(palette.accent if chosen else palette.line))
                painter.drawRect(QRectF(left, middle - 1, wide, 2))

    def _paint_verdict(
        self, painter: QPainter, box: QRect, said: VerdictClass, place: str
    ) -> None:
        metrics = self._metrics
        word, cap = metrics.horizontalAdvance(said.words), fonts.scaled(15)
        left = self.text_left + metrics.horizontalAdvance(place) + _GAP
        fits = left + cap + _GAP + word + _GAP <= box.width()
        right = box.right() + 1 - _GAP
        if fits:
            text = QRect(right - word, box.top(), word, box.height())
            painter.drawText(text, _ON_THE_RIGHT, said.words)
            right -= word + _GAP
        frame = QRectF(right - cap, box.center().y() - cap / 2 + 0.5, cap, cap)
        pen = painter.pen()
        painter.setBrush(QColor(self._palette.raised))
        painter.setPen(QPen(QColor(self._palette.line), 1))
        painter.drawRoundedRect(frame, 3, 3)
        painter.setFont(self._small)
        painter.setPen(pen)
        painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), said.key)


class QueueList(OneSelectedList):
    """The current row is always the third; the list slides beneath it.

    A click asks for a row, and whoever answers makes it the current one: the list
    never moves by itself while a button of the mouse is down.
    """

    chosen = Signal(int)

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.rows, self._row_px = QueueModel(), fonts.scaled(ROW_PX)
        self.painting = QueueDelegate(palette, self)
        self.setModel(self.rows)
        self.setItemDelegate(self.painting)
        self.setUniformItemSizes(True)
        self.setAutoScroll(False)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName("Review queue")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.follow_text()

    def follow_text(self) -> None:
        """Rows as high as their text wants them."""
        self.painting.follow_text()
        self._row_px = fonts.scaled(ROW_PX)
        self.scheduleDelayedItemsLayout()

    def set_current(self, row: int | None) -> None:
        """Slide so that this row is the third, and select it."""
        if row is None:
            self.selectionModel().clear()
            return
        self.executeDelayedItemsLayout()  # as far as it scrolls now
        index = self.rows.index(row)
        with QSignalBlocker(self):
            self.setCurrentIndex(index)
        self.update(index)  # another frame of it may be in hand
        self.verticalScrollBar().setValue((row - THIRD) * self._row_px)

    def dataChanged(
        self, top_left: Index, bottom_right: Index, _roles: Sequence[int] = ()
    ) -> None:
        """Repaint the rows; a list of Qt would lay all of them out again."""
        for row in range(top_left.row(), bottom_right.row() + 1):
            self.update(self.rows.index(row))

    def updateGeometries(self) -> None:
        """Two places above the first row, and as many as there are below the last."""
        bar, row = self.verticalScrollBar(), self._row_px
        value = bar.value()
        with QSignalBlocker(bar):
            super().updateGeometries()
            last = max(self.rows.rowCount() - 1, 0)
            bar.setRange(-THIRD * row, (last - THIRD) * row)
            bar.setSingleStep(row)
            bar.setPageStep(max(self.viewport().height() - row, row))
            bar.setValue(value)
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """By the keys of the list itself: whoever has it in hand follows."""
        super().currentChanged(current, previous)
        if current.isValid() and not self.signalsBlocked():
            self.chosen.emit(current.row())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the row."""
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.chosen.emit(index.row())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Dragging does not select what slides by."""
        if event.buttons() == Qt.MouseButton.NoButton:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The press was all."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press is on another row that slid there: it is none."""
        event.accept()
