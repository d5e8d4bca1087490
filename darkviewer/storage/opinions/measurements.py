"""What was measured of frames and series; lost, it is measured again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.opinions.database import Schema, data_folder, open_database

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo, Place

__all__ = ["Measurements"]

SCHEMA = Schema(
    name="measurements.sqlite",
    application_id=0x44764D65,  # "DvMe"
    steps=(
        (
            """
            CREATE TABLE files (
                path BLOB PRIMARY KEY,
                size INTEGER NOT NULL,
                mtime_ns INTEGER NOT NULL,
                frame TEXT NOT NULL
            )
            """,
            "CREATE INDEX of_frame ON files (frame)",
            """
            CREATE TABLE measures (
                frame TEXT NOT NULL,
                version INTEGER NOT NULL,
                mode TEXT NOT NULL,
                at TEXT NOT NULL,
                value TEXT NOT NULL,
                PRIMARY KEY (frame, version)
            )
            """,
            "CREATE INDEX of_mode ON measures (mode, version, at)",
        ),
    ),
    copied=False,
)


class Measurements:
    """Content hashes of files, and measures of frames; for threads that may wait.

    Where the file cannot be used nothing is found and nothing is kept, which costs time
    only; `problem` says why.

    Parameters
    ----------
    path : Path, optional
        The file; default is the user's own. It is opened when it is first needed.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or data_folder() / SCHEMA.name
        self.problem = ""
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None

    def content_of(self, info: FrameInfo) -> str | None:
        """The content hash noted of a file of this size and time."""
        where = (_bytes(info.place), info.size_bytes, info.mtime_ns)
        rows = self._rows(
            "SELECT frame FROM files WHERE path = ? AND size = ? AND mtime_ns = ?",
            where,
        )
        return str(rows[0][0]) if rows else None

    def note_content(self, info: FrameInfo, frame: str) -> None:
        """A file of this size and time holds the frame of this content hash."""
        row = (_bytes(info.place), info.size_bytes, info.mtime_ns, frame)
        self._rows("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", row)

    def files_of(self, frame: str) -> list[Path]:
        """Where a frame was seen."""
        rows = self._rows("SELECT path FROM files WHERE frame = ?", (frame,))
        return [Path(_text(row[0])) for row in rows]

    def measures(
        self, frames: Iterable[str], *, version: int
    ) -> dict[str, dict[str, Any]]:
        """Hash -> what was measured by this version of the measures."""
        asked = "SELECT value FROM measures WHERE frame = ? AND version = ?"
        found = {frame: self._rows(asked, (frame, version)) for frame in set(frames)}
        return {frame: json.loads(rows[0][0]) for frame, rows in found.items() if rows}

    def keep(
        self,
        frame: str,
        value: Mapping[str, Any],
        *,
        version: int,
        mode: str = "",
        at: str = "",
    ) -> None:
        """Keep what was measured of a frame or a series.

        Parameters
        ----------
        frame : str
            Content hash, or the hash by which a series is known.
        value : mapping
            As JSON can hold it.
        version : int
            Of the measures: others are not comparable.
        mode : str
            Camera and mode, for `earlier`.
        at : str
            When it was taken, UTC, ISO 8601.
        """
        row = (frame, version, mode, at, json.dumps(dict(value)))
        self._rows("INSERT OR REPLACE INTO measures VALUES (?, ?, ?, ?, ?)", row)

    def earlier(
        self, mode: str, *, before: str, version: int, most: int = 1000
    ) -> list[tuple[str, str, dict[str, Any]]]:
        """(hash, time, measures) of what a camera took earlier, newest first."""
        rows = self._rows(
            "SELECT frame, at, value FROM measures WHERE mode = ? AND version = ? "
            "AND at < ? ORDER BY at DESC LIMIT ?",
            (mode, version, before, most),
        )
        return [(frame, at, json.loads(value)) for frame, at, value in rows]

    def close(self) -> None:
        """Let the file go; it is opened again when it is needed."""
        with self._lock:
            self._disconnect()

    def _rows(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                if self._connection is None:
                    self._connection, self.problem = open_database(self.path, SCHEMA)
                return self._connection.execute(statement, values).fetchall()
            except (sqlite3.Error, DarkviewerError) as error:
                self.problem = str(error)
                self._disconnect()
                return []

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None


def _bytes(place: Place) -> bytes:
    """Names of files may hold any bytes but 0: the place in the file follows that."""
    path, hdu, plane = place
    within = f"\0{hdu}\0{plane}" if hdu or plane else ""
    return f"{path}{within}".encode("utf-8", "surrogateescape")


def _text(place: bytes) -> str:
    return place.partition(b"\0")[0].decode("utf-8", "surrogateescape")
