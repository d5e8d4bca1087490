"""Files that other programs are told to load: kept for a while, then removed."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

import platformdirs

from darkviewer.storage.atomic import replace_file

__all__ = ["KEPT_S", "hand_over", "handed_over_folder"]

KEPT_S = 7 * 86_400.0
"""Long enough for a program that loads a file again."""


def handed_over_folder() -> Path:
    """Where they lie, in the user's cache."""
    cache = platformdirs.user_cache_dir("darkviewer", appauthor=False)
    return Path(cache, "handed-over")


def hand_over(name: str, content: bytes) -> Path:
    """Write a file for another program; one of the same name is replaced.

    Parameters
    ----------
    name : str
        With the name of the session, of no folder.
    content : bytes
        All of it.

    Raises
    ------
    DarkviewerError
        If it cannot be written.
    """
    folder = handed_over_folder()
    _sweep(folder)
    path = folder / name
    replace_file(path, content)
    return path


def _sweep(folder: Path) -> None:
    """Files that nobody can want any more."""
    oldest = time.time() - KEPT_S
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False) and entry.stat().st_mtime < oldest:
                with suppress(OSError):
                    os.unlink(entry.path)
