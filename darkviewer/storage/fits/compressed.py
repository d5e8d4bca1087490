"""Compressed frames: ``.gz`` as a whole, ``.fz`` in tiles; both decoded in memory.

What a file may expand to is bounded, so that a small hostile file cannot fill the
memory. Decoded frames are kept for a while, because a calibration comes back for
every band of rows.
"""

from __future__ import annotations

import gzip
import io
import math
import os
import re
import zlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import FrameError, IncompleteError
from darkviewer.storage.fits.cards import BLOCK
from darkviewer.storage.fits.layout import Layout, find_image

if TYPE_CHECKING:
    from darkviewer.core.frames.card_values import CardValue

__all__ = ["find_gzipped_image", "stored_image"]

_FREE_BYTES = 256 * 2**20
_EXPANSION = 20  # real frames shrink to a fifth at best
_CACHE_BYTES = 256 * 2**20

_TILE_CARDS = re.compile(
    r"XTENSION|BITPIX|NAXIS\d*|[PG]COUNT|THEAP|TFIELDS|T(TYPE|FORM)\d+"
    r"|Z(IMAGE|CMPTYPE|BITPIX|QUANTIZ|DITHER0|BLANK|NAXIS\d*|(TILE|NAME|VAL)\d+)"
)
_TILE_KINDS = {"RICE_1", "RICE_ONE", "GZIP_1", "GZIP_2", "PLIO_1"}
"""HCOMPRESS_1 is not among them: cfitsio's decoder, as astropy 8.0 carries it, writes
beyond its memory when the stream is damaged, and takes the program with it."""
_GZIPPED_COLUMNS = {"COMPRESSED_DATA", "GZIP_COMPRESSED_DATA"}

_Key = tuple[Path, tuple[int, int]]
_kept: OrderedDict[_Key, NDArray[Any]] = OrderedDict()
_lock = Lock()


def find_gzipped_image(
    file: io.FileIO, name: str
) -> tuple[dict[str, CardValue], Layout]:
    """Like `find_image`, for a file compressed as a whole.

    Raises
    ------
    FrameError
        If it is damaged, cut off or would expand far beyond its own size.
    """
    stated = _stated_length(file)
    with _expanded(file, name) as stream:
        cards, layout = find_image(stream, name, None)
        if stated < layout.end or stated % BLOCK:  # cut off, without fill, in members
            stream.seek(layout.end - 1)
            if not stream.read(1):
                raise _cut_off(name)
    return cards, layout


def stored_image(file: io.FileIO, key: _Key, *, gzipped: bool) -> NDArray[Any]:
    """All stored numbers of a compressed frame, shape (ny, nx); not to be changed."""
    with _lock:
        if key not in _kept:
            _kept[key] = _decoded(file, key[0].name, gzipped=gzipped)
        _kept.move_to_end(key)
        while len(_kept) > 1 and sum(i.nbytes for i in _kept.values()) > _CACHE_BYTES:
            _kept.popitem(last=False)
        return _kept[key]


def _decoded(file: io.FileIO, name: str, *, gzipped: bool) -> NDArray[Any]:
    size = os.fstat(file.fileno()).st_size
    with _expanded(file, name) if gzipped else nullcontext(file) as stream:
        cards, layout = find_image(stream, name, None if gzipped else size)
        if layout.image_bytes > _limit(size):
            raise _expands_too_far(name, size)
        stream.seek(layout.offset)
        data = stream.read(layout.data_bytes)
        while gzipped and stream.read(BLOCK):
            pass  # up to the checksum
    if len(data) < layout.data_bytes:
        raise _cut_off(name)
    if layout.tiles:
        return _untiled(data, cards, name, layout)
    return np.frombuffer(data, layout.stored).reshape(layout.shape)


def _untiled(
    data: bytes, cards: Mapping[str, CardValue], name: str, layout: Layout
) -> NDArray[Any]:
    kind = str(cards.get("ZCMPTYPE"))
    if kind not in _TILE_KINDS:
        raise FrameError(
            f"{name} is compressed by {kind}, which cannot be decoded safely here: "
            "unpack it with funpack"
        )
    try:
        image = _decoded_tiles(data, cards, most=8 * math.prod(layout.tiles))
    except Exception as error:  # the C decoder's own class is private and bare
        raise _damaged(name) from error
    if image is None or (image.shape, image.dtype.newbyteorder("=")) != (
        layout.shape,
        layout.stored.newbyteorder("="),
    ):
        raise _damaged(name)
    return image


def _decoded_tiles(
    data: bytes, cards: Mapping[str, CardValue], *, most: int
) -> NDArray[Any] | None:
    """Let astropy decode the tiles, from a copy that has only the cards it needs.

    Odd cards would make it warn, and warnings are process-wide. No tile may hold more
    than `most` bytes.
    """
    import astropy.io.fits

    fits: Any = astropy.io.fits  # untyped
    header = fits.Header(
        [(key, value) for key, value in cards.items() if _TILE_CARDS.fullmatch(key)]
    )
    blocks = (fits.PrimaryHDU().header.tostring(), header.tostring())
    content = "".join(blocks).encode("ascii") + data
    content += bytes(-len(content) % BLOCK)
    with fits.open(io.BytesIO(content), disable_image_compression=True) as hdus:
        for column in _GZIPPED_COLUMNS.intersection(hdus[1].columns.names):
            for tile in hdus[1].data[column]:
                _check_tile(tile.tobytes(), most)
    with fits.open(io.BytesIO(content), do_not_scale_image_data=True) as hdus:
        image: NDArray[Any] | None = hdus[1].data
    return image


def _check_tile(tile: bytes, most: int) -> None:
    """Refuse a gzipped tile that would expand far beyond its pixels."""
    if tile.startswith(b"\x1f\x8b"):
        stream = zlib.decompressobj(wbits=31)
        stream.decompress(tile, most)
        if stream.unconsumed_tail:
            raise ValueError(f"a tile expands beyond {most} bytes")


class _Bounded:
    """A decompressed stream that refuses to go beyond a limit."""

    def __init__(self, stream: gzip.GzipFile, name: str, size: int) -> None:
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
def _expanded(file: io.FileIO, name: str) -> Iterator[_Bounded]:
    file.seek(0)
    try:
        with gzip.GzipFile(fileobj=file, mode="rb") as stream:
            yield _Bounded(stream, name, os.fstat(file.fileno()).st_size)
    except EOFError:
        raise _cut_off(name) from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise _damaged(name) from error


def _stated_length(file: io.FileIO) -> int:
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
