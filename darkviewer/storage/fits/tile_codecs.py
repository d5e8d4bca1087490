"""Rice and gzip tiles -> pixels, without astropy's work around each tile.

Equal to what astropy makes of the same table (tests/storage/fits/test_tile_codecs.py),
for tables whose tiles are numbers as they are: not scaled, none in another column. The
Rice decoder is astropy's own; where a version keeps it elsewhere, astropy does all.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["check_gzipped", "inflated", "unpacked"]

_Tile = Callable[[memoryview, int], NDArray[Any]]

_GZIP = b"\x1f\x8b"
_MOST_MEMBERS = 1000
_WIDEST, _SHORTEST_FLOAT = 8, 4


def unpacked(
    heap: memoryview,
    places: Iterator[tuple[int, int]],
    cards: Mapping[str, Any],
    out: NDArray[Any],
) -> bool:
    """Fill `out` from tiles, or say that astropy has to.

    Parameters
    ----------
    heap : memoryview
        Of bytes.
    places : iterator
        Start and stop in the heap, of each tile.
    cards : mapping
        Checked, of the table.
    out : ndarray, shape (ny, nx)
        Native.

    Raises
    ------
    ValueError
        If a tile does not give its pixels.
    """
    tile = _decoder(cards, out.dtype)
    if tile is None:
        return False
    ny, nx = out.shape
    step_y, step_x = cards["ZTILE2"], cards["ZTILE1"]
    corners = ((y, x) for y in range(0, ny, step_y) for x in range(0, nx, step_x))
    for (y, x), (start, stop) in zip(corners, places, strict=True):
        part = out[y : y + step_y, x : x + step_x]
        part[...] = tile(heap[start:stop], part.size).reshape(part.shape)
    return True


def _decoder(cards: Mapping[str, Any], dtype: np.dtype[Any]) -> _Tile | None:
    kind = cards["ZCMPTYPE"]
    if kind in ("GZIP_1", "GZIP_2"):
        return lambda tile, pixels: _gzip_tile(tile, pixels, dtype, kind == "GZIP_2")
    if kind in ("RICE_1", "RICE_ONE") and dtype.kind in "iu":
        return _rice(cards["ZVAL1"], cards["ZVAL2"])
    return None


def _rice(block: int, size: int) -> _Tile | None:
    try:
        from astropy.io.fits.hdu.compressed import _compression

        decompress = _compression.decompress_rice_1_c
    except (ImportError, AttributeError):
        return None
    number = np.dtype(f"u{size}" if size == 1 else f"i{size}")

    def tile(stream: memoryview, pixels: int) -> NDArray[Any]:
        found = decompress(bytes(stream), block, size, pixels)
        return np.frombuffer(found, number)

    return tile


def _gzip_tile(
    tile: memoryview, pixels: int, wanted: np.dtype[Any], shuffled: bool
) -> NDArray[Any]:
    content = inflated(bytes(tile), _WIDEST * pixels)
    size = len(content) // pixels
    if size not in (1, 2, 4, 8) or size * pixels != len(content):
        raise ValueError(f"a gzipped tile has {len(content)} bytes")
    if shuffled:
        content = np.frombuffer(content, np.uint8).reshape(size, pixels).T.tobytes()
    if size == 1:
        return np.frombuffer(content, np.uint8)
    # Old writers stored short integers as long ones.
    kind = "f" if wanted.kind == "f" and size >= _SHORTEST_FLOAT else "i"
    return np.frombuffer(content, f">{kind}{size}")


def inflated(tile: bytes, most: int) -> bytes:
    """All members of a gzipped tile, together at most so many bytes.

    Raises
    ------
    ValueError
        If they expand further, are damaged or too many.
    """
    parts = []
    for _ in range(_MOST_MEMBERS):
        stream = zlib.decompressobj(wbits=31)
        try:
            parts.append(stream.decompress(tile, most + 1))
        except zlib.error as error:
            raise ValueError(f"a gzipped tile is damaged: {error}") from error
        most -= len(parts[-1])
        if most < 0:
            raise ValueError("a gzipped tile expands beyond its pixels")
        if not stream.eof:
            raise ValueError("a gzipped tile is cut off")
        tile = stream.unused_data.lstrip(b"\0")
        if not tile.startswith(_GZIP):
            return b"".join(parts)
    raise ValueError("a gzipped tile has too many members")


def check_gzipped(tile: bytes, most: int) -> None:
    """Refuse a tile that would expand beyond its pixels, before astropy unpacks it."""
    if tile.startswith(_GZIP):
        inflated(tile, most)
