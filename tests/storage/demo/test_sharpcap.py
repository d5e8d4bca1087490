from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from astropy.time import Time

from darkviewer.storage.demo.sharpcap import Shot, camera_settings, fits_bytes

SHOT = Shot(
    object="Dark30s",
    exposure_s=30,
    temperature_c=19.8,
    set_temperature_c=20,
    end=datetime(2024, 5, 8, 3, 38, 48, 765000),
    origin=(512, 256),
)
RAW = np.arange(0, 65535, 13, dtype=np.uint16)[:5000].reshape(50, 100)


def test_astropy_reads_header_and_pixels() -> None:
    with fits.open(BytesIO(fits_bytes(RAW, SHOT))) as hdus:
        hdus.verify("exception")
        header = hdus[0].header
        np.testing.assert_array_equal(hdus[0].data, RAW)
        assert hdus[0].data.dtype == np.uint16
    assert header["EXPTIME"] == 30
    assert header["EGAIN"] == 1.39
    assert header["EGAINSAV"] == 0.086875
    assert header["INSTRUME"] == "QHY42PRO"
    assert header["SWCREATE"].startswith("SharpCap v4.1")
    assert (header["XORGSUBF"], header["YORGSUBF"]) == (512, 256)
    assert "IMAGETYP" not in header


def test_file_is_made_of_whole_blocks_and_cards() -> None:
    content = fits_bytes(RAW, SHOT)
    assert len(content) % 2880 == 0
    cards = [content[start : start + 80] for start in range(0, 2880, 80)]
    assert all(len(card) == 80 and card.isascii() for card in cards)
    assert b"END".ljust(80) in cards


def test_dates_have_seven_digits_and_the_odd_year() -> None:
    with fits.open(BytesIO(fits_bytes(RAW, SHOT))) as hdus:
        header = hdus[0].header
    assert header["DATE-OBS"] == "0001-01-01T00:00:00.0000000"
    assert header["DATE-END"] == "2024-05-08T03:38:48.7650000"
    assert Time(header["DATE-END"]).mjd == pytest.approx(60438.151953, abs=5e-7)


def test_an_untouched_file_makes_astropy_say_datfix(tmp_path: Path) -> None:
    from astropy.nddata import CCDData
    from astropy.wcs import FITSFixedWarning

    path = tmp_path / "00001.fits"
    path.write_bytes(fits_bytes(RAW, SHOT))
    with pytest.warns(FITSFixedWarning, match=r"datfix.*MJD-OBS to -678575"):
        CCDData.read(path, unit="adu")


def test_settings_are_those_of_the_capture() -> None:
    text = camera_settings((50, 100), SHOT, n_frames=10)
    lines = text.splitlines()
    assert lines[0] == "[QHY42PRO]"
    settings = dict(line.split("=", 1) for line in lines[1:])
    assert settings["Exposure"] == "30.000s"
    assert settings["Capture Area"] == "100x50"
    assert settings["Subtract Dark"] == "None"
    assert settings["StartCapture"] == "2024-05-08T03:38:18.7650000Z"
    assert settings["EndCapture"] == "2024-05-08T03:43:18.7650000Z"


def test_short_exposures_are_told_in_milliseconds() -> None:
    shot = Shot(
        object="Bias",
        exposure_s=0.001,
        temperature_c=20,
        set_temperature_c=20,
        end=SHOT.end,
    )
    text = camera_settings((50, 100), shot, n_frames=1)
    assert "Exposure=1.0000ms\n" in text
    assert "FrameType=Bias\n" in text
