"""Opinions that the database cannot take now: kept as lines of JSON beside it.

A plain file can be written where the database cannot: on a network drive, or while
another program holds the database.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from darkviewer.storage.atomic import replace_file
from darkviewer.storage.opinions.lines import as_lines, read_lines

if TYPE_CHECKING:
    from darkviewer.core.opinions.events import Opinion

__all__ = ["Unsaved"]

_MOST_BYTES = 64 * 2**20


class Unsaved:
    """The files of unsaved opinions of all windows, and our own.

    Parameters
    ----------
    database : Path
        The file that could not take them.
    own : str
        Distinguishes this window from the others.
    """

    def __init__(self, database: Path, own: str) -> None:
        self._folder = database.parent
        self._stem = f"{database.name}.unsaved-"
        self._own = self._folder / f"{self._stem}{own}.jsonl"
        self._read: dict[Path, tuple[int, int, int]] = {}

    def read(self) -> list[Opinion]:
        """All that other windows left behind; lines that are no opinions are not."""
        found: list[Opinion] = []
        with suppress(OSError):
            for path in sorted(self._folder.glob(f"{self._stem}*.jsonl")):
                if path != self._own:  # in memory already
                    found += self._of(path)
        return found

    def _of(self, path: Path) -> list[Opinion]:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)
        with suppress(OSError), open(os.open(path, flags), "rb") as file:
            self._read[path] = _version(os.fstat(file.fileno()))
            return list(read_lines(file.read(_MOST_BYTES)))
        return []

    def write(self, opinions: Iterable[Opinion]) -> None:
        """Keep these in our own file, in the place of what was in it.

        Raises
        ------
        DarkviewerError
            If it cannot be written.
        """
        replace_file(self._own, as_lines(opinions), private=True)
        with suppress(OSError):
            self._read[self._own] = _version(os.stat(self._own))

    def remove(self) -> None:
        """All that was read or written is in the database now."""
        for path, version in self._read.items():
            with suppress(OSError):
                if _version(os.lstat(path)) == version:  # else it holds more by now
                    path.unlink()
        self._read.clear()


def _version(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns
