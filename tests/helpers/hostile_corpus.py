"""Broken and odd FITS files, some three hundred, to be met by the reader.

``python -m tests.helpers.hostile_corpus FOLDER`` writes them out to be tried by hand.
"""

from __future__ import annotations

import gzip
import os
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from astropy.io import fits

from tests.helpers.fits_bytes import (
    BLOCK,
    GOOD,
    IMAGE,
    RAW,
    astropy_file,
    card,
    empty_extension,
    header,
    padded,
    stored,
)
from tests.helpers.tiled_bytes import hostile_tiles, rice_file


@dataclass(frozen=True)
class Case:
    """One file: how it is made and, if it must be readable, the pixels it holds."""

    name: str
    make: Callable[[Path], object]
    pixels: Any = None


def put(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def corpus() -> Iterator[Case]:
    """All cases; every name is a file name of its own."""
    for family in (
        _good,
        _cut,
        _dimensions,
        _types,
        _scales,
        _headers,
        _extensions,
        _cubes,
        _amplifiers,
        _gzips,
        _tiles,
        _hostile_tiles,
        _strangers,
        _names,
        _nodes,
    ):
        for number, case in enumerate(family()):
            name = case.name or f"{family.__name__[1:]}-{number:03d}.fits"
            yield Case(name, case.make, case.pixels)


def _good() -> Iterator[Case]:
    yield Case("good.fits", put(GOOD), IMAGE)
    yield Case("unpadded.fits", put(header() + IMAGE.nbytes * b"\x80"), IMAGE * 0 + 128)
    for dtype in ("u1", "i1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8"):
        image = (IMAGE % 127).astype(dtype)
        content = astropy_file(fits.PrimaryHDU(image))
        yield Case(f"type-{dtype}.FIT", put(content), image)
    for value in (np.nan, np.inf, -np.inf, 0.0, 3e38, -0.0):
        image = np.full((4, 5), value, "f4")
        yield Case("", put(astropy_file(fits.PrimaryHDU(image))), image)
    for value in (0, 1, 65535):
        image = np.full((60, 50), value, "u2")
        yield Case("", put(header() + stored(image)), image)
    for shape in ((2, 2), (2, 900), (900, 2)):
        image = np.ones(shape, "i2")
        yield Case("", put(astropy_file(fits.PrimaryHDU(image))), image)
    for axes in ((1, 4, 5), (1, 1, 4, 5)):
        image = np.ones(axes, "i2")
        yield Case(
            "",
            put(astropy_file(fits.PrimaryHDU(image))),
            image[..., :, :].reshape(4, 5),
        )


def _cut() -> Iterator[Case]:
    long = header(**{f"K{n}": n for n in range(60)}) + stored()
    blocks = range(0, len(long), BLOCK)
    for size in sorted(
        {*blocks, *(b + 1 for b in blocks), *(b - 1 for b in blocks[1:])}
    ):
        yield Case(f"cut-{size:05d}.fits", put(long[:size]))
    for size in (3, 6, 9, 40, 79, 80, 81, 399, 400, 401, 2000):
        yield Case(f"cut-in-card-{size:05d}.fits", put(long[:size]))
    end = len(header()) + IMAGE.nbytes
    for size in (end - 1, end - 2, end - 100, end // 2):
        yield Case(f"cut-in-row-{size:05d}.fits", put(GOOD[:size]))
    yield Case("exactly-complete.fits", put(GOOD[:end]), IMAGE)


def _dimensions() -> Iterator[Case]:
    for value in (-1, 0, 1, 3, 4, 998, 999, 1000, 10**9, 10**30, "2", 2.5, True, None):
        yield Case("", put(header(NAXIS=value) + stored()))
    odd = (0, 1, -5, 10**6, 10**9, 2**31, 2**32, 2**63, 10**18, 10**40, "x", 6.5, None)
    for key in ("NAXIS1", "NAXIS2"):
        for value in odd:
            yield Case("", put(header(**{key: value}) + stored()))
    yield Case("", put(header(NAXIS1=2**33, NAXIS2=2**33) + stored()))
    yield Case("", put(header(NAXIS1=(RAW, "0x32")) + stored()))
    yield Case("", put(header(NAXIS=3, NAXIS3=3) + stored() * 3))
    yield Case("", put(header(NAXIS=999, **{f"NAXIS{n}": 9 for n in range(1, 1000)})))


def _types() -> Iterator[Case]:
    odd = (0, 1, 7, 9, 12, 15, 17, 24, 31, 33, 63, 65, 128, 10**9, 10**30, -8, -16, -1)
    for value in (*odd, "16", 16.0, True, None, (RAW, "sixteen"), (RAW, "")):
        yield Case("", put(header(BITPIX=value) + stored()))


def _scales() -> Iterator[Case]:
    for key in ("BSCALE", "BZERO"):
        for text in ("nan", "inf", "1E400", "-1E400", "", "one", "'1'", "T", "1,5"):
            yield Case("", put(header(**{key: (RAW, text)}) + stored()))
    yield Case("bscale-zero.fits", put(header(BSCALE=0) + stored()))
    yield Case("bscale-zero-float.fits", put(header(BSCALE=-0.0) + stored()))
    for scale, zero in ((-1, 0), (1e-300, 0), (1e300, 1e300), (1, 1), (2, 32768)):
        yield Case("", put(header(BSCALE=scale, BZERO=zero) + stored()))
    for blank in (0, -32768, 32767, 65535, -1e9, 1.5, 10**30, "0", True):
        yield Case("", put(header(BLANK=blank) + stored()))


def _headers() -> Iterator[Case]:
    body, data = header()[:640], stored()
    for end in (b"", b" END", b"end", b"END=", b"ENDE", b"\0\0\0", b"END\xff"):
        yield Case("", put(padded(body + end.ljust(80)) + data))
    for filler in (b" ", b"\0", b"A", b"\xff", b"COMMENT x ".ljust(80)):
        yield Case("", put(body + filler * (3_000_000 // len(filler))))
    for text in (
        "caf\xe9",
        "\xc3\xa9",
        "\0\0",
        "\x1b[31m",
        "\xff" * 60,
        "a'b",
        "'" * 30,
    ):
        odd = card("OBJECT", text) + card("EXPTIME", (RAW, text))
        yield Case("", put(padded(body + odd + b"END".ljust(80)) + data))
    for odd in (
        b"\xff" * 80,
        b"=" * 80,
        b" " * 80,
        b"HIERARCH" * 10,
        b"CONTINUE  'x&'",
    ):
        yield Case("", put(padded(body + odd.ljust(80) + b"END".ljust(80)) + data))
    long = b"".join(b"HISTORY %d".ljust(80) % n for n in range(5000))
    yield Case(
        "long-history.fits",
        put(padded(body + long[: 80 * 5000] + b"END".ljust(80)) + data),
    )
    yield Case("simple-f.fits", put(header(SIMPLE=False) + data), IMAGE)
    yield Case(
        "twice.fits", put(padded(body + card("NAXIS1", 9) + b"END".ljust(80)) + data)
    )
    for first in (
        b"simple  =",
        b" SIMPLE =",
        b"\xef\xbb\xbfSIMPLE",
        b"XTENSION=",
        b"SIMPLE",
    ):
        yield Case("", put(first + GOOD[len(first) :]))
    yield Case(
        "groups.fits", put(header(GROUPS=True, NAXIS1=0, PCOUNT=3, GCOUNT=2) + data)
    )


def _extensions() -> Iterator[Case]:
    image = fits.ImageHDU(IMAGE)
    table = fits.BinTableHDU.from_columns([fits.Column("a", "J", array=[1, 2])])
    text = fits.TableHDU.from_columns([fits.Column("a", "A5", array=["x"])])
    empty = fits.ImageHDU()
    for hdus in (
        (image,),
        (table, image),
        (empty, text, image),
        (table, empty, table, image),
    ):
        yield Case("", put(astropy_file(fits.PrimaryHDU(), *hdus)), IMAGE)
    for hdus in ((), (table,), (text,), (empty,)):
        yield Case("", put(astropy_file(fits.PrimaryHDU(), *hdus)))
    nothing = header(NAXIS=0, NAXIS1=None, NAXIS2=None)
    part = header(SIMPLE=None, XTENSION="IMAGE", PCOUNT=0, GCOUNT=1)
    part = card("XTENSION", "IMAGE") + part.replace(card("XTENSION", "IMAGE"), b"")
    yield Case("hdu1.fits", put(nothing + padded(part) + stored()), IMAGE)
    yield Case("garbage-after.fits", put(GOOD + b"\xff" * 5000), IMAGE)
    yield Case("garbage-between.fits", put(nothing + b"\xff" * 5760 + GOOD))
    yield Case("many-hdus.fits", put(nothing + empty_extension() * 3000))
    for key in ("PCOUNT", "GCOUNT"):
        for value in (-1, 10**12, 10**30, "x", None):
            yield Case("", put(nothing + empty_extension(**{key: value}) + GOOD))
    yield Case("far-away.fits", put(header(NAXIS=1, NAXIS1=10**15, NAXIS2=None) + GOOD))


def _cubes() -> Iterator[Case]:
    """Series in one file; of those that are whole the first plane is read."""
    cube = np.stack([IMAGE + n for n in range(5)])
    whole = header(NAXIS=3, NAXIS3=5) + stored(cube)
    yield Case("cube.fits", put(whole), IMAGE)
    yield Case("cube.fits.gz", put(gzip.compress(whole)), IMAGE)
    end = len(header()) + cube.nbytes
    for size in (end - 1, end - IMAGE.nbytes, end - IMAGE.nbytes - 1, end // 2):
        yield Case(f"cube-cut-{size}.fits", put(whole[:size]))
        yield Case(f"cube-cut-{size}.fits.gz", put(gzip.compress(whole[:size])))
    odd = (0, 1, 2, 6, -1, 2**31, 2**31 - 1, 2**32, 2**63, 10**40, "5", 5.5, None)
    for value in odd:
        pixels = IMAGE if value in (1, 2) else None
        for axes in ({"NAXIS": 3}, {"NAXIS": 4, "NAXIS4": 1}):
            content = header(**axes, NAXIS3=value) + stored(cube)
            yield Case("", put(content), pixels)
    for extra in ({"PCOUNT": 10**9}, {"PCOUNT": -1}, {"GCOUNT": 2**40}, {"GCOUNT": 0}):
        yield Case("", put(header(NAXIS=3, NAXIS3=5, **extra) + stored(cube)))
    for kind, tiles in (("RICE_1", (1, 60, 50)), ("GZIP_2", (5, 60, 50))):
        for tile in (tiles, (1, 7, 50), (2, 2, 50), (1, 1, 50), (1, 20, 13)):
            packed = fits.CompImageHDU(cube, compression_type=kind, tile_shape=tile)
            content = astropy_file(fits.PrimaryHDU(), packed)
            yield Case("", put(content), None if 7 in tile or 2 in tile else IMAGE)
            yield Case("", put(content[: len(content) // 2]))


def _amplifiers() -> Iterator[Case]:
    """Several images in one file; of those that are whole the first is read."""
    amplifiers = [fits.ImageHDU(IMAGE + n, name=f"im{n}") for n in range(4)]
    whole = astropy_file(fits.PrimaryHDU(), *amplifiers)
    yield Case("amplifiers.fits", put(whole), IMAGE)
    yield Case("amplifiers.fits.gz", put(gzip.compress(whole)), IMAGE)
    for size in range(BLOCK, len(whole), 2 * BLOCK):
        yield Case(f"amplifiers-cut-{size}.fits", put(whole[:size]))
        yield Case(f"amplifiers-cut-{size}.fits.gz", put(gzip.compress(whole[:size])))
    last = whole.rindex(b"NAXIS1  =")
    for key in ("NAXIS1", "NAXIS", "BITPIX", "EXTNAME", "PCOUNT"):
        for value in (-1, 0, 10**30, "x", 2**31):
            content = whole[:last] + card(key, value) + whole[last + 80 :]
            yield Case("", put(content))
    tiny = np.zeros((2, 2), "u1")
    many = astropy_file(fits.PrimaryHDU(tiny)) + 1200 * _plain_extension(tiny)
    yield Case("many-images.fits", put(many), tiny)
    yield Case("many-images.fits.gz", put(gzip.compress(many)), tiny)


def _plain_extension(image: np.ndarray[Any, Any]) -> bytes:
    return astropy_file(fits.PrimaryHDU(), fits.ImageHDU(image))[BLOCK:]


def _gzips() -> Iterator[Case]:
    whole = gzip.compress(GOOD)
    yield Case("good.fits.gz", put(whole), IMAGE)
    yield Case("gzip-inside.fits", put(whole), IMAGE)
    yield Case("not-gzip.fits.gz", put(GOOD), IMAGE)
    yield Case(
        "members.fits.gz",
        put(gzip.compress(GOOD[:99]) + gzip.compress(GOOD[99:])),
        IMAGE,
    )
    half, end = len(whole) // 2, len(whole)
    for part in (2, 3, 9, 10, 11, 18, 100, half, end - 9, end - 1):
        yield Case(f"cut-{part:05d}.fits.gz", put(whole[:part]))
    for place in (3, 12, 60, len(whole) // 2, len(whole) - 6, len(whole) - 2):
        broken = bytearray(whole)
        broken[place] ^= 0xFF
        yield Case(f"flipped-{place:05d}.fits.gz", put(bytes(broken)))
    yield Case("trailing.fits.gz", put(whole + b"garbage"))
    yield Case("twice.fits.gz", put(gzip.compress(whole)))
    yield Case("text.fits.gz", put(gzip.compress(b"hello")))
    yield Case("empty.fits.gz", put(gzip.compress(b"")))
    endless = gzip.compress(header()[:640] + b" " * 40_000_000, 1)
    yield Case("endless-header.fits.gz", put(endless))
    promised = header(NAXIS1=60_000, NAXIS2=60_000)
    yield Case("promise.fits.gz", put(gzip.compress(promised + bytes(1_000_000))))
    skipped = header(NAXIS=1, NAXIS1=10**9, NAXIS2=None)
    yield Case("skip-bomb.fits.gz", put(gzip.compress(skipped + bytes(50_000_000), 1)))


def _tiles() -> Iterator[Case]:
    for kind in ("RICE_1", "GZIP_1", "GZIP_2", "HCOMPRESS_1"):
        whole = astropy_file(
            fits.PrimaryHDU(), fits.CompImageHDU(IMAGE, compression_type=kind)
        )
        pixels = None if kind == "HCOMPRESS_1" else IMAGE  # refused: unsafe decoder
        yield Case(f"good-{kind}.fits.fz", put(whole), pixels)
        for part in (BLOCK + 40, 2 * BLOCK, 3 * BLOCK, len(whole.rstrip(b"\0")) - 20):
            yield Case(f"cut-{kind}-{part:05d}.fits.fz", put(whole[:part]))
        broken = bytearray(whole)
        broken[-3000:-2800] = os.urandom(0) + bytes(range(200))
        yield Case(f"damaged-{kind}.fits.fz", put(bytes(broken)))
    whole = astropy_file(fits.PrimaryHDU(), fits.CompImageHDU(IMAGE))
    for key, value in (
        ("ZNAXIS1", 10**9), ("ZNAXIS1", -1), ("ZNAXIS", 7), ("ZBITPIX", 12),
        ("ZTILE1", 0), ("ZTILE2", 10**9), ("ZCMPTYPE", "NONE"), ("TFIELDS", 0),
        ("TFORM1", "1QB(99)"), ("NAXIS1", 3), ("NAXIS2", 10**9), ("PCOUNT", 0),
        ("ZBITPIX", -32), ("TTYPE1", "OTHER"), ("ZVAL1", 0), ("ZIMAGE", False),
    ):  # fmt: skip
        start = whole.index(f"{key:8}=".encode(), BLOCK)
        changed = whole[:start] + card(key, value) + whole[start + 80 :]
        yield Case(
            f"changed-{key}-{value}.fits.fz".replace("(", "").replace(")", ""),
            put(changed),
        )


def _hostile_tiles() -> Iterator[Case]:
    for name, content in hostile_tiles():
        yield Case(f"tiles-{name}.fits.fz", put(content))
    yield Case("tiles-good.fits.fz", put(rice_file()), IMAGE)


def _strangers() -> Iterator[Case]:
    rng = np.random.default_rng(0)
    for content in (
        b"", b"\0", b"\0" * BLOCK, b"hello", b"\x89PNG\r\n\x1a\n" + bytes(5000),
        b"\xff\xd8\xff\xe0" + bytes(5000), b"II*\0" + bytes(5000), b"PK\3\4",
        b"%PDF-1.7", b"<html></html>", "SIMPLE  =".encode("utf-16"), b"\x7fELF",
        rng.bytes(10_000), b"SIMPLE  =" + rng.bytes(10_000), b"\n" * 10_000,
    ):  # fmt: skip
        yield Case("", put(content))


def _names() -> Iterator[Case]:
    for name in (
        "a b",
        "[1]",
        "(x) {y}",
        "темновой",
        "暗い夜",
        "🌑",
        "=1+1",
        "%41",
        "a'b\"c",
        "x" * 245,
    ):
        yield Case(f"{name[: 245 // len(name[0].encode())]}.fits", put(GOOD), IMAGE)
    if os.name == "posix":
        yield Case("line\nbreak.fits", put(GOOD), IMAGE)
        yield Case(os.fsdecode(b"\xff\xfe.fits"), put(GOOD), IMAGE)


def _nodes() -> Iterator[Case]:
    """Things that are no regular files, where the system has them."""
    yield Case("folder.fits", lambda path: path.mkdir())
    yield Case("sparse.fits", _sparse)
    if os.name != "posix":
        return
    yield Case("pipe.fits", lambda path: os.mkfifo(path))
    yield Case("socket.fits", _socket)
    for name, target in (
        ("loop", "loop.fits"),
        ("dangling", "nowhere"),
        ("zero", "/dev/zero"),
    ):
        yield Case(f"{name}.fits", lambda path, target=target: path.symlink_to(target))
    yield Case("linked.fits", lambda path: path.symlink_to("good.fits"))


def _sparse(path: Path) -> None:
    """Nine gigabytes on paper, a few blocks on the disk: no reader may fetch it all."""
    with path.open("wb") as file:
        file.write(header(NAXIS1=70_000, NAXIS2=70_000))
        file.truncate(9_000_000_000)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as end:
        here = os.open(".", os.O_RDONLY)
        os.chdir(path.parent)  # the path of a socket may have 108 bytes only
        try:
            end.bind(path.name)
        finally:
            os.chdir(here)
            os.close(here)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True)
    for case in corpus():
        case.make(folder / case.name)
