"""Frames on disk: facts from the header, pixels by rows.

Every file is opened, read and closed; no memory map, no lock, no write. Nothing is
allocated before the file's own size says that the pixels are there.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import FrameError, IncompleteError
from darkviewer.core.frames.header import frame_info
from darkviewer.core.frames.planes import FrameFile, plane_times
from darkviewer.storage.fits import compressed
from darkviewer.storage.fits.files import read_from
from darkviewer.storage.fits.images import Image, find_images
from darkviewer.storage.fits.layout import Layout, physical
from darkviewer.storage.fits.room import check_room
from darkviewer.storage.fits.tile_table import tile_table

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo

__all__ = ["FitsFrame", "Pixels", "images_in", "read_file", "read_info"]

_GZIP = b"\x1f\x8b"


def read_file(path: Path, *, sidecar: Mapping[str, str] | None = None) -> FrameFile:
    """Read the headers of one file; no pixel is read.

    Raises
    ------
    FrameError
        If it holds no usable frame; the text is one sentence that begins with its name.
    """
    images, status = read_from(path, lambda file: _found(file, path))
    infos = [
        frame_info(
            image.cards,
            path=path,
            shape=image.layout.shape,
            dtype=image.layout.dtype.name,
            sidecar=sidecar,
            size_bytes=status.st_size,
            mtime_ns=status.st_mtime_ns,
        )
        for image in images
    ]
    first = images[0]
    placed = (
        replace(info, hdu=image.hdu, extension=image.extension)
        if image.hdu or image.extension
        else info
        for info, image in zip(infos, images, strict=True)
    )
    planes = first.layout.planes
    times = plane_times(first.cards) if planes > 1 else None
    return FrameFile(tuple(placed), planes, times, first.others)


def read_info(path: Path, *, sidecar: Mapping[str, str] | None = None) -> FrameInfo:
    """Like `read_file`, of its first frame alone."""
    return next(read_file(path, sidecar=sidecar).frames())


@dataclass(frozen=True, slots=True)
class Pixels:
    """Where the pixels of a frame lie in its file, as they are.

    Attributes
    ----------
    name : str
        Of the frame, for sentences.
    layout : Layout
        How they are stored.
    offset : int
        Byte at which they begin.
    """

    name: str
    layout: Layout
    offset: int

    def fill(self, file: BufferedReader, stored: NDArray[Any]) -> None:
        """Read so many rows from where the file is.

        Raises
        ------
        IncompleteError
            If it ends before.
        """
        _fill(file, stored, self.name)

    def physical(self, stored: NDArray[Any]) -> NDArray[Any]:
        """Stored numbers -> ADU, in their memory where types allow."""
        return physical(stored, self.layout)


class FitsFrame:
    """Pixels of one frame: a `FrameSource`, `RowFiller` and `RowPicker`.

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

    def pick_rows(self, starts: Sequence[int], height: int) -> NDArray[Any]:
        """So many rows from each start on, (starts * height, nx): one opening of all.

        Fails as `read_rows` does.
        """
        for start in starts:
            self._check_inside(start, start + height)

        def picked(file: BufferedReader) -> NDArray[Any]:
            read = self._reader(file)
            return np.concatenate([read(start, start + height) for start in starts])

        return read_from(self.info.path, picked)

    def pixels_in(self, file: BufferedReader) -> Pixels | None:
        """Where they lie in the open file; None where they are packed.

        Fails as `read_rows` does.
        """
        _, layout = self._layout(file)
        if layout.tiles or _is_gzip(file):
            return None
        above = max(self.info.plane - 1, 0) * layout.shape[0]
        return Pixels(self.name, layout, layout.offset + above * layout.row_bytes)

    def _rows(self, start: int, stop: int, out: NDArray[Any] | None) -> NDArray[Any]:
        """Rows in the memory of `out` where the file's type allows."""
        self._check_inside(start, stop)
        return read_from(
            self.info.path, lambda file: self._reader(file)(start, stop, out)
        )

    def _check_inside(self, start: int, stop: int) -> None:
        if not 0 <= start <= stop <= self.shape[0]:
            raise ValueError(f"rows {start}:{stop} of {self.shape[0]}")

    def _reader(self, file: BufferedReader) -> Callable[..., NDArray[Any]]:
        """What gives rows from here to there, in the memory of a third argument."""
        version, layout = self._layout(file)
        gzipped = _is_gzip(file)
        above = max(self.info.plane - 1, 0) * layout.shape[0]

        def read(
            start: int, stop: int, out: NDArray[Any] | None = None
        ) -> NDArray[Any]:
            start, stop = above + start, above + stop
            if layout.tiles or gzipped:
                key = (self.info.path, version, self.info.hdu)
                rows = compressed.stored_rows(file, key, start, stop, gzipped=gzipped)
            else:
                if out is None or out.itemsize != layout.stored.itemsize:
                    check_room((stop - start) * layout.row_bytes, self.name)
                    out = np.empty((stop - start, layout.shape[1]), layout.stored)
                rows = out.view(layout.stored)
                file.seek(layout.offset + start * layout.row_bytes)
                _fill(file, rows, self.name)
            return physical(rows, layout)

        return read

    def _layout(self, file: BufferedReader) -> tuple[tuple[int, int], Layout]:
        status = os.fstat(file.fileno())
        version = (status.st_size, status.st_mtime_ns)
        if self._known is None or self._known[0] != version:
            self._known = version, self._same_layout(file, version)
        return self._known

    def _same_layout(self, file: BufferedReader, version: tuple[int, int]) -> Layout:
        """Where the image lies now, if it is still of the same kind."""
        info = self.info
        layouts = _layouts(file, info.path, version)
        layout = layouts.get(info.hdu)
        if layout is None or layout.planes < info.plane:
            raise FrameError(
                f"{self.name} is gone: the file was replaced; rescan the folder"
            )
        if (layout.shape, layout.dtype) != (self.shape, self.dtype):
            (ny, nx), (was_ny, was_nx) = layout.shape, self.shape
            raise FrameError(
                f"{self.name} was replaced: it was {was_nx}x{was_ny} {self.dtype} "
                f"and is now {nx}x{ny} {layout.dtype}; rescan the folder"
            )
        return layout


