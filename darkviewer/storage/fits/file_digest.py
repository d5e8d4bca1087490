"""SHA-256 of a whole file, and how a record names it by that."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from darkviewer.core.errors import Cancelled
from darkviewer.core.foreign_text import shown
from darkviewer.core.provenance.files import FileInput
from darkviewer.storage.fits.files import opened

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["file_digest", "file_input"]

_CHUNK = 2**20


def file_digest(path: Path, stopped: Callable[[], bool] = lambda: False) -> str:
    """SHA-256 of a file, in hexadecimal digits.

    Raises
    ------
    FrameError
        If it cannot be read.
    Cancelled
        If it was stopped.
    """
    known = hashlib.sha256()
    with opened(path) as file:
        while chunk := file.read(_CHUNK):
            if stopped():
                raise Cancelled("cancelled")
            known.update(chunk)
    return known.hexdigest()


def file_input(role: str, path: Path) -> FileInput:
    """A file as a record names it.

    Raises
    ------
    FrameError
        If it cannot be read.
    """
    digest = file_digest(path)
    return FileInput(role, shown(str(path)), path.stat().st_size, digest)
