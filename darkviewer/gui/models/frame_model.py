"""The frames of a capture as a Qt table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Qt

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.models.far_off import far_off
from darkviewer.gui.models.frame_columns import (
    COLUMNS,
    FrameColumn,
    FrameRow,
    sort_key,
)
from darkviewer.gui.models.frame_filter import understood_frames
from darkviewer.gui.models.titled_table import Index, TitledTable
from darkviewer.gui.text.tips import plain_tip

__all__ = ["CHOICES", "FrameModel"]


CHOICES = {name: name for name in ("all", "sound", "flagged", "left out")}
"""Which frames the table shows."""


class FrameModel(TitledTable):
    """Rows of `frame_rows`, chosen and sorted.

    Attributes
    ----------
    columns : tuple of FrameColumn
        Those on show; see `set_columns`.
    """

    ROW = Qt.ItemDataRole.UserRole
    LEVEL = Qt.ItemDataRole.UserRole + 1  # of a cell that a check speaks of
    FAR = Qt.ItemDataRole.UserRole + 2  # whether a cell is worth knowing all the same

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[FrameRow] = []
        self._rows: list[FrameRow] = []
        self.columns: tuple[FrameColumn, ...] = COLUMNS
        self._column = 1
        self._descending = False
        self._far: dict[str, frozenset[str]] = {}
        self._choice = "all"
        self._filter = ""
        self._hides = False

    @property
    def rows(self) -> Sequence[FrameRow]:
        """Those on show, in their order."""
        return self._rows

    def set_rows(self, rows: Sequence[FrameRow]) -> None:
        """Show other frames, in the same order.

        Where the checks alone say something else, as while a limit is moved, only the
        cells of which they do are painted again.
        """
        if list(rows) == self._all:
            return
        known, self._all = self._all, list(rows)
        before, now = self._rows, self._chosen()
        alike = len(known) == len(rows)
        alike = alike and all(map(_same_but_judged, known, self._all))
        if not alike:
            self._far = {}
        if not alike or [row.name for row in before] != [row.name for row in now]:
            self._arrange()
            return
        self._rows = now
        for n, (old, new) in enumerate(zip(before, now, strict=True)):
            if old != new:
                self._tell_judged(n, old, new)

    def _tell_judged(self, row: int, old: FrameRow, new: FrameRow) -> None:
        """Mark and words of a row, and measures that a check speaks of now or did."""
        ends = COLUMNS[0], COLUMNS[-1]
        for section, column in enumerate(self.columns):
            if column in ends or column.flags(old) or column.flags(new):
                cell = self.index(row, section)
                self.dataChanged.emit(cell, cell)

    def choose(self, choice: str) -> None:
        """Show all frames, those without a remark, the others, or those left out."""
        self._choice = choice
        self._arrange()

    def set_filter(self, text: str) -> None:
        """Show only rows for which every term holds.

        Raises
        ------
        DarkviewerError
            If a term is not understood; nothing changes then.
        """
        understood_frames(text, self.columns)
        self._filter = text
        self._arrange()

    def hide_left_out(self, hides: bool) -> None:
        """Frames that are left out are not listed, unless they alone are wanted."""
        if hides != self._hides:
            self._hides = hides
            self._arrange()

    def set_columns(self, columns: tuple[FrameColumn, ...]) -> None:
        """Show other columns; the order stays where its column does."""
        names = [column.title for column in columns]
        by = self.columns[self._column].title
        self.beginResetModel()
        self.columns = columns
        self._column = names.index(by) if by in names else 1
        self._rows = self._chosen()
        self.endResetModel()

    def sort(
        self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder
    ) -> None:
        """By the values of a column."""
        self._column = column
        self._descending = order == Qt.SortOrder.DescendingOrder
        self._arrange()

    def row_of(self, place: int) -> int | None:
        """Row on show of a frame of the capture; None when it is not among them."""
        found = (n for n, row in enumerate(self._rows) if row.place == place)
        return next(found, None)

    def counts(self) -> dict[str, int]:
        """How many frames each of `CHOICES` has."""
        return {
            "all": len(self._all),
            "sound": sum(_is_sound(row) for row in self._all),
            "flagged": sum(row.level != "ok" for row in self._all),
            "left out": sum(row.left_out for row in self._all),
        }

    def _is_far(self, row: FrameRow, column: FrameColumn) -> bool:
        """Only columns in sight are looked at: there may be thousands of frames."""
        if column.title not in self._far:
            self._far[column.title] = far_off(column, self._all)
        return row.name in self._far[column.title]

    def _arrange(self) -> None:
        rows = self._chosen()
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def _chosen(self) -> list[FrameRow]:
        column = self.columns[self._column]
        rows = [row for row in self._all if self._shows(row)]
        try:
            conditions = understood_frames(self._filter, self.columns)
        except DarkviewerError:  # its column was taken away
            conditions = []
        rows = [row for row in rows if all(holds(row) for holds in conditions)]
        rows.sort(key=lambda row: sort_key(column, row), reverse=self._descending)
        return rows

    def _shows(self, row: FrameRow) -> bool:
        if self._choice == "left out":
            return row.left_out
        if self._choice == "sound":
            return _is_sound(row)
        if self._hides and row.left_out:
            return False
        return self._choice == "all" or row.level != "ok"

    # Qt's model interface

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, alignment and tip of a cell, and the row it belongs to."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(row)
            case Qt.ItemDataRole.TextAlignmentRole:
                return self.side(index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(self._tip(row, column))
            case self.LEVEL:
                return _level(row, column)
            case self.FAR:
                return self._is_far(row, column)
            case self.ROW:
                return row
        return None

    def _tip(self, row: FrameRow, column: FrameColumn) -> str:
        """Why the cell is flagged or bold; else all there is to say of the frame."""
        odd = row.odd_of(column)
        if odd:
            return "\n".join(f"{row.name}: {one.sentence}" for _, one in odd)
        if self._is_far(row, column):
            words = "is far off the other frames; no check speaks of it"
            return f"{row.name}: {column.name} {words}\n{row.tip}"
        return row.tip


def _is_sound(row: FrameRow) -> bool:
    return row.level == "ok" and not row.left_out


def _level(row: FrameRow, column: FrameColumn) -> str:
    """``"bad"``, ``"warn"`` or empty: what the colour of a cell says."""
    if column is COLUMNS[-1]:
        return "" if row.level == "ok" else row.level
    odd = row.odd_of(column)
    return ("bad" if odd[0][1].status == "fail" else "warn") if odd else ""


def _same_but_judged(old: FrameRow, new: FrameRow) -> bool:
    """Whether nothing but what the checks say has changed."""
    return replace(old, level=new.level, words=new.words, odd=new.odd) == new
