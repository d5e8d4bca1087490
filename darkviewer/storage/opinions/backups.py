"""Copies of the opinions: made each day by themselves, or whenever somebody asks."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.opinions.database import copy_database, open_database, why_not

if TYPE_CHECKING:
    from darkviewer.storage.opinions.database import Schema

__all__ = ["KEPT", "Soundness", "back_up", "back_up_daily", "soundness"]

KEPT = 10
"""Copies; the oldest goes when another is made."""

_STAMP = "%Y%m%dT%H%M%S%fZ"
_DAY = "%Y%m%d"


@dataclass(frozen=True, slots=True)
class Soundness:
    """What a look at every row of the file found.

    Attributes
    ----------
    opinions : int
        That can be read.
    problems : tuple of str
        What is wrong, one sentence each; empty when all is well.
    """

    opinions: int
    problems: tuple[str, ...]


def back_up(path: Path, *, now: datetime | None = None) -> Path:
    """Copy what was committed last; other windows may go on writing.

    Parameters
    ----------
    path : Path
        The database.
    now : datetime, optional
        For the name of the copy.

    Returns
    -------
    Path
        The copy, in the folder ``backups`` beside the database.

    Raises
    ------
    DarkviewerError
        If there is nothing to copy, or it cannot be copied.
    """
    if not path.is_file():
        raise DarkviewerError(f"{path} is not there yet: nobody has said anything")
    stamp = (now or datetime.now(UTC)).strftime(_STAMP)
    copy = _folder(path) / f"{path.stem}-{stamp}{path.suffix}"
    try:
        copy.parent.mkdir(mode=0o700, exist_ok=True)
        copy_database(path, copy)
        _clear_up(path)
    except OSError as error:
        raise DarkviewerError(f"{copy} cannot be written: {why_not(error)}") from error
    except sqlite3.Error as error:
        raise DarkviewerError(f"{path} cannot be copied: {why_not(error)}") from error
    return copy


def back_up_daily(path: Path) -> None:
    """Copy what is there before the first words of a day; best effort.

    Raises nothing: that a copy fails must not keep anybody from speaking.
    """
    now = datetime.now(UTC)
    today = f"{path.stem}-{now.strftime(_DAY)}"
    with suppress(DarkviewerError, OSError):
        if path.stat().st_size and not any(
            copy.name.startswith(today) for copy in _copies(path)
        ):
            back_up(path, now=now)


def _clear_up(path: Path) -> None:
    """Remove the oldest copies, and what a killed program had begun before them."""
    copies = _copies(path)
    kept = copies[-KEPT:]
    begun = _folder(path).glob(f"{path.stem}-*Z{path.suffix}.part")
    left = [part for part in begun if part.name < kept[0].name]
    for old in [*copies[:-KEPT], *left]:
        old.unlink(missing_ok=True)  # another window may have been first


def _folder(path: Path) -> Path:
    return path.parent / "backups"


def _copies(path: Path) -> list[Path]:
    """Oldest first: the time is in the name."""
    return sorted(_folder(path).glob(f"{path.stem}-*Z{path.suffix}"))


def soundness(path: Path, schema: Schema) -> Soundness:
    """Look at every page and every row.

    Raises
    ------
    DarkviewerError
        If the file is not there or cannot be opened.
    """
    if not path.is_file():
        raise DarkviewerError(f"{path} is not there yet: nobody has said anything")
    connection, message = open_database(path, schema)
    problems = [message] if message else []
    with closing(connection):
        try:
            checked = connection.execute("PRAGMA integrity_check(10)").fetchall()
            problems += [f"{path.name}: {text}" for (text,) in checked if text != "ok"]
            rows = connection.execute("SELECT id, value FROM opinions").fetchall()
        except sqlite3.Error as error:
            return Soundness(0, (*problems, f"{path.name}: {why_not(error)}"))
    bad = [name for name, value in rows if not _readable(value)]
    problems += [f"{path.name}: opinion {name} cannot be read" for name in bad]
    return Soundness(len(rows) - len(bad), tuple(problems))


def _readable(value: str | None) -> bool:
    try:
        return value is None or isinstance(json.loads(value), dict)
    except (ValueError, RecursionError):
        return False
