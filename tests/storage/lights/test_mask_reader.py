"""Files that are no masks, or damaged; see also where masks are written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.lights.mask_reader import read_mask


def written(path: Path, data: object, **cards: object) -> Path:
    header = fits.Header({"EXTNAME": "DQ", "IMAGETYP": "Bad Pixels", **cards})
    fits.PrimaryHDU(data, header).writeto(path)
    return path


BITS = np.zeros((3, 4), "i2")


def test_a_mask_by_somebody_else(tmp_path: Path) -> None:
    path = written(tmp_path / "a.fits", BITS, MASKVER=1, UNUSABLE=2, XBINNING=2)
    found = read_mask(path)
    assert found.unusable == 2
    assert (found.x0, found.y0) == (0, 0)


@pytest.mark.parametrize(
    ("data", "cards", "words"),
    [
        (BITS, {"IMAGETYP": "Dark"}, "is no bad-pixel mask: write one with"),
        (BITS, {"MASKVER": 2}, "another version of Darkviewer"),
        (BITS, {}, "another version of Darkviewer"),
        (BITS.astype("f4"), {"MASKVER": 1}, "DQ has another size or type; write the m"),
        (BITS, {"MASKVER": 1, "EXTNAME": "X"}, "the plane DQ is missing"),
    ],
)
def test_files_that_are_no_masks(
    tmp_path: Path, data: object, cards: dict[str, object], words: str
) -> None:
    path = written(tmp_path / "a.fits", data, **cards)
    with pytest.raises(DarkviewerError, match=words):
        read_mask(path)


def test_no_fits_file(tmp_path: Path) -> None:
    path = tmp_path / "a.fits"
    path.write_text("x,y", encoding="utf-8")
    with pytest.raises(DarkviewerError, match="is not a FITS file"):
        read_mask(path)
