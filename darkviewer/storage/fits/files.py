"""Opening files that others own: read-only, bounded, never waiting."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from darkviewer.core.errors import FrameError

__all__ = ["opened"]


@contextmanager
def opened(path: Path) -> Iterator[io.FileIO]:
    """Open a regular file unbuffered for reading.

    Raises
    ------
    FrameError
        Whatever goes wrong while opening or inside the ``with`` block, in one sentence.
    """
    try:
        with open(path, "rb", buffering=0, opener=_open_without_waiting) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise FrameError(f"{path.name} is not a regular file: it is left alone")
            yield file
    except FileNotFoundError:
        raise FrameError(
            f"{path.name} has vanished: it was moved, renamed or deleted"
        ) from None
    except IsADirectoryError:
        raise FrameError(f"{path.name} is a folder, not a file") from None
    except PermissionError:
        raise FrameError(
            f"{path.name} may not be read: ask for permission to read it"
        ) from None
    except OSError as error:
        raise FrameError(f"{path.name} cannot be read: {error.strerror}") from error


def _open_without_waiting(path: str, flags: int) -> int:
    """Open a named pipe at once, so that it can be refused instead of waited for."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
