from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from darkviewer.core.errors import FrameError
from darkviewer.storage.fits.plio import plio_fault
from tests.helpers.fits_bytes import IMAGE
from tests.helpers.hostile_reading import check_sentence, pixels_or_sentence, read
from tests.helpers.tiled_bytes import (
    gzip_tiles,
    hostile_tiles,
    plio_file,
    plio_list,
    rice_file,
    rice_tiles,
    tiled_file,
)

HOSTILE = dict(hostile_tiles())
SAFE_AS_THEY_ARE = {"ZBITPIX-64", "bomb-GZIP_1-50", "bomb-GZIP_2-50"}


def found(tmp_path: Path, content: bytes) -> Any:
    path = tmp_path / "x.fits.fz"
    path.write_bytes(content)
    return read(path)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_table_is_one_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x.fits.fz"
    path.write_bytes(HOSTILE[name])
    outcome = pixels_or_sentence(path)
    assert isinstance(outcome, str), "pixels came of it"
    check_sentence(outcome, path.name)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (rice_file(ZVAL2=-4), "BYTEPIX is -4, not one of 1, 2, 4"),
        (rice_file(ZVAL1=4000), "BLOCKSIZE is 4000, not one of 16, 32"),
        (tiled_file(gzip_tiles(), TFIELDS=2**31), "TFIELDS is 2147483648"),
        (tiled_file(gzip_tiles(), NAXIS2=59), "its table has 59 rows for 60 tiles"),
        (HOSTILE["pair-10--1"], "its tile 60 lies outside its COMPRESSED_DATA heap"),
        (HOSTILE["pair-0-0"], "its tile 60 has no data"),
        (HOSTILE["plio-within"], "a PLIO list ends within an instruction"),
        (HOSTILE["bomb-GZIP_1-1"], "a gzipped tile expands beyond its pixels"),
    ],
)
def test_the_sentence_says_what_is_wrong(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    words = f"x.fits.fz could not be decoded: damaged or hostile: .*{re.escape(reason)}"
    with pytest.raises(FrameError, match=f"^{words}"):
        found(tmp_path, content)


def test_what_the_standard_allows_is_read(tmp_path: Path) -> None:
    for content in (
        tiled_file(gzip_tiles()),
        tiled_file(gzip_tiles(), gap=1000),
        tiled_file(gzip_tiles(), ZNAXIS=3, ZNAXIS3=1),
        tiled_file(
            gzip_tiles(),
            TFORM1="1QB(99)",
            pairs=[(len(t), 0) for t in gzip_tiles()[:1]] * 60,
            ZNAXIS2=60,
        ),
        rice_file(),
        tiled_file(rice_tiles(), kind="RICE_ONE", ZNAME1="BYTEPIX", ZVAL1=2),
    ):
        pixels = found(tmp_path, content)
        rows = IMAGE if b"1QB" not in content else np.tile(IMAGE[0], (60, 1))
        np.testing.assert_array_equal(pixels, rows)


def test_a_mask_is_read(tmp_path: Path) -> None:
    # 20 zeros, level up to 7, 30 of it: instructions 0, 2 and 4 of the format.
    content = plio_file(plio_list(20, 0x2006, 0x401E), ZBITPIX=32)
    row = np.repeat([0, 7], [20, 30])
    np.testing.assert_array_equal(found(tmp_path, content), np.tile(row, (60, 1)))


def test_an_old_mask_is_read() -> None:
    words = np.array([0, 0, 4, 0x4032], "i2")  # the length where the version is now
    assert plio_fault(words) == "a PLIO list has 4 words, fewer than its header"
    assert plio_fault(np.array([0, 0, 7, 0x4032, 0, 0, 0], "i2")) == ""


def test_columns_must_fill_the_rows(tmp_path: Path) -> None:
    for changes in (
        {"TFIELDS": 2, "TTYPE2": "ZSCALE", "TFORM2": "1D"},
        {"TFIELDS": 2, "TTYPE2": "COMPRESSED_DATA", "TFORM2": "1PB"},
        {"TFIELDS": 2, "TTYPE2": "X", "TFORM2": "999999999D"},
    ):
        with pytest.raises(FrameError, match=r"damaged or hostile: (its rows|it has)"):
            found(tmp_path, tiled_file(gzip_tiles(), **changes))


def test_a_million_tiles_of_one_pixel_are_refused(tmp_path: Path) -> None:
    tiles, pairs = [gzip_tiles()[0]], [(30, 0)] * 10_000
    content = tiled_file(
        tiles, pairs=pairs, ZNAXIS1=100, ZNAXIS2=100, ZTILE1=1, ZTILE2=1
    )
    with pytest.raises(FrameError, match="it has 10000 tiles for 100x100 pixels"):
        found(tmp_path, content)