_several: OrderedDict[tuple[Path, tuple[int, int]], dict[int, Layout]] = OrderedDict()
_MOST_SEVERAL = 64
_lock = Lock()


def _layouts(
    file: BufferedReader, path: Path, version: tuple[int, int]
) -> dict[int, Layout]:
    """By HDU; kept for a while where a file has several frames, lest each looks."""
    with _lock:
        known = _several.get((path, version))
    if known is None:
        known = {image.hdu: image.layout for image in images_in(file, path)}
        if len(known) > 1 or next(iter(known.values())).planes > 1:
            with _lock:
                _several[path, version] = known
                while len(_several) > _MOST_SEVERAL:
                    _several.popitem(last=False)
    return known


def _found(
    file: BufferedReader, path: Path
) -> tuple[tuple[Image, ...], os.stat_result]:
    return images_in(file, path), os.fstat(file.fileno())


def images_in(file: BufferedReader, path: Path) -> tuple[Image, ...]:
    """Images of an open file that are frames; see `find_images`."""
    size = os.fstat(file.fileno()).st_size
    if size == 0:
        raise IncompleteError(
            f"{path.name} is empty (0 bytes): it is still being written or was lost"
        )
    if _is_gzip(file):
        images = compressed.find_gzipped_images(file, path.name)
    else:
        images = find_images(file, path.name, size)
    for image in images:
        if image.layout.tiles:  # one that cannot be decoded is no frame
            tile_table(image.cards, image.layout, path.name)
    return images


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
