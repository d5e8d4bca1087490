"""Frames on disk: facts from the header, pixels by rows.

Every file is opened, read and closed; no memory map, no lock, no write. Nothing is
allocated before the file's own size says that the pixels are there.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import FrameError, IncompleteError
from darkviewer.core.frames.header import frame_info
from darkviewer.storage.fits import compressed
from darkviewer.storage.fits.files import read_from
from darkviewer.storage.fits.layout import Layout, find_image, physical
from darkviewer.storage.fits.room import check_room
from darkviewer.storage.fits.tile_table import tile_table

if TYPE_CHECKING:
    from darkviewer.core.frames.card_values import CardValue
    from darkviewer.core.frames.frame import FrameInfo

__all__ = ["FitsFrame", "read_info"]

_GZIP = b"\x1f\x8b"


def read_info(path: Path, *, sidecar: Mapping[str, str] | None = None) -> FrameInfo:
    """Read the header of one frame; no pixel is read.

    Raises
    ------
    FrameError
        If it is no usable frame; the text is one sentence that begins with its name.
    """
    cards, layout, status = read_from(path, lambda file: _found(file, path))
    return frame_info(
        cards,
        path=path,
        shape=layout.shape,
        dtype=layout.dtype.name,
        sidecar=sidecar,
        size_bytes=status.st_size,
        mtime_ns=status.st_mtime_ns,
    )


class FitsFrame:
    """Pixels of one frame: a `FrameSource` and `RowFiller`.

    The header is read again at the first access, and whenever the file has changed
    since: a frame that was replaced by another of the same shape and type goes on.
    Safe to be read from several threads.
    """

    __slots__ = ("_known", "info")

    def __init__(self, info: FrameInfo) -> None:
        self.info = info
        self._known: tuple[tuple[int, int], Layout] | None = None

    def __repr__(self) -> str:
        return f"FitsFrame({str(self.info.path)!r})"

    @property
    def name(self) -> str:
        """File name, for messages."""
        return self.info.name

    @property
    def shape(self) -> tuple[int, int]:
        """(ny, nx) in pixels."""
        return self.info.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """Native-endian type that `read_rows` returns."""
        return np.dtype(self.info.dtype)

    def read_rows(self, start: int, stop: int) -> NDArray[Any]:
        """Rows ``start <= y < stop`` as raw ADU, a new array (stop - start, nx).

        Only these bytes are read, unless the file is compressed.

        Raises
        ------
        FrameError
            If the file vanished, changed its shape or cannot be read.
        ValueError
            If the rows are not inside the frame.
        """
        return self._rows(start, stop, None)

    def fill_rows(self, start: int, stop: int, out: NDArray[Any]) -> None:
        """The same rows, written to `out`: C-contiguous, of this shape and type."""
        rows = self._rows(start, stop, out)
        if not np.may_share_memory(rows, out):
            out[...] = rows

    def _rows(self, start: int, stop: int, out: NDArray[Any] | None) -> NDArray[Any]:
        """Rows in the memory of `out` where the file's type allows."""
        if not 0 <= start <= stop <= self.shape[0]:
            raise ValueError(f"rows {start}:{stop} of {self.shape[0]}")
        return read_from(
            self.info.path, lambda file: self._rows_of(file, start, stop, out)
        )

    def _rows_of(
        self, file: BufferedReader, start: int, stop: int, out: NDArray[Any] | None
    ) -> NDArray[Any]:
        version, layout = self._layout(file)
        gzipped = _is_gzip(file)
        if layout.tiles or gzipped:
            key = (self.info.path, version)
            image = compressed.stored_image(file, key, gzipped=gzipped)
            rows = image[start:stop].copy()
        else:
            if out is None or out.itemsize != layout.stored.itemsize:
                check_room((stop - start) * layout.row_bytes, self.name)
                out = np.empty((stop - start, layout.shape[1]), layout.stored)
            rows = out.view(layout.stored)
            file.seek(layout.offset + start * layout.row_bytes)
            _fill(file, rows, self.name)
        return physical(rows, layout)

    def _layout(self, file: BufferedReader) -> tuple[tuple[int, int], Layout]:
        status = os.fstat(file.fileno())
        version = (status.st_size, status.st_mtime_ns)
        if self._known is None or self._known[0] != version:
            _, layout = _find(file, self.info.path)
            if (layout.shape, layout.dtype) != (self.shape, self.dtype):
                (ny, nx), (was_ny, was_nx) = layout.shape, self.shape
                raise FrameError(
                    f"{self.name} was replaced: it was {was_nx}x{was_ny} {self.dtype} "
                    f"and is now {nx}x{ny} {layout.dtype}; rescan the folder"
                )
            self._known = (version, layout)
        return self._known


def _found(
    file: BufferedReader, path: Path
) -> tuple[dict[str, CardValue], Layout, os.stat_result]:
    return *_find(file, path), os.fstat(file.fileno())


def _find(file: BufferedReader, path: Path) -> tuple[dict[str, CardValue], Layout]:
    size = os.fstat(file.fileno()).st_size
    if size == 0:
        raise IncompleteError(
            f"{path.name} is empty (0 bytes): it is still being written or was lost"
        )
    if _is_gzip(file):
        cards, layout = compressed.find_gzipped_image(file, path.name)
    else:
        cards, layout = find_image(file, path.name, size)
    if layout.tiles:
        tile_table(cards, layout, path.name)  # one that cannot be decoded is no frame
    return cards, layout


def _is_gzip(file: BufferedReader) -> bool:
    file.seek(0)
    return file.read(2) == _GZIP


def _fill(file: BufferedReader, rows: NDArray[Any], name: str) -> None:
    wanted = memoryview(rows.view("u1").reshape(-1).data)
    while wanted:
        count = file.readinto(wanted)
        if not count:
            raise IncompleteError(f"{name} was cut off while it was being read")
        wanted = wanted[count:]
