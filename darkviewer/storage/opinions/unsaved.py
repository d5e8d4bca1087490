"""Opinions that the database cannot take now: kept as lines of JSON beside it.

A plain file can be written where the database cannot: on a network drive, or while
another program holds the database.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

from darkviewer.core.opinions.events import Opinion
from darkviewer.storage.atomic import replace_file

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
            return list(_opinions(file.read(_MOST_BYTES)))
        return []

    def write(self, opinions: Iterable[Opinion]) -> None:
        """Keep these in our own file, in the place of what was in it.

        Raises
        ------
        DarkviewerError
            If it cannot be written.
        """
        lines = (json.dumps(_document(opinion)) + "\n" for opinion in opinions)
        replace_file(self._own, "".join(lines).encode("ascii"), private=True)
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


def _document(opinion: Opinion) -> dict[str, Any]:
    parts = {item.name: getattr(opinion, item.name) for item in fields(Opinion)}
    value = parts["value"]
    return parts | {"value": None if value is None else dict(value)}


def _opinions(content: bytes) -> Iterator[Opinion]:
    names = {item.name for item in fields(Opinion)}
    for line in content.splitlines():
        with suppress(ValueError, RecursionError):
            parts = json.loads(line)
            if isinstance(parts, dict) and parts.keys() == names and _sound(parts):
                yield Opinion(**parts)


def _sound(parts: Mapping[str, Any]) -> bool:
    words = (text for name, text in parts.items() if name != "value")
    said = parts["value"] is None or isinstance(parts["value"], dict)
    return said and all(isinstance(text, str) for text in words)
