"""Compressed frames: ``.gz`` as a whole, ``.fz`` in tiles; both decoded in memory.

What a file may expand to is bounded, so that a small hostile file cannot fill the
memory. Decoded frames are kept, in memory and then on disk, because a calibration comes
back for every band of rows.
"""

from __future__ import annotations

import atexit
import os
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from io import BufferedReader
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import FrameError, IncompleteError
from darkviewer.storage.fits.cards import BLOCK
from darkviewer.storage.fits.images import Image, find_images
from darkviewer.storage.fits.members import MemberStream
from darkviewer.storage.fits.room import check_room
from darkviewer.storage.fits.spool import Spool
from darkviewer.storage.fits.tile_table import TileTable, checked_tiles, tile_table

if TYPE_CHECKING:
    from darkviewer.storage.fits.layout import Layout

__all__ = ["expanded", "find_gzipped_images", "forget", "stored_rows"]

_FREE_BYTES = 256 * 2**20
_EXPANSION = 20  # real frames shrink to a fifth at best
_CACHE_BYTES = 256 * 2**20

_Key = tuple[Path, tuple[int, int], int]
"""File, its size and time, and the HDU."""
_kept: OrderedDict[_Key, NDArray[Any]] = OrderedDict()
_spool = Spool()
atexit.register(_spool.clear)
_lock = Lock()


def find_gzipped_images(file: BufferedReader, name: str) -> tuple[Image, ...]:
    """Like `find_images`, for a file compressed as a whole.

    Raises
    ------
    FrameError
        If it is damaged, cut off or would expand far beyond its own size.
    """
    stated = _stated_length(file)
    with expanded(file, name) as stream:
        images = find_images(stream, name, None, stated=stated)
        end = images[-1].layout.end
        if stated < end or stated % BLOCK:  # cut off, without fill, in members
            stream.seek(end - 1)
            if not stream.read(1):
                raise _cut_off(name)
    return images


def stored_rows(
    file: BufferedReader, key: _Key, start: int, stop: int, *, gzipped: bool
) -> NDArray[Any]:
    """Stored numbers of some rows of a compressed image, a new array.

    Of an image of shape (planes x ny, nx): a cube is decoded once for all its frames.
    What memory does not hold is read back from disk, not decoded again.
    """
    with _lock:
        if key not in _kept:
            rows = _spool.rows(key, start, stop)
            if rows is not None:
                return rows
            _kept[key] = _decoded(file, key, gzipped=gzipped)
        _kept.move_to_end(key)
        while len(_kept) > 1 and sum(i.nbytes for i in _kept.values()) > _CACHE_BYTES:
            _spool.put(*_kept.popitem(last=False))
        return _kept[key][start:stop].copy()


def forget() -> None:
    """Drop all decoded frames that are kept."""
    with _lock:
        _kept.clear()
        _spool.clear()


def _decoded(file: BufferedReader, key: _Key, *, gzipped: bool) -> NDArray[Any]:
    name, hdu = key[0].name, key[2]
    size = os.fstat(file.fileno()).st_size
    with expanded(file, name) if gzipped else nullcontext(file) as stream:
        known_size = None if gzipped else size
        image = find_images(stream, name, known_size, last=hdu)[-1]
        cards, layout = image.cards, image.layout
        if layout.image_bytes > _limit(size):
            raise _expands_too_far(name, size)
        table = tile_table(cards, layout, name) if layout.tiles else None
        wanted = layout.data_bytes if table else layout.image_bytes
        check_room(2 * (wanted + layout.image_bytes), name)
        stream.seek(layout.offset)
        data = stream.read(wanted)
        while gzipped and stream.read(BLOCK):
            pass  # up to the checksum
    if len(data) < wanted:
        raise _cut_off(name)
    if table is not None:
        return _untiled(data, table, name, layout)
    return np.frombuffer(data, layout.stored).reshape(layout.all_rows)


def _untiled(data: bytes, table: TileTable, name: str, layout: Layout) -> NDArray[Any]:
    from darkviewer.storage.fits.tile_decoder import decoder  # plain frames need none

    tiles = checked_tiles(table, layout, data, name)
    return decoder.image(table, tiles, data, layout, name)


class _Bounded:
    """A decompressed stream that refuses to go beyond a limit."""

    def __init__(self, stream: MemberStream, name: str, size: int) -> None:
        self._stream, self._name, self._size = stream, name, size

    def read(self, size: int, /) -> bytes:
        self._check(self._stream.tell() + size)
        return self._stream.read(size)

    def seek(self, offset: int, /) -> int:
        self._check(offset)
        return self._stream.seek(offset)

    def _check(self, position: int) -> None:
        if position > _limit(self._size):
            raise _expands_too_far(self._name, self._size)


@contextmanager
def expanded(file: BufferedReader, name: str) -> Iterator[_Bounded]:
    try:
        yield _Bounded(MemberStream(file, name), name, os.fstat(file.fileno()).st_size)
    except EOFError:
        raise _cut_off(name) from None
    except zlib.error as error:
        raise _damaged(name) from error


def _stated_length(file: BufferedReader) -> int:
    """Uncompressed bytes of the last gzip member, modulo 4 GiB."""
    file.seek(-min(4, os.fstat(file.fileno()).st_size), os.SEEK_END)
    return int.from_bytes(file.read(4), "little")


def _limit(size: int) -> int:
    return _FREE_BYTES + _EXPANSION * size


def _cut_off(name: str) -> IncompleteError:
    return IncompleteError(f"{name} is cut off or still being written")


def _damaged(name: str) -> FrameError:
    return FrameError(f"{name} cannot be decompressed, it is damaged: copy it again")


def _expands_too_far(name: str, size: int) -> FrameError:
    return FrameError(
        f"{name} has {size} bytes and would expand beyond {_limit(size)}: it is "
        "damaged or not a frame"
    )
