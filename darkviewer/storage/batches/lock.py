"""One batch at a time writes into a folder."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from darkviewer.core.errors import DarkviewerError

__all__ = ["locked"]

_LOCK = ".batch.lock"
_HOLDER = ".batch.holder"


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the folder of a batch; the system frees it when the process ends.

    Raises
    ------
    DarkviewerError
        If another batch holds it, or the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(out / _LOCK, timeout=0)
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise DarkviewerError(
            f"another batch writes into {out} ({_holder(out)}): wait until it has "
            "ended, or choose another folder"
        ) from None
    except OSError as error:
        raise DarkviewerError(
            f"{out} cannot be written: {error.strerror or error}; choose another folder"
        ) from error
    try:
        holder = f"process {os.getpid()} on {socket.gethostname()}"
        (out / _HOLDER).write_text(holder, encoding="utf-8")
        yield
    finally:
        (out / _HOLDER).unlink(missing_ok=True)
        lock.release()


def _holder(out: Path) -> str:
    try:
        return (out / _HOLDER).read_text(encoding="utf-8")[:200]
    except OSError:
        return "it has just begun"
