"""Opinions as rows of a database: put in, all or none, and read again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.opinions.events import Opinion
from darkviewer.storage.opinions.database import open_to_read, why_not

if TYPE_CHECKING:
    from darkviewer.storage.opinions.database import Schema

__all__ = ["insert", "read_only", "since"]

_COLUMNS = "id, at, who, topic, subject, value, supersedes"


def read_only(path: Path, schema: Schema) -> list[Opinion]:
    """What a file holds that cannot be written.

    Raises
    ------
    DarkviewerError
        If it cannot be read either.
    """
    with closing(open_to_read(path, schema)) as connection:
        try:
            return [opinion for _, opinion in since(connection, 0)]
        except sqlite3.Error as error:
            raise DarkviewerError(f"{path} cannot be read: {why_not(error)}") from error


def insert(connection: sqlite3.Connection, opinions: Iterable[Opinion]) -> None:
    """All or none; those that are there already are passed over."""
    rows = [
        (
            said.id,
            said.at,
            said.who,
            said.topic,
            said.subject,
            None if said.value is None else json.dumps(dict(said.value)),
            said.supersedes,
        )
        for said in opinions
    ]
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.executemany(
            f"INSERT OR IGNORE INTO opinions ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def since(connection: sqlite3.Connection, number: int) -> Iterator[tuple[int, Opinion]]:
    """Those written after that number, with their own."""
    rows = connection.execute(
        f"SELECT number, {_COLUMNS} FROM opinions WHERE number > ? ORDER BY number",
        (number,),
    )
    for at_number, name, at, who, topic, subject, value, supersedes in rows:
        said = None if value is None else json.loads(value)
        yield at_number, Opinion(topic, subject, said, supersedes, who, at, name)
