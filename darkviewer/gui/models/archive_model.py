"""Series of an archive as a Qt table: what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from darkviewer.core.foreign_text import shown
from darkviewer.gui.models.titled_table import Index, PlainColumn, TitledTable
from darkviewer.gui.text.numbers import number
from darkviewer.gui.text.tips import plain_tip
from darkviewer.storage.batches.records import DONE

if TYPE_CHECKING:
    from darkviewer.storage.batches.records import Record

__all__ = ["COLUMNS", "ArchiveModel"]

_MARKS = {"pass": "●", "warn": "■", "fail": "◆"}

COLUMNS = (
    PlainColumn("state", "Done (with what the checks say), skipped or failed.", True),
    PlainColumn("capture", "Folder below the archive.", left=True),
    PlainColumn("series", "Its id in the capture.", left=True),
    PlainColumn("frames", "Usable frames."),
    PlainColumn("level, e⁻", "Median of the master."),
    PlainColumn("candidates", "Leaders that were accepted, in all frames."),
    PlainColumn("remarks", "Why it failed or was skipped, and what is odd.", left=True),
)


class ArchiveModel(TitledTable):
    """Texts are made when they are shown."""

    columns = COLUMNS

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[Record] = ()

    def set_rows(self, rows: Sequence[Record]) -> None:
        """Show other series."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def record(self, row: int) -> Record:
        """The series of a row."""
        return self._rows[row]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a cell; all of it in the tip."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(index.column())
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        text = _texts(self._rows[index.row()])[index.column()]
        return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text


def _texts(record: Record) -> tuple[str, ...]:
    row = record.row
    level, candidates = row.get("level_e"), row.get("candidates")
    frames = row.get("frames") or record.n_frames
    return (
        f"{_MARKS.get(str(row.get('checks')), '')} {record.state}".strip(),
        shown(record.where),
        shown(record.series),
        number(int(frames)) if frames else "",
        "" if level is None else number(level, 1),
        "" if candidates is None else number(int(candidates)),
        shown(str(row.get("remarks", ""))) if record.state == DONE else record.reason,
    )
