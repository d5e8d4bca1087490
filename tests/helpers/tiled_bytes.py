"""Compressed frames put together byte by byte, as odd as a test wants them."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from astropy.io import fits

from tests.helpers.fits_bytes import IMAGE, astropy_file, card, header, padded

STORED = (IMAGE ^ 0x8000).view("i2").astype(">i2")
"""The rows of the image as signed numbers with BZERO 32768."""

NOTHING = header(NAXIS=0, NAXIS1=None, NAXIS2=None)
_WIDTHS = {"B": 1, "I": 2}


def tiled_file(
    tiles: Sequence[bytes],
    *,
    kind: str = "GZIP_1",
    element: str = "B",
    pairs: Any = None,
    gap: int = 0,
    **changes: Any,
) -> bytes:
    """A 50x60 image, one tile a row; `pairs` replaces the (count, offset) of the tiles.

    `gap` bytes lie between table and heap. A card whose value is None is left out.
    """
    if pairs is None:
        sizes = [len(tile) for tile in tiles]
        starts = np.cumsum([0, *sizes[:-1]])
        pairs = [
            (size // _WIDTHS[element], start)
            for size, start in zip(sizes, starts, strict=True)
        ]
    wide = str(changes.get("TFORM1", "")).startswith("1Q")
    table = b"".join(struct.pack(">qq" if wide else ">ii", *pair) for pair in pairs)
    width = 16 if wide else 8
    heap = b"".join(tiles)
    cards: dict[str, Any] = {"XTENSION": "BINTABLE", "BITPIX": 8, "NAXIS": 2}
    cards |= {"NAXIS1": width, "NAXIS2": len(pairs), "PCOUNT": gap + len(heap)}
    cards |= {"GCOUNT": 1, "TFIELDS": 1, "TTYPE1": "COMPRESSED_DATA"}
    cards |= {"TFORM1": f"1P{element}", "ZIMAGE": True, "ZCMPTYPE": kind}
    cards |= {"ZBITPIX": 16, "ZNAXIS": 2, "ZNAXIS1": 50, "ZNAXIS2": 60}
    cards |= {"BZERO": 32768, "BSCALE": 1, "EXPTIME": 30.0}
    if gap:
        cards["THEAP"] = len(table) + gap
    cards |= changes
    lines = [card(key, value) for key, value in cards.items() if value is not None]
    head = padded(b"".join(lines) + b"END".ljust(80))
    return NOTHING + head + padded(table + b"\xee" * gap + heap, b"\0")


def gzip_tiles() -> list[bytes]:
    return [gzip.compress(row.tobytes(), 1) for row in STORED]


def rice_tiles(dtype: str = "u2") -> list[bytes]:
    """By astropy's encoder."""
    hdu = fits.CompImageHDU(IMAGE.astype(dtype), compression_type="RICE_1")
    content = astropy_file(fits.PrimaryHDU(), hdu)
    with fits.open(_stream(content), disable_image_compression=True) as hdus:
        return [bytes(tile) for tile in hdus[1].data["COMPRESSED_DATA"]]


def rice_file(dtype: str = "u2", **changes: Any) -> bytes:
    """In blocks of 32 pixels, unless changed."""
    size = np.dtype(dtype).itemsize
    settings = {"ZNAME1": "BLOCKSIZE", "ZVAL1": 32, "ZNAME2": "BYTEPIX", "ZVAL2": size}
    settings |= {"ZBITPIX": 8 * size, "BZERO": 2 ** (8 * size - 1)}
    return tiled_file(rice_tiles(dtype), kind="RICE_1", **(settings | changes))


def plio_list(
    *words: int, head: Sequence[int] = (0, 7, -100), length: int = 0
) -> bytes:
    """A list of instructions behind its header of seven words."""
    count = length or 7 + len(words)
    low, high = count & 0x7FFF, count >> 15
    every = (*head, low, high, 0, 0, *words)
    return np.array(every).astype(">i2").tobytes()


