"""SHA-256 of a file and of the pixels of its frames, in one reading of the file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BufferedReader
from typing import TYPE_CHECKING, Any

import numpy as np

from darkviewer.core.errors import Cancelled, FrameError
from darkviewer.core.frames.content_hash import ROWS, ContentHash, content_hash
from darkviewer.storage.fits.files import read_from
from darkviewer.storage.fits.frame import FitsFrame, Pixels

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo

__all__ = ["FileHashes", "file_hashes"]

_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class FileHashes:
    """In hexadecimal digits.

    Attributes
    ----------
    file : str
        Of all bytes.
    pixels : tuple of str
        Of each frame, see `ContentHash`.
    """

    file: str
    pixels: tuple[str, ...]


def file_hashes(
    infos: Sequence[FrameInfo], *, stopped: Callable[[], bool] = lambda: False
) -> FileHashes:
    """Hash a file, and the frames in it.

    Every byte is read once, but for packed files.

    Parameters
    ----------
    infos : sequence of FrameInfo
        Frames of one file.
    stopped : callable
        Asked now and then; True ends the work.

    Raises
    ------
    FrameError
        If it cannot be read, or changed since `infos` were read.
    Cancelled
        If `stopped` answered True.
    """
    frames = [FitsFrame(info) for info in infos]
    path = infos[0].path
    found = read_from(path, lambda file: _Reading(file, frames, stopped).hashes())
    if found.pixels:
        return found
    pixels = (content_hash(frame, stopped=stopped) for frame in frames)
    return FileHashes(found.file, tuple(pixels))


class _Reading:
    """From the first byte to the last."""

    def __init__(
        self,
        file: BufferedReader,
        frames: Sequence[FitsFrame],
        stopped: Callable[[], bool],
    ) -> None:
        self._file, self._frames, self._stopped = file, frames, stopped
        self._whole = hashlib.sha256()

    def hashes(self) -> FileHashes:
        self._check_same()
        places = [frame.pixels_in(self._file) for frame in self._frames]
        plain = [place for place in places if place is not None]
        self._file.seek(0)
        found: dict[int, str] = {}
        if len(plain) == len(places):
            for place in sorted(plain, key=lambda place: place.offset):
                if place.offset not in found:
                    self._skip(place.offset - self._file.tell())
                    found[place.offset] = self._frame(place)
        self._skip(None)
        self._check_same()
        return FileHashes(
            self._whole.hexdigest(),
            tuple(found[place.offset] for place in plain) if found else (),
        )

    def _check_same(self) -> None:
        status, info = os.fstat(self._file.fileno()), self._frames[0].info
        if (status.st_size, status.st_mtime_ns) != (info.size_bytes, info.mtime_ns):
            raise FrameError(f"{info.path.name} was changed: rescan the folder")

    def _skip(self, count: int | None) -> None:
        """So many bytes that are no pixels; None: all that follow."""
        while count is None or count > 0:
            chunk = self._file.read(_CHUNK if count is None else min(count, _CHUNK))
            if not chunk:
                return
            self._add(chunk)
            count = None if count is None else count - len(chunk)

    def _frame(self, place: Pixels) -> str:
        ny, nx = place.layout.shape
        digest = ContentHash((ny, nx), place.layout.dtype)
        for start in range(0, ny, ROWS):
            stored = np.empty((min(ROWS, ny - start), nx), place.layout.stored)
            place.fill(self._file, stored)
            self._add(stored.view("u1").reshape(-1).data)
            digest.add(place.physical(stored))
        return digest.hexdigest()

    def _add(self, chunk: Any) -> None:
        if self._stopped():
            raise Cancelled("cancelled")
        self._whole.update(chunk)
