"""Opening files that others own: read-only, bounded, never waiting."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import TypeVar

from darkviewer.core.errors import FrameError

__all__ = ["opened", "read_from"]

Result = TypeVar("Result")

_PASSING = {
    getattr(errno, name, None)
    for name in ("EIO", "ESTALE", "ETIMEDOUT", "EAGAIN", "EREMOTEIO", "ENOTCONN")
}
"""Transient errors of a disk or a network drive."""
_WAITS_S = (0.05, 0.2)


class _PassingError(FrameError):
    """A read failed in a way that may pass."""


def read_from(path: Path, work: Callable[[BufferedReader], Result]) -> Result:
    """Open a regular file and let `work` read it, again from the start if it must.

    A read that fails as disks and network drives sometimes do is tried twice more, by
    a file opened afresh; `work` must not keep what it read before.

    Raises
    ------
    FrameError
        Whatever goes wrong while opening or reading, in one sentence.
    """
    for wait_s in _WAITS_S:
        try:
            with opened(path) as file:
                return work(file)
        except _PassingError:
            time.sleep(wait_s)
    with opened(path) as file:
        return work(file)


@contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """Open a regular file for reading.

    A read of it ends short only at the end of the file, however little the system gives
    at a time.

    Raises
    ------
    FrameError
        Whatever goes wrong while opening or inside the ``with`` block, in one sentence.
    """
    try:
        with open(path, "rb", opener=_open_without_waiting) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise FrameError(f"{path.name} is not a regular file: it is ignored")
            yield file
    except FileNotFoundError:
        raise FrameError(
            f"{path.name} has vanished: it was moved, renamed or deleted"
        ) from None
    except IsADirectoryError:
        raise FrameError(f"{path.name} is a folder, not a file") from None
    except PermissionError:
        raise FrameError(
            f"{path.name} cannot be read: ask for permission to read it"
        ) from None
    except OSError as error:
        kind = _PassingError if error.errno in _PASSING else FrameError
        raise kind(
            f"{path.name} cannot be read: {error.strerror or error}; check the disk or "
            "the connection to it"
        ) from error


def _open_without_waiting(path: str, flags: int) -> int:
    """Open a named pipe at once, so that it can be refused instead of waited for."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
