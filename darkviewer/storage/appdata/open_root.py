"""Which capture root is open now, so that a crash is not repeated at every start."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.appdata.settings import settings_path
from darkviewer.storage.atomic import replace_file

__all__ = ["forget_open_root", "note_open_root", "root_left_open"]

_MOST_BYTES = 65_536


def note_open_root(root: Path) -> None:
    """Remember that a root is open; the end of the program forgets it.

    A disk that refuses costs only the memory of a crash.
    """
    with suppress(DarkviewerError):
        replace_file(_path(), os.fsencode(root), private=True)


def forget_open_root() -> None:
    """The program ended as it should."""
    with suppress(OSError):
        _path().unlink()


def root_left_open() -> Path | None:
    """The root that was open when the program last ended without `forget_open_root`."""
    try:
        with open(_path(), "rb") as file:
            name = file.read(_MOST_BYTES)
    except OSError:
        return None
    return Path(os.fsdecode(name)) if name and b"\0" not in name else None


def _path() -> Path:
    return settings_path().with_name("open-root")
