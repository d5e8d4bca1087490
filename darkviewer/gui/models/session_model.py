"""Captures by date, newest first: names at once, details as headers are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
from darkviewer.core.frames.series import differences
from darkviewer.gui.models.session_rows import (
    Day,
    Row,
    SeriesRow,
    all_said,
    level_of,
    mark_of,
)
from darkviewer.gui.text.numbers import count_of, number, trimmed
from darkviewer.gui.text.tips import plain_tip

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.storage.captures.scan import Capture

__all__ = ["SessionModel", "details", "heading"]

Index = QModelIndex | QPersistentModelIndex
_UNDATED = "no date"
_KINDS = {"bias": "bias", "flat": "flats", "light": "lights", "master dark": "masters"}
"""Kinds said in words; darks are what one expects here."""


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


def _row_details(row: Row) -> str:
    said = details(row.annotated)
    one = row.series[0] if row.series else None
    if one is None or not one.unknown or one.annotated.health.reasons:
        return said
    return f"{said} · {one.unknown}"


def facts(session: Session) -> str:
    """``10 frames · 30 s · 20.0 °C · gain 5``: what is known, nothing else."""
    parts = [count_of(len(session.frames), "frame"), *_settings_words(session)]
    if session.kind in _KINDS:
        parts.append(_KINDS[session.kind])
    return " · ".join(parts)


def _settings_words(session: Session) -> list[str]:
    parts = []
    if session.exposure_s is not None:
        parts.append(f"{trimmed(session.exposure_s, 3)} s")
    if session.temperature_c is not None:
        parts.append(f"{number(session.temperature_c, 1)} °C")
    if session.gain is not None:
        parts.append(f"gain {trimmed(session.gain, 2)}")
    return parts


def series_words(session: Session) -> str:
    """``dark  60 s · 20.0 °C · gain 5``, and what else tells it from the others."""
    parts = _settings_words(session)
    first = session.frames[0] if session.frames else None
    alike = (
        one.frames[0]
        for one in session.others
        if (one.kind, one.frames[0].exposure_s) == (session.kind, session.exposure_s)
    )
    other = next(alike, None)
    if first is not None and other is not None:
        more = differences(first, other)
        parts += [
            one for one in more if not one.startswith(("gain ", "set to ", "at "))
        ]
    kind = session.kind or "unknown kind"
    return shown(f"{kind}  {' · '.join(parts)}".rstrip())


def _several(row: Row) -> str:
    """``4 series, 2 of darks · 1 odd``."""
    darks = sum(one.session.kind == "dark" for one in row.series)
    words = f"{len(row.series)} series"
    if darks:
        words += f", {darks} of darks"
    levels = [mark_of(one) for one in row.series]
    doubted = sum(level in ("warn", "bad") for level in levels)
    return f"{words} · {doubted} odd" if doubted else words


class SessionModel(QAbstractItemModel):
    """Days, the captures of each, and the series of a capture that has several."""

    SESSION = Qt.ItemDataRole.UserRole
    PATH = Qt.ItemDataRole.UserRole + 1
    DETAILS = Qt.ItemDataRole.UserRole + 2
    LEVEL = Qt.ItemDataRole.UserRole + 3
    SEARCH = Qt.ItemDataRole.UserRole + 4
    SERIES = Qt.ItemDataRole.UserRole + 5
    """Id of what a click opens; None for what only holds others."""
    COUNT = Qt.ItemDataRole.UserRole + 6
    """Frames of a series, of those in a row of its own."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._days: list[Day] = []
        self._rows: dict[Path, Row] = {}
        self._gone: list[SeriesRow] = []
        self.arranging = False  # what is current changes by itself

    def set_captures(self, captures: Sequence[Capture]) -> None:
        """Replace everything; sessions that were known stay known."""
        if [(c.path, c.date) for c in captures] == [
            (path, row.capture.date) for path, row in self._rows.items()
        ]:
            return  # frames came or went: `set_session` follows with what is new
        known = {path: row.series for path, row in self._rows.items()}
        self.beginResetModel()
        days: dict[str, Day] = {}
        self._rows = {}
        for capture in captures:
            day = days.setdefault(capture.date, Day(capture.date or _UNDATED))
            row = Row(capture, day)
            row.series = [replace(one, row=row) for one in known.get(capture.path, ())]
            day.rows.append(row)
            self._rows[capture.path] = row
        self._days = list(days.values())
        self.endResetModel()

    def set_series(self, sessions: Sequence[Session]) -> None:
        """Show the details of one capture: all its series."""
        row = self._rows.get(sessions[0].path)
        if row is None:
            return
        if len(sessions) != len(row.series) or [s.series for s in sessions] != [
            one.session.series for one in row.series
        ]:
            self._arrange(row, sessions)
        for one, session in zip(row.series, sessions, strict=True):
            if one.session != session:
                one.session, one.notes = session, ()
                one.noted, one.checks = False, None
        self._tell(row)

    def _arrange(self, row: Row, sessions: Sequence[Session]) -> None:
        """Other series than before: those that stay keep their rows."""
        here = self.index_of(row.capture.path)
        known = {one.session.series: one for one in row.series}
        wanted = [known.get(s.series) or SeriesRow(row, s) for s in sessions]
        before, after = len(row.rows), len(wanted) if len(wanted) > 1 else 0
        self._gone += row.series  # views may still ask about them for a moment
        self.arranging = True
        if before:
            self.beginRemoveRows(here, 0, before - 1)
            row.series = []
            self.endRemoveRows()
        if after:
            self.beginInsertRows(here, 0, after - 1)
        row.series = wanted
        if after:
            self.endInsertRows()
        self.arranging = False

    def set_notes(
        self,
        path: Path,
        series: str,
        notes: tuple[str, ...],
        *,
        level: str = "warn",
        checked: bool = False,
    ) -> None:
        """Set what calibration and, where `checked`, checks found out of a series."""
        row = self._rows.get(path)
        for one in () if row is None else row.series:
            if one.session.series != series:
                continue
            if (one.notes, one.level, one.noted) != (notes, level, checked):
                one.notes, one.level, one.noted = notes, level, checked
                self._tell(one.row)

    def set_checks(self, session: Session, checks: SessionChecks) -> None:
        """Set what the checks say of a series that need not be open."""
        row = self._rows.get(session.path)
        for one in () if row is None else row.series:
            if one.session == session:
                one.checks = checks
                self._tell(one.row)

    def _tell(self, row: Row) -> None:
        here = self.index_of(row.capture.path)
        self.dataChanged.emit(here, here)
        if row.rows:
            last = len(row.rows) - 1
            self.dataChanged.emit(self.index(0, 0, here), self.index(last, 0, here))

    def index_of(self, path: Path, series: str = "") -> QModelIndex:
        """Index of a capture or of one of its series; invalid when it is not listed."""
        row = self._rows.get(path)
        if row is None:
            return QModelIndex()
        for place, one in enumerate(row.rows):
            if one.session.series == series:
                return self.createIndex(place, 0, one)
        return self.createIndex(row.day.rows.index(row), 0, row)

    # Qt's model interface

    def index(self, row: int, column: int, parent: Index | None = None) -> QModelIndex:
        """A day, a capture of a day, or a series of a capture."""
        item = None if parent is None else self._item(parent)
        level = self._days if item is None else getattr(item, "rows", ())
        if column != 0 or not 0 <= row < len(level):
            return QModelIndex()
        return self.createIndex(row, column, level[row])

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        """The day of a capture, the capture of a series."""
        item = self._item(index)
        if isinstance(item, SeriesRow):
            return self.index_of(item.row.capture.path)
        if not isinstance(item, Row):
            return QModelIndex()
        return self.createIndex(self._days.index(item.day), 0, item.day)

    def rowCount(self, parent: Index | None = None) -> int:
        """Days, captures of a day, or series of a capture that has several."""
        if parent is None or not parent.isValid():
            return len(self._days)
        item = self._item(parent)
        return len(item.rows) if isinstance(item, Day | Row) else 0

    def columnCount(self, _parent: Index | None = None) -> int:
        """One."""
        return 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Days and captures with several series are shown, not picked."""
        item = self._item(index)
        if isinstance(item, SeriesRow) or (isinstance(item, Row) and not item.rows):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.ItemIsEnabled if item else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts and roles of a day, a capture or a series."""
        item = self._item(index)
        if isinstance(item, Day):
            return item.date if role == Qt.ItemDataRole.DisplayRole else None
        if isinstance(item, SeriesRow):
            return self._series_data(item, role)
        return self._row_data(item, role) if isinstance(item, Row) else None

    def _series_data(self, series: SeriesRow, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return series_words(series.session)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(_series_in_full(series))
            case Qt.ItemDataRole.AccessibleTextRole:
                return _series_in_full(series)
            case self.SESSION:
                return series.annotated
            case self.PATH:
                return series.row.capture.path
            case self.SERIES:
                return series.session.series
            case self.COUNT:
                return number(len(series.session.frames))
            case self.LEVEL:
                return mark_of(series)
            case self.SEARCH:
                row = series.row
                return (
                    f"{row.day.date} {heading(row.capture)} {_series_in_full(series)}"
                )
        return None

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
            case self.SERIES:
                return (
                    None
                    if row.rows
                    else row.series[0].session.series
                    if row.series
                    else ""
                )
            case self.DETAILS:
                return _several(row) if row.rows else _row_details(row)
            case self.LEVEL:
                return level_of(row.series[0]) if len(row.series) == 1 else ""
            case self.SEARCH:
                return f"{row.day.date} {_in_full(row)}"
        return None

    def _item(self, index: Index) -> Day | Row | SeriesRow | None:
        return index.internalPointer() if index.isValid() else None


def _in_full(row: Row) -> str:
    lines = [heading(row.capture), shown(str(row.capture.path))]
    session = row.annotated
    if session is not None:
        lines += [facts(session), *all_said(row.series[0])]
    lines += [series_words(one.session) for one in row.rows]
    return "\n".join(lines)


def _series_in_full(series: SeriesRow) -> str:
    session = series.annotated
    lines = [series_words(session), f"series {session.series}", facts(session)]
    lines += [*all_said(series), *session.notes]
    return "\n".join(map(shown, lines))
