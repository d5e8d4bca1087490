"""Light frames, and whether their dark was subtracted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.errors import FrameError
from darkviewer.storage.lights.light import read_light
from tests.helpers.lights import light, write_light


def test_pixels_and_header(tmp_path: Path) -> None:
    found = read_light(write_light(tmp_path / "light.fits"))
    np.testing.assert_array_equal(found.values, light())
    assert (found.info.camera, found.info.region) == ("Testcam", (100, 200))
    assert not found.dark_subtracted


@pytest.mark.parametrize(
    ("calstat", "done"), [("BDF", True), ("d", True), ("F", False), ("", False)]
)
def test_calstat_says_what_was_subtracted(
    tmp_path: Path, calstat: str, done: bool
) -> None:
    path = write_light(tmp_path / "light.fits", CALSTAT=calstat)
    assert read_light(path).dark_subtracted is done


def test_a_file_without_an_image_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "table.fits"
    column = fits.Column("x", "D", array=[1.0])
    fits.BinTableHDU.from_columns([column]).writeto(path)
    with pytest.raises(FrameError, match="holds no image"):
        read_light(path)
