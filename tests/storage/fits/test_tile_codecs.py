from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.storage.fits import tile_worker
from darkviewer.storage.fits.tile_codecs import inflated, unpacked
from tests.helpers.fits_bytes import astropy_file
from tests.helpers.hostile_reading import read
from tests.helpers.tiled_bytes import STORED, bomb, tiled_file

KINDS = ("RICE_1", "GZIP_1", "GZIP_2")


def image(dtype: str) -> np.ndarray[Any, Any]:
    random = np.random.default_rng(5).normal(0, 30, (60, 50))
    if np.dtype(dtype).kind == "f":
        return random.astype(dtype)
    return (random + 120).astype(dtype)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tile", [(1, 50), (60, 50), (7, 50), (11, 13), (60, 1)])
@pytest.mark.parametrize("dtype", ["u1", "i2", "u2", "i4", "u4", "i8", "f4", "f8"])
def test_pixels_are_those_that_were_compressed(
    tmp_path: Path, kind: str, tile: tuple[int, int], dtype: str
) -> None:
    if kind == "RICE_1" and dtype in ("i8", "f4", "f8"):
        pytest.skip("Rice holds integers of up to four bytes")
    original = image(dtype)
    options = {"quantize_level": 0} if original.dtype.kind == "f" else {}
    hdu = fits.CompImageHDU(original, compression_type=kind, tile_shape=tile, **options)
    path = tmp_path / "x.fits.fz"
    path.write_bytes(astropy_file(fits.PrimaryHDU(), hdu))
    np.testing.assert_array_equal(read(path), original)


def test_astropy_is_asked_where_numbers_are_no_pixels(tmp_path: Path) -> None:
    original = image("f4") + 100
    for kind in KINDS:
        hdu = fits.CompImageHDU(original, compression_type=kind, quantize_level=16)
        content = astropy_file(fits.PrimaryHDU(), hdu)
        path = tmp_path / f"{kind}.fits.fz"
        path.write_bytes(content)
        with fits.open(io.BytesIO(content)) as hdus:
            np.testing.assert_array_equal(read(path), hdus[1].data)


def test_short_numbers_stored_as_long_ones(tmp_path: Path) -> None:
    tiles = [gzip.compress(row.astype(">i4").tobytes()) for row in STORED]
    path = tmp_path / "x.fits.fz"
    path.write_bytes(tiled_file(tiles, BZERO=0))
    np.testing.assert_array_equal(read(path), STORED)


def test_without_astropys_decoder_astropy_does_all() -> None:
    cards = {"ZCMPTYPE": "PLIO_1", "ZTILE1": 50, "ZTILE2": 1}
    out = np.zeros((60, 50), "i2")
    assert not unpacked(memoryview(b""), iter([]), cards, out)


def test_both_ways_agree() -> None:
    """The short way against astropy on the same table, in this process."""
    import mmap

    tiles = [gzip.compress(row.tobytes()) for row in STORED]
    content = tiled_file(tiles)
    with fits.open(io.BytesIO(content), disable_image_compression=True) as hdus:
        cards = dict(hdus[1].header)
        offset = hdus[1]._data_offset
    data = content[offset : offset + 480 + sum(map(len, tiles))]
    stops = np.cumsum([len(tile) for tile in tiles])
    request = {
        "cards": cards | {"ZTILE1": 50, "ZTILE2": 1},
        "table_bytes": 480,
        "heap": (480, len(data)),
        "starts": [0, *stops[:-1].tolist()],
        "stops": stops.tolist(),
        "gzipped": list(range(60)),
        "most": 400,
        "shape": [60, 50],
        "dtype": "<i2",
        "size": len(data) + 6000,
    }
    found = []
    for simple in (True, False):
        shared = mmap.mmap(-1, len(data) + 6000)
        shared[: len(data)] = data
        tile_worker._decode(shared, request | {"simple": simple})
        found.append(np.frombuffer(shared[len(data) :], "<i2").reshape(60, 50))
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_array_equal(found[0], STORED)


def test_members_are_bounded_together() -> None:
    assert inflated(bomb([60, 40]), 100) == bytes(100)
    for tile in (bomb([60, 41]), bomb([10**6]), bomb([0] * 2000)):
        with pytest.raises(ValueError, match="a gzipped tile"):
            inflated(tile, 100)
    for damage in (bomb([50])[:-3], b"\x1f\x8b" + bytes(50), b"nothing"):
        with pytest.raises(ValueError, match=r"a gzipped tile is (cut off|damaged)"):
            inflated(damage, 100)
