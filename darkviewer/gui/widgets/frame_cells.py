"""Cells of the table of frames: marks, pictures, and how the text looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QHelpEvent, QImage, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
)

from darkviewer.gui.graphics.badge import paint_badge
from darkviewer.gui.models.frame_columns import SOUND
from darkviewer.gui.models.frame_model import FrameModel
from darkviewer.gui.style import fonts

if TYPE_CHECKING:
    from darkviewer.gui.models.frame_columns import FrameRow
    from darkviewer.gui.style.theme import Palette
    from darkviewer.gui.widgets.row_pictures import RowPictures

__all__ = ["ROW_PX", "FrameCells", "bold", "picture_size"]

ROW_PX = 20
_WIDEST = 2.0  # over its height, whatever the frame
_BEFORE_WORDS = QSize(8, 1)


def picture_size(rows: Sequence[FrameRow]) -> QSize:
    """Of the pictures in all rows: as high as a row, as wide as the first frame."""
    shape = next((row.info.shape for row in rows if row.info is not None), None)
    if shape is None:
        return QSize()
    high = fonts.scaled(ROW_PX) - 2
    wide = round(high * min(max(shape[1] / shape[0], 1 / _WIDEST), _WIDEST))
    return QSize(wide, high)


def _inline(image: QImage) -> str:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    text = data.toBase64().toStdString()
    return f'<img src="data:image/png;base64,{text}">'


def bold(font: QFont) -> QFont:
    """The same face, heavier."""
    made = QFont(font)
    made.setWeight(QFont.Weight.DemiBold)
    return made


class FrameCells(QStyledItemDelegate):
    """A mark in the first column, a picture beside the name in the second.

    What is left out is struck through.
    """

    def __init__(
        self,
        palette: Palette,
        parent: QTableView,
        frames: FrameModel,
        pictures: RowPictures,
    ) -> None:
        super().__init__(parent)
        self._palette, self._view = palette, parent
        self._frames, self._pictures = frames, pictures

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        self._palette = palette
        self._view.viewport().update()

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Grey and struck through: left out; coloured: a check speaks of it.

        Bold without a colour is worth knowing, and no fault.
        """
        super().initStyleOption(option, index)
        # The row is marked as a whole: no frame around a single cell.
        option.state &= ~QStyle.StateFlag.State_HasFocus
        row, level = index.data(FrameModel.ROW), index.data(FrameModel.LEVEL)
        words = index.column() == index.model().columnCount() - 1
        if row.left_out and index.column() == 1:
            font = QFont(option.font)
            font.setStrikeOut(True)
            option.font = font
        elif not words and (level or index.data(FrameModel.FAR)):
            option.font = bold(option.font)
        if index.column() == 1:
            self._add_picture(option, row)
        if words:  # some room between a number and them, on one ground
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
            option.decorationSize = _BEFORE_WORDS
        palette = self._palette
        quiet = row.left_out or (words and row.words == SOUND)
        faded = palette.secondary if quiet else palette.text
        colour = QColor(getattr(palette, level) if level else faded)
        option.palette.setColor(QPalette.ColorRole.Text, colour)
        option.palette.setColor(QPalette.ColorRole.HighlightedText, colour)

    def _add_picture(self, option: QStyleOptionViewItem, row: FrameRow) -> None:
        """Its room is kept where there is none."""
        size = picture_size(self._frames.rows)
        if size.isEmpty():
            return
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
        option.decorationSize = size
        if row.info is not None:
            ratio = self._view.devicePixelRatioF()
            icon = self._pictures.icon(row.info, size, ratio)
            if icon is not None:
                option.icon = icon

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """The tip of a name has the picture above the words."""
        row = index.data(FrameModel.ROW)
        image = None
        if index.column() == 1 and row.info is not None:
            image = self._pictures.image(row.info)
        if image is None:
            return super().helpEvent(event, view, option, index)
        words = index.data(Qt.ItemDataRole.ToolTipRole)
        QToolTip.showText(event.globalPos(), f"{_inline(image)}<br>{words}", view)
        return True

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """The badge of the frame, else its text."""
        super().paint(painter, option, index)
        if index.column():
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        level = index.data(FrameModel.ROW).level
        paint_badge(painter, QPointF(option.rect.center()), level, self._palette)
        painter.restore()
