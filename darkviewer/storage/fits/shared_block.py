"""A block of memory that a program and the process it started both see.

POSIX: a file without a name, in memory where the system can, handed down as a
descriptor; the program reads and writes it as a file, so that nothing the other process
does to it can end the program. Windows: a named block of the page file. Either is gone
when both processes are.
"""

from __future__ import annotations

import io
import mmap
import os
import secrets
import sys
import tempfile
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["SharedBlock", "mapped"]


class SharedBlock:
    """The program's end."""

    def __init__(self) -> None:
        self._map: mmap.mmap | None = None
        self._file: io.FileIO | None = None
        if sys.platform == "win32":
            self._name = f"darkviewer-{os.getpid()}-{secrets.token_hex(16)}"
        else:
            self._file = _unnamed_file()
            self._name = str(self._file.fileno())

    @property
    def name(self) -> str:
        """By which the other process finds it, with `mapped`."""
        return self._name

    @property
    def descriptors(self) -> tuple[int, ...]:
        """To be handed down."""
        return () if self._file is None else (self._file.fileno(),)

    def resize(self, size: int) -> None:
        """Make room for `size` bytes, all zero; 0 frees the memory."""
        if self._file is not None:
            self._file.truncate(0)
            self._file.truncate(size)
            return
        if self._map is not None:
            self._map.close()
        self._map = mapped(self._name, size) if size else None

    def write(self, data: bytes) -> None:
        """Put bytes at the beginning."""
        if self._map is not None:
            self._map[: len(data)] = data
        elif self._file is not None:
            self._file.seek(0)
            rest = memoryview(data)
            while rest:
                rest = rest[self._file.write(rest) :]

    def read_into(self, out: NDArray[Any], offset: int) -> bool:
        """Fill an array from `offset` on; False if the block ends before."""
        wanted = memoryview(out.view(np.uint8).reshape(-1).data)
        if self._map is not None:
            wanted[:] = self._map[offset : offset + len(wanted)]
        elif self._file is not None:
            self._file.seek(offset)
            while wanted:
                count = self._file.readinto(wanted)
                if not count:
                    return False
                wanted = wanted[count:]
        return True

    def close(self) -> None:
        """Free everything."""
        for end in (self._map, self._file):
            if end is not None:
                end.close()
        self._map = self._file = None


def mapped(name: str, size: int) -> mmap.mmap:
    """The block in the other process."""
    if sys.platform == "win32":
        return mmap.mmap(-1, size, tagname=name)
    return mmap.mmap(int(name), size)


def _unnamed_file() -> io.FileIO:
    if hasattr(os, "memfd_create"):
        return io.FileIO(os.memfd_create("darkviewer"), "r+")
    with tempfile.TemporaryFile() as file:
        return io.FileIO(os.dup(file.fileno()), "r+")
