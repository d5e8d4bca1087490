"""How days, captures and series are painted in the list of sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QPainter,
    QPalette,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
)

from darkviewer.gui.graphics.badge import paint_badge
from darkviewer.gui.models.session_model import SessionModel
from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import without_cut_number

if TYPE_CHECKING:
    from darkviewer.gui.style.theme import Palette

__all__ = ["SessionDelegate"]

Index = QModelIndex | QPersistentModelIndex


class SessionDelegate(QStyledItemDelegate):
    """Two lines per capture and its badge: round, square or diamond."""

    def __init__(self, palette: Palette, view: QTreeView) -> None:
        super().__init__(view)
        self._view = view
        self._palette = palette
        self.follow_text()

    def follow_text(self) -> None:
        """Measure the rows again, after the size of the text changed."""
        body = QFontMetrics(self._view.font()).height()
        self._day_size = QSize(0, body + 12)
        self._series_size = QSize(0, body + 8)
        self._capture_size = QSize(0, body + QFontMetrics(fonts.small()).height() + 9)

    def set_palette(self, palette: Palette) -> None:
        """Paint in these colours from now on."""
        self._palette = palette
        self._view.viewport().update()

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """By what a row is: a day, a capture or a series."""
        if index.data(SessionModel.PATH) is None:
            return self._day_size
        of_capture = index.data(SessionModel.DETAILS) is not None
        return self._capture_size if of_capture else self._series_size

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """A row of any kind."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(0, 0, -12, 0)
        if index.data(SessionModel.PATH) is None:
            self._paint_day(painter, option, box, index.data())
        elif index.data(SessionModel.DETAILS) is None:
            self._paint_series(painter, option, box, index)
        else:
            self._paint_capture(painter, option, box, index)
        painter.restore()

    def _paint_day(
        self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, date: str
    ) -> None:
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(option.palette.color(QPalette.ColorRole.WindowText))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        painter.drawText(box.adjusted(0, 0, 0, -4), int(flags), date)

    def _paint_capture(
        self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, index: Index
    ) -> None:
        self._paint_back(painter, option, box)
        level = index.data(SessionModel.LEVEL)
        first = QFontMetrics(option.font).height()
        top = box.top() + 4
        centre = QPointF(box.left() + 10.5, top + first / 2)
        if index.data(SessionModel.SERIES) is None:
            opened = bool(option.state & QStyle.StateFlag.State_Open)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(
                self._view.palette().color(QPalette.ColorRole.PlaceholderText)
            )
            painter.drawPolygon(_triangle(centre, opened=opened))
        else:
            paint_badge(painter, centre, level, self._palette)
        line = QRect(box.left() + 23, top, box.width() - 27, first)
        self._paint_line(
            painter, option.font, line, index.data(), QPalette.ColorRole.WindowText
        )
        font = fonts.small()
        line = line.translated(0, first + 1)
        line.setHeight(QFontMetrics(font).height())
        words = index.data(SessionModel.DETAILS)
        self._paint_line(painter, font, line, words, QPalette.ColorRole.PlaceholderText)

    def _paint_series(
        self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, index: Index
    ) -> None:
        box = box.adjusted(18, 0, 0, 0)
        self._paint_back(painter, option, box)
        level = index.data(SessionModel.LEVEL)
        centre = QPointF(box.left() + 10.5, box.center().y() + 0.5)
        paint_badge(painter, centre, level, self._palette)
        quiet = QPalette.ColorRole.PlaceholderText
        count = index.data(SessionModel.COUNT)
        right = QFontMetrics(option.font).horizontalAdvance(count) + 6
        line = QRect(box.right() - right, box.top(), right, box.height())
        self._paint_line(painter, option.font, line, count, quiet)
        line = QRect(box.left() + 23, box.top(), box.width() - 31 - right, box.height())
        role = quiet if level == "quiet" else QPalette.ColorRole.WindowText
        self._paint_line(painter, option.font, line, index.data(), role)

    def _paint_back(
        self, painter: QPainter, option: QStyleOptionViewItem, box: QRect
    ) -> None:
        role = None
        if option.state & QStyle.StateFlag.State_Selected:
            role = QPalette.ColorRole.Highlight
        elif option.state & QStyle.StateFlag.State_MouseOver:
            role = QPalette.ColorRole.Base
        if role is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(option.palette.color(role))
            painter.drawRoundedRect(QRectF(box), 5, 5)

    def _paint_line(
        self,
        painter: QPainter,
        font: QFont,
        line: QRect,
        text: str,
        role: QPalette.ColorRole,
    ) -> None:
        painter.setFont(font)
        painter.setPen(self._view.palette().color(role))
        metrics, side = QFontMetrics(font), Qt.TextElideMode.ElideRight
        text = without_cut_number(text, metrics.elidedText(text, side, line.width()))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), text)


def _triangle(centre: QPointF, *, opened: bool) -> QPolygonF:
    """Points down when what it belongs to is open, else to the right."""
    corners = (
        ((-4.5, -2.5), (4.5, -2.5), (0, 3))
        if opened
        else ((-2.5, -4.5), (3, 0), (-2.5, 4.5))
    )
    return QPolygonF([centre + QPointF(x, y) for x, y in corners])
