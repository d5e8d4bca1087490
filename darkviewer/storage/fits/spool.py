"""Decoded frames on disk: a compressed series that outgrows memory is decoded once.

One temporary file, bounded in bytes, that vanishes with the process. Where the disk has
no room a frame is not kept, and is decoded again when it is next wanted: slower, with
the same numbers.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from io import FileIO

__all__ = ["Spool"]

_Key = tuple[Path, tuple[int, int], int]
"""File, its size and time, and the HDU."""

SPOOL_BYTES = 8 * 2**30
SHARE_OF_FREE = 0.5
"""Of the free disk space, at most."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Slot:
    offset: int
    size: int
    shape: tuple[int, ...]
    stored: np.dtype[Any]


@dataclass(slots=True)
class Spool:
    """Images by key; the caller sees to it that one thread uses it at a time.

    Attributes
    ----------
    limit_bytes : int
        Of the file. When it is reached, frames of other folders give way; those of
        the same series do not, or none would last until it is wanted again.
    """

    limit_bytes: int = SPOOL_BYTES
    _file: FileIO | None = None
    _slots: dict[_Key, _Slot] = field(default_factory=dict)
    _free: list[tuple[int, int]] = field(default_factory=list)
    _end: int = 0

    def put(self, key: _Key, image: NDArray[Any]) -> None:
        """Keep an image, if there is room for it."""
        if key in self._slots:
            return
        offset = self._room(image.nbytes, key[0].parent)
        if offset is None:
            return
        try:
            file = self._opened()
            file.seek(offset)
            _write(file, image)
        except OSError as error:
            self._free.append((offset, image.nbytes))
            _log.warning("decoded frames are not kept on disk: %s", error.strerror)
            return
        self._slots[key] = _Slot(offset, image.nbytes, image.shape, image.dtype)

    def rows(self, key: _Key, start: int, stop: int) -> NDArray[Any] | None:
        """Rows of an image that is kept; None if it is not."""
        slot = self._slots.get(key)
        if slot is None or self._file is None:
            return None
        rows = np.empty((stop - start, *slot.shape[1:]), slot.stored)
        try:
            self._file.seek(slot.offset + start * (slot.size // slot.shape[0]))
            count = _fill(self._file, rows)
        except OSError as error:
            _log.warning("a decoded frame cannot be read again: %s", error.strerror)
            count = -1
        if count != rows.nbytes:
            self._drop(key)
            return None
        return rows

    def clear(self) -> None:
        """Forget all, and give the disk space back."""
        self._slots.clear()
        self._free.clear()
        self._end = 0
        if self._file is not None:
            self._file.close()
            self._file = None

    def _opened(self) -> FileIO:
        if self._file is None:
            # Open until the process ends, which is when it vanishes.
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
        return self._file

    def _room(self, size: int, folder: Path) -> int | None:
        """Where to write; a slot of the same size, or the end of the file."""
        if self._end + size > self.limit_bytes and not self._fitting(size):
            for key in [key for key in self._slots if key[0].parent != folder]:
                self._drop(key)
        place = self._fitting(size)
        if place is not None:
            self._free.remove(place)
            return place[0]
        if self._end + size > self.limit_bytes or not _disk_has(size):
            return None
        self._end += size
        return self._end - size

    def _fitting(self, size: int) -> tuple[int, int] | None:
        return next((place for place in self._free if place[1] == size), None)

    def _drop(self, key: _Key) -> None:
        slot = self._slots.pop(key)
        self._free.append((slot.offset, slot.size))
        if not self._slots:
            self.clear()


def _write(file: FileIO, image: NDArray[Any]) -> None:
    left = memoryview(np.ascontiguousarray(image).view("u1").reshape(-1).data)
    while left:
        left = left[file.write(left) :]


def _fill(file: FileIO, rows: NDArray[Any]) -> int:
    """Bytes that were there."""
    left = memoryview(rows.view("u1").reshape(-1).data)
    while left:
        count = file.readinto(left)
        if not count:
            break
        left = left[count:]
    return rows.nbytes - len(left)


def _disk_has(size: int) -> bool:
    try:
        free = shutil.disk_usage(tempfile.gettempdir()).free
    except OSError:  # no folder for temporary files that could be used
        return False
    return size <= SHARE_OF_FREE * free
