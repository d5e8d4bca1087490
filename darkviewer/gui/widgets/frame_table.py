"""The table of frames: one row each, with a mark and words."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from darkviewer.gui.graphics.badge import paint_badge
from darkviewer.gui.models.frame_choice import ColumnChoice
from darkviewer.gui.models.frame_model import FrameModel
from darkviewer.gui.style import fonts

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.gui.models.frame_columns import FrameRow
    from darkviewer.gui.style.theme import Palette
    from darkviewer.gui.workspace import Workspace

__all__ = ["FrameTable"]

ROW_PX = 20
_PADDING = 6
_NAME_PX = 220  # of a longer name the end is left out
_WORDS_PX = 200  # it takes all the room that is left
_MARK_PX = 26
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_Flag = QItemSelectionModel.SelectionFlag
_Move = QAbstractItemView.CursorAction


class FrameTable(QTableView):
    """Linked with the frame on show; several rows can be selected.

    Signals
    -------
    shown
        Enter or a double click: please show this frame as an image.
    chosen_changed
        Other rows are selected.
    """

    shown = Signal()
    chosen_changed = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._picking = False
        self._kept: frozenset[str] = frozenset()
        self._kept_of: Session | None = None
        self._widths: dict[str, int] = {}
        self.choice = ColumnChoice()
        self.frames = FrameModel(self)
        self.setModel(self.frames)
        self.setAccessibleName("Frames")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
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
        self._connect()
        self.follow_text()

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.palette_changed.connect(self._delegate.set_palette)
        workspace.text_size_changed.connect(self.follow_text)
        workspace.frame_changed.connect(self.show_frame)
        workspace.excluded_view_changed.connect(
            lambda view: self.frames.hide_left_out(view == "hide")
        )
        self.frames.hide_left_out(workspace.excluded_view == "hide")
        self.frames.modelAboutToBeReset.connect(self._keep)
        self.frames.modelReset.connect(self._widen)
        self.frames.modelReset.connect(self._select_again)
        self.selectionModel().currentRowChanged.connect(self._picked)
        self.selectionModel().selectionChanged.connect(
            lambda *_: self.chosen_changed.emit()
        )
        self.doubleClicked.connect(lambda _: self.shown.emit())

    # columns

    def set_choice(self, choice: ColumnChoice) -> None:
        """Show other columns."""
        if choice != self.choice:
            self.choice = choice
            self.frames.set_columns(choice.columns)

    def follow_text(self) -> None:
        """Rows and columns as large as their text wants them."""
        self.verticalHeader().setDefaultSectionSize(fonts.scaled(ROW_PX))
        self._widths.clear()
        self._widen()

    def _widen(self) -> None:
        """No number is cut; no column becomes narrower when only a number changes."""
        metrics, rows = self.fontMetrics(), self.frames.rows
        columns = self.frames.columns
        self.setColumnWidth(0, fonts.scaled(_MARK_PX))
        for section, column in enumerate(columns):
            told = any(column.value(row) is not None for row in rows)
            self.setColumnHidden(section, column.of_header and not told)
            texts = [*column.title.split("\n"), column.widest]
            texts += map(column.text, rows)
            needed = max(map(metrics.horizontalAdvance, texts)) + 2 * _PADDING
            if section:
                last = column is columns[-1]
                most = fonts.scaled(_WORDS_PX if last else _NAME_PX)
                wanted = min(needed, most) if column.left else needed
                width = max(wanted, self._widths.get(column.title, 0))
                self._widths[column.title] = width
                self.setColumnWidth(section, width)

    # selection

    @property
    def chosen_rows(self) -> list[FrameRow]:
        """Those selected, in the order of the table."""
        rows = {index.row() for index in self.selectionModel().selectedRows()}
        return [self.frames.rows[row] for row in sorted(rows)]

    @property
    def chosen(self) -> tuple[int, ...]:
        """Frames selected that can be shown, by their place."""
        return tuple(row.place for row in self.chosen_rows if row.place is not None)

    def choose_names(self, names: Collection[str]) -> None:
        """Select these frames; the first of them is the frame on show."""
        rows = [n for n, row in enumerate(self.frames.rows) if row.name in names]
        if not rows:
            return
        self._select(rows)
        first = self.frames.index(rows[0], 1)
        self.selectionModel().setCurrentIndex(first, _Flag.NoUpdate)
        self.scrollTo(first)

    def _select(self, rows: list[int]) -> None:
        chosen = QItemSelection()
        for row in rows:
            index = self.frames.index(row, 0)
            chosen.select(index, index)
        flags = _Flag.ClearAndSelect | _Flag.Rows
        self.selectionModel().select(chosen, flags)

    def show_frame(self, frame: int) -> None:
        """Select the row of the frame on show; one among several leaves them."""
        if self._picking:
            return
        row, model = self._row_of(frame), self.selectionModel()
        if row is None:
            self.clearSelection()
        elif row != self.currentIndex().row() or not model.hasSelection():
            # Not `selectRow`, which does what the keys ask for that are held just now.
            several = len(model.selectedRows()) > 1 and model.isRowSelected(row)
            flags = _Flag.ClearAndSelect | _Flag.Rows
            here = self.frames.index(row, 1)
            model.setCurrentIndex(here, _Flag.NoUpdate if several else flags)

    def _row_of(self, frame: int) -> int | None:
        """By its name: the rows may be those before a frame was left out."""
        names = self._workspace.frames.names[frame : frame + 1]
        found = (n for n, row in enumerate(self.frames.rows) if row.name in names)
        return next(found, self.frames.row_of(frame))

    def _keep(self) -> None:
        self._kept = frozenset(row.name for row in self.chosen_rows)
        self._kept_of = self._workspace.session

    def _select_again(self) -> None:
        """Rows move below the selection: what is selected is frames of one series."""
        shown, of = self._workspace.session, self._kept_of
        same = shown is not None and of is not None and shown.is_same_series(of)
        kept = self._kept if same else frozenset()
        rows = [n for n, row in enumerate(self.frames.rows) if row.name in kept]
        if len(rows) < 2:
            self.show_frame(self._workspace.frame)
            return
        # While frames are left out their numbers are, for a moment, those of before.
        here = self.frames.row_of(self._workspace.frame)
        with QSignalBlocker(self.selectionModel()):
            current = self.frames.index(rows[0] if here is None else here, 1)
            self.selectionModel().setCurrentIndex(current, _Flag.NoUpdate)
        self._select(rows)

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> _Flag:
        """Ctrl with a click on the only row that is selected leaves it so."""
        command = super().selectionCommand(index, event)
        rows = self.selectionModel().selectedRows()
        only = len(rows) == 1 and rows[0].row() == index.row()
        if only and command & (_Flag.Toggle | _Flag.Deselect):
            return _Flag.ClearAndSelect | _Flag.Rows
        return command

    def moveCursor(self, action: _Move, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Up and Down step over what is left out where that is wanted."""
        index = super().moveCursor(action, modifiers)
        if self._workspace.excluded_view != "step over":
            return index
        back = action in (_Move.MoveUp, _Move.MovePageUp, _Move.MoveHome)
        rows, row = self.frames.rows, index.row()
        while 0 <= row < len(rows) and rows[row].left_out:
            row += -1 if back else 1
        if 0 <= row < len(rows):
            return self.frames.index(row, max(index.column(), 0))
        return self.currentIndex()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter shows the frame as an image."""
        if event.key() in _ENTER and self.currentIndex().isValid():
            self.shown.emit()
        else:
            super().keyPressEvent(event)

    def _picked(self, index: QModelIndex | QPersistentModelIndex) -> None:
        row = index.data(FrameModel.ROW)
        if row is not None and row.place is not None:
            self._picking = True
            self._workspace.set_frame(row.place)
            self._picking = False


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
        """Grey and struck through: left out; coloured: a check speaks of it."""
        super().initStyleOption(option, index)
        # The row is marked as a whole: no frame around a single cell.
        option.state &= ~QStyle.StateFlag.State_HasFocus
        row, level = index.data(FrameModel.ROW), index.data(FrameModel.LEVEL)
        if row.left_out and index.column() == 1:
            font = QFont(option.font)
            font.setStrikeOut(True)
            option.font = font
        palette = self._palette
        faded = palette.secondary if row.left_out else palette.text
        colour = QColor(getattr(palette, level) if level else faded)
        option.palette.setColor(QPalette.ColorRole.Text, colour)
        option.palette.setColor(QPalette.ColorRole.HighlightedText, colour)

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