def plio_file(tile: bytes, **changes: Any) -> bytes:
    """Every row the same tile, from the same bytes."""
    pairs = [(len(tile) // 2, 0)] * 60
    changes = {"BZERO": 0} | changes
    return tiled_file([tile], kind="PLIO_1", element="I", pairs=pairs, **changes)


def bomb(members: Sequence[int]) -> bytes:
    """Gzip members that expand to so many zero bytes each."""
    return b"".join(gzip.compress(bytes(size), 9) for size in members)


def hostile_tiles() -> Iterator[tuple[str, bytes]]:
    """Name and content of files that C code must not meet as they are."""
    for bytepix in (-4, -1, 0, 3, 8, 16, 1000, 100_000, 700_000, 2**31, "2"):
        yield f"bytepix-{bytepix}", rice_file("u4", ZVAL2=bytepix)
    for block in (-32, 0, 1, 31, 100, 1000, 4000, 2**30, 2**31):
        yield f"blocksize-{block}", rice_file(ZVAL1=block)
    for fields in (-1, 0, 2, 1000, 2**31, 10**30):
        yield f"tfields-{fields}", tiled_file(gzip_tiles(), TFIELDS=fields)
    for key, value in (
        ("NAXIS", 3), ("BITPIX", 16), ("GCOUNT", 2), ("NAXIS1", 16), ("NAXIS2", 59),
        ("THEAP", 0), ("THEAP", 10**9), ("PCOUNT", 10), ("ZTILE1", 2**31 - 1),
        ("ZTILE1", 1), ("ZDITHER0", -5), ("ZQUANTIZ", "MAYBE"), ("ZCMPTYPE", "XYZ"),
        ("TFORM1", "1PJ"), ("TFORM1", "2PB"), ("TFORM1", "1B"), ("TFORM1", "P"),
        ("ZBLANK", 2**40), ("TTYPE1", "DATA"),
    ):  # fmt: skip
        yield f"{key}-{value}", tiled_file(gzip_tiles(), **{key: value})
    yield from _misplaced()
    yield from _bombs()
    yield from _plio()


def _misplaced() -> Iterator[tuple[str, bytes]]:
    tiles = rice_tiles()
    good = [(len(tile), 0) for tile in tiles]
    for pair in ((-1, 0), (2**31 - 1, 0), (10, -1), (10, 2**31 - 1), (0, 0), (1500, 0)):
        content = tiled_file(tiles, kind="RICE_1", pairs=[*good[:-1], pair])
        yield f"pair-{pair[0]}-{pair[1]}", content
    for pair in ((2**62, 2**62), (10, 2**63 - 5), (-(2**62), 4)):
        content = tiled_file(
            tiles, kind="RICE_1", pairs=[*good[:-1], pair], TFORM1="1QB"
        )
        yield f"wide-pair-{pair[0]}-{pair[1]}", content
    lone = [b"\x00" * 4] * 60
    yield "rice-zeros", tiled_file(lone, kind="RICE_1", ZNAME1="BYTEPIX", ZVAL1=2)


def _bombs() -> Iterator[tuple[str, bytes]]:
    for kind in ("GZIP_1", "GZIP_2"):
        for members in ((1_000_000,), (100, 900_000), (0,) * 50, (50,) * 3):
            tile = bomb(members)
            yield f"bomb-{kind}-{len(members)}", tiled_file([tile] * 60, kind=kind)


def _plio() -> Iterator[tuple[str, bytes]]:
    zeros = 50
    for name, tile in (
        ("short", plio_list()[:8]),
        ("first-negative", plio_list(zeros, head=(0, -3000, -100))),
        ("first-late", plio_list(zeros, head=(0, 3000, -100))),
        ("length-negative", plio_list(zeros, length=-1)),
        ("length-beyond", plio_list(zeros, length=100)),
        ("length-huge", plio_list(zeros, length=2**29)),
        ("old-beyond", plio_list(zeros, head=(0, 7, 30_000))),
        ("within", plio_list(zeros, 0x1001)),
        ("zeros", bytes(1 << 20)),
    ):
        yield f"plio-{name}", plio_file(tile)


def _stream(content: bytes) -> Any:
    import io

    return io.BytesIO(content)
