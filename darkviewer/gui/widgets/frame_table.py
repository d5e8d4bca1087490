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
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from darkviewer.gui.models.frame_choice import ColumnChoice
from darkviewer.gui.models.frame_columns import COLUMNS
from darkviewer.gui.models.frame_model import FrameModel
from darkviewer.gui.style import fonts
from darkviewer.gui.threads.timers import once
from darkviewer.gui.widgets.column_scroll import ColumnScroll
from darkviewer.gui.widgets.frame_cells import (
    ROW_PX,
    FrameCells,
    bold,
    picture_size,
)

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.gui.models.frame_columns import FrameColumn, FrameRow
    from darkviewer.gui.widgets.row_pictures import RowPictures
    from darkviewer.gui.workspace import Workspace

__all__ = ["FrameTable"]

_PADDING = 6
_REST_MS = 30  # a table that is scrolled reads nothing of what passes by
_NAME_PX = 220  # of a longer name the end is left out
_WORDS_PX = 250  # it takes all the room that is left
_MARK_PX = 26
_STAYING = 2  # mark and name
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_Flag = QItemSelectionModel.SelectionFlag
_Move = QAbstractItemView.CursorAction


class FrameTable(QTableView):
    """Linked with the frame on show; several rows can be selected.

    Mark, name and words stay in sight; the measures move beneath them where there is
    no room for all, those that a check flags first.

    Attributes
    ----------
    across : ColumnScroll
        Its bar is to be placed below the table.
    pictures : RowPictures
        Small ones of the frames listed.

    Signals
    -------
    shown
        Enter or a double click: please show this frame as an image.
    chosen_changed
        Other rows are selected.
    """

    shown = Signal()
    chosen_changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        pictures: RowPictures,
        parent: QWidget | None = None,
    ) -> None:
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
        self.across = ColumnScroll(self, staying=_STAYING)
        self.pictures = pictures
        self._delegate = FrameCells(workspace.palette, self, self.frames, self.pictures)
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
        self._soon = once(self, _REST_MS)
        self._soon.timeout.connect(self._want_pictures)
        self.verticalScrollBar().valueChanged.connect(self._soon.start)
        self.pictures.changed.connect(self.viewport().update)

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

    def _want_pictures(self) -> None:
        """Those of the rows in sight; out of sight nothing is read."""
        rows = self.frames.rows
        if not self.isVisible() or not rows:
            return
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        seen = rows[max(first, 0) : last + 1 if last >= 0 else len(rows)]
        self.pictures.set_listed(row.info for row in rows)
        self.pictures.want([row.info for row in seen if row.info is not None])

    def showEvent(self, event: QShowEvent) -> None:
        """Pictures are read once they are seen."""
        super().showEvent(event)
        self._soon.start()

    def _widen(self) -> None:
        """No number is cut; no column becomes narrower when only a number changes."""
        columns, rows = self.frames.columns, self.frames.rows
        widths = [self._width_of(column) for column in columns]
        odd = {n for n, column in enumerate(columns) if any(map(column.flags, rows))}
        self.across.set_columns(widths, first=odd)
        self._soon.start()

    def _width_of(self, column: FrameColumn) -> int:
        """What it needs with bold figures; 0 where no header tells anything."""
        if column is COLUMNS[0]:
            return fonts.scaled(_MARK_PX)
        rows = self.frames.rows
        if column.of_header and all(column.value(row) is None for row in rows):
            return 0
        metrics = QFontMetrics(bold(self.font()))
        texts = [*column.title.split("\n"), column.widest, *map(column.text, rows)]
        needed = max(map(metrics.horizontalAdvance, texts)) + 2 * _PADDING
        if column is COLUMNS[-1]:
            return fonts.scaled(_WORDS_PX)
        wanted = min(needed, fonts.scaled(_NAME_PX)) if column.left else needed
        if column is COLUMNS[1]:
            wanted += picture_size(rows).width() + 2 * _PADDING
        self._widths[column.title] = max(wanted, self._widths.get(column.title, 0))
        return self._widths[column.title]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer measures have room."""
        super().resizeEvent(event)
        self.across.fit()
        self._soon.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Sideways, or with Alt, it moves the measures."""
        turned = event.angleDelta()
        if abs(turned.x()) > abs(turned.y()):
            self.across.step(-1 if turned.x() > 0 else 1)
            event.accept()
        else:
            super().wheelEvent(event)

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
