"""Cards of a frame, completed by those of the primary header."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.errors import FrameError
from darkviewer.storage.fits.frame import read_info
from darkviewer.storage.fits.header_cards import cards_of


def test_both_headers_count(tmp_path: Path) -> None:
    path = tmp_path / "a.fits"
    first = fits.PrimaryHDU()
    first.header["OBSERVER"] = "Ada"
    image = fits.ImageHDU(np.ones((4, 4), np.float32))
    image.header["GAIN"] = 5
    fits.HDUList([first, image]).writeto(path)
    info = read_info(path)
    cards = cards_of(info)
    assert (cards["OBSERVER"], cards["GAIN"]) == ("Ada", 5)
    with pytest.raises(FrameError, match="no image in HDU 7"):
        cards_of(replace(info, hdu=7))
