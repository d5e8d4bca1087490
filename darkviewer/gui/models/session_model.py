"""Captures by date, newest first: names at once, details as headers are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from darkviewer.core.foreign_text import shown
from darkviewer.gui.text.numbers import count_of, number, trimmed
from darkviewer.gui.text.tips import plain_tip

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.storage.captures.scan import Capture

__all__ = ["SessionModel", "details", "heading", "level_of"]

Index = QModelIndex | QPersistentModelIndex
_UNDATED = "no date"
_KINDS = {"bias": "bias", "flat": "flats", "light": "lights", "master dark": "masters"}
"""Kinds said in words; darks are what one expects here."""


@dataclass(slots=True, eq=False)
class Row:
    """One capture; the session follows once its headers are read.

    ``notes`` are what a calibration found out that no header says.
    """

    capture: Capture
    day: Day
    session: Session | None = None
    notes: tuple[str, ...] = ()

    @property
    def annotated(self) -> Session | None:
        """The session with the badge that it deserves."""
        if self.session is None or not self.notes:
            return self.session
        return replace(self.session, health=self.session.health.doubted(self.notes))


@dataclass(slots=True, eq=False)
class Day:
    """All captures of one date."""

    date: str
    rows: list[Row] = field(default_factory=list)


def heading(capture: Capture) -> str:
    """First line: ``03:38:48  Dark30s``; the folder's name when it says neither."""
    time = capture.time.replace("_", ":").replace("-", ":")
    words = "  ".join(part for part in (time, capture.object) if part)
    return shown(words or capture.path.name)


def details(session: Session | None) -> str:
    """Second line: why to be careful, else what was captured."""
    if session is None:
        return "reading headers…"
    if session.health.reasons:
        return session.health.reasons[0]
    return facts(session)


def facts(session: Session) -> str:
    """``10 frames · 30 s · 20.0 °C · gain 5``: what is known, nothing else."""
    parts = [count_of(len(session.frames), "frame")]
    if session.exposure_s is not None:
        parts.append(f"{trimmed(session.exposure_s, 3)} s")
    if session.temperature_c is not None:
        parts.append(f"{number(session.temperature_c, 1)} °C")
    if session.gain is not None:
        parts.append(f"gain {trimmed(session.gain, 2)}")
    if session.kind in _KINDS:
        parts.append(_KINDS[session.kind])
    return " · ".join(parts)


def level_of(session: Session | None) -> str:
    """``"ok"``, ``"warn"`` or ``"bad"``; empty while it is not known."""
    return "" if session is None else session.health.level


class SessionModel(QAbstractItemModel):
    """Two levels: days, and the captures of each."""

    SESSION = Qt.ItemDataRole.UserRole
    PATH = Qt.ItemDataRole.UserRole + 1
    DETAILS = Qt.ItemDataRole.UserRole + 2
    LEVEL = Qt.ItemDataRole.UserRole + 3
    SEARCH = Qt.ItemDataRole.UserRole + 4

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._days: list[Day] = []
        self._rows: dict[Path, Row] = {}

    def set_captures(self, captures: Sequence[Capture]) -> None:
        """Replace everything; sessions that were known stay known."""
        if [(c.path, c.date) for c in captures] == [
            (path, row.capture.date) for path, row in self._rows.items()
        ]:
            return  # frames came or went: `set_session` follows with what is new
        known = {path: (row.session, row.notes) for path, row in self._rows.items()}
        self.beginResetModel()
        days: dict[str, Day] = {}
        self._rows = {}
        for capture in captures:
            day = days.setdefault(capture.date, Day(capture.date or _UNDATED))
            row = Row(capture, day, *known.get(capture.path, ()))
            day.rows.append(row)
            self._rows[capture.path] = row
        self._days = list(days.values())
        self.endResetModel()

    def set_session(self, session: Session) -> None:
        """Show the details of one capture."""
        row = self._rows.get(session.path)
        if row is not None:
            if row.session != session:
                row.session, row.notes = session, ()
            self._tell(session.path)

    def set_notes(self, path: Path, notes: tuple[str, ...]) -> None:
        """Set what a capture's calibration found out about its frames."""
        row = self._rows.get(path)
        if row is not None and row.notes != notes:
            row.notes = notes
            self._tell(path)

    def _tell(self, path: Path) -> None:
        index = self.index_of(path)
        self.dataChanged.emit(index, index)

    def index_of(self, path: Path) -> QModelIndex:
        """Index of a capture; invalid when it is not listed."""
        row = self._rows.get(path)
        if row is None:
            return QModelIndex()
        return self.createIndex(row.day.rows.index(row), 0, row)

    # Qt's model interface

    def index(self, row: int, column: int, parent: Index | None = None) -> QModelIndex:
        """A day, or a capture of a day."""
        item = None if parent is None else self._item(parent)
        level = self._days if item is None else getattr(item, "rows", ())
        if column != 0 or not 0 <= row < len(level):
            return QModelIndex()
        return self.createIndex(row, column, level[row])

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        """The day of a capture."""
        item = self._item(index)
        if not isinstance(item, Row):
            return QModelIndex()
        return self.createIndex(self._days.index(item.day), 0, item.day)

    def rowCount(self, parent: Index | None = None) -> int:
        """Days, or captures of a day."""
        if parent is None or not parent.isValid():
            return len(self._days)
        item = self._item(parent)
        return len(item.rows) if isinstance(item, Day) else 0

    def columnCount(self, _parent: Index | None = None) -> int:
        """One."""
        return 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Days are headings: shown, not picked."""
        item = self._item(index)
        if isinstance(item, Row):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.ItemIsEnabled if item else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts and roles of a day or a capture."""
        item = self._item(index)
        if isinstance(item, Day):
            return item.date if role == Qt.ItemDataRole.DisplayRole else None
        return self._row_data(item, role) if isinstance(item, Row) else None

    def _row_data(self, row: Row, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return heading(row.capture)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(_in_full(row))
            case Qt.ItemDataRole.AccessibleTextRole:
                return _in_full(row)
            case self.SESSION:
                return row.annotated
            case self.PATH:
                return row.capture.path
            case self.DETAILS:
                return details(row.annotated)
            case self.LEVEL:
                return level_of(row.annotated)
            case self.SEARCH:
                return f"{row.day.date} {_in_full(row)}"
        return None

    def _item(self, index: Index) -> Day | Row | None:
        return index.internalPointer() if index.isValid() else None


def _in_full(row: Row) -> str:
    lines = [heading(row.capture), shown(str(row.capture.path))]
    session = row.annotated
    if session is not None:
        lines += [facts(session), *session.health.reasons]
    return "\n".join(lines)
