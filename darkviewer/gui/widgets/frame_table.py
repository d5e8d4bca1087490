"""The table of frames: one row each, with a mark and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from darkviewer.gui.controls.one_selected import OneSelectedTable
from darkviewer.gui.graphics.badge import paint_badge
from darkviewer.gui.models.frame_columns import COLUMNS
from darkviewer.gui.models.frame_model import FrameModel
from darkviewer.gui.style import fonts

if TYPE_CHECKING:
    from darkviewer.gui.style.theme import Palette
    from darkviewer.gui.workspace import Workspace

__all__ = ["FrameTable"]

ROW_PX = 20
_PADDING = 6
_NAME_PX = 220  # of a longer name the end is left out
_MARK_PX = 26
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FrameTable(OneSelectedTable):
    """Linked with the frame on show; Enter or a double click shows it as an image."""

    shown = Signal()  # please show this frame as an image

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.frames = FrameModel(self)
        self.setModel(self.frames)
        self.setAccessibleName("Frames")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSortingEnabled(True)
        self.sortByColumn(1, Qt.SortOrder.AscendingOrder)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        self._delegate = _Cells(workspace.palette, self)
        self.setItemDelegate(self._delegate)
        workspace.palette_changed.connect(self._delegate.set_palette)
        workspace.text_size_changed.connect(self.follow_text)
        workspace.frame_changed.connect(self.show_frame)
        self.frames.modelReset.connect(self._widen)
        self.frames.modelReset.connect(lambda: self.show_frame(workspace.frame))
        self.selectionModel().currentRowChanged.connect(self._picked)
        self.doubleClicked.connect(lambda _: self.shown.emit())
        self.follow_text()

    def follow_text(self) -> None:
        """Rows and columns as large as their text wants them."""
        self.verticalHeader().setDefaultSectionSize(fonts.scaled(ROW_PX))
        for section in range(len(COLUMNS) - 1):
            self.setColumnWidth(section, fonts.scaled(_MARK_PX))
        self._widen()

    def _widen(self) -> None:
        """No number is cut; no column becomes narrower when only a number changes."""
        metrics, rows = self.fontMetrics(), self.frames.rows
        for section, column in enumerate(COLUMNS[:-1]):
            if column.of_header:
                told = any(column.value(row) is not None for row in rows)
                self.setColumnHidden(section, not told)
            texts = [*column.title.split("\n"), column.widest]
            texts += map(column.text, rows)
            needed = max(map(metrics.horizontalAdvance, texts)) + 2 * _PADDING
            if section:
                most = fonts.scaled(_NAME_PX) if column.left else needed
                self.setColumnWidth(
                    section, max(min(needed, most), self.columnWidth(section))
                )

    def show_frame(self, frame: int) -> None:
        """Select the row of the frame on show."""
        row = self.frames.row_of(frame)
        if row is None:
            self.clearSelection()
        elif row != self.currentIndex().row() or not self.selectedIndexes():
            self.selectRow(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter shows the frame as an image."""
        if event.key() in _ENTER and self.currentIndex().isValid():
            self.shown.emit()
        else:
            super().keyPressEvent(event)

    def _picked(self, index: QModelIndex | QPersistentModelIndex) -> None:
        row = index.data(FrameModel.ROW)
        if row is not None and row.place is not None:
            self._workspace.set_frame(row.place)


class _Cells(QStyledItemDelegate):
    """A mark in the first column; what is left out is struck through."""

    def __init__(self, palette: Palette, parent: FrameTable) -> None:
        super().__init__(parent)
        self._palette, self._view = palette, parent

    def set_palette(self, palette: Palette) -> None:
        self._palette = palette
        self._view.viewport().update()

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Grey and struck through: not in the master."""
        super().initStyleOption(option, index)
        row = index.data(FrameModel.ROW)
        if row.left_out and index.column() == 1:
            font = QFont(option.font)
            font.setStrikeOut(True)
            option.font = font

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
