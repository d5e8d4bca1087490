"""The master dark as a FITS file."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from darkviewer import __version__
from darkviewer.storage.captures.scan import read_session
from tests.helpers.exported import SCALE, Run


def test_the_master_is_the_median(run: Run, written: dict[str, Path]) -> None:
    with fits.open(written[".fits"], checksum=True) as hdus:
        expected = np.median(run.cube * SCALE, axis=0)
        np.testing.assert_array_equal(hdus[0].data, expected.astype("f4"))
        assert hdus[0].data.dtype.newbyteorder("=") == np.float32
        header = hdus[0].header
        assert "CHECKSUM" in header
        assert "DATASUM" in header
    expected_cards = {
        "IMAGETYP": "Master Dark",
        "BUNIT": "electron",
        "EXPTIME": 30.0,
        "GAIN": 5,
        "OFFSET": 140,
        "EGAIN": 1.39,
        "PADBITS": 4,
        "SATURATE": 65520.0,
        "CCD-TEMP": -9.8,
        "NCOMBINE": 5,
        "COMBINE": "median",
        "INSTRUME": "QHY42 Pro",
        "DATE-END": "2024-05-08T03:35:48.123456",
        "SWCREATE": f"Darkviewer {__version__}",
    }
    for key, value in expected_cards.items():
        assert header[key] == (pytest.approx(value) if type(value) is float else value)
    assert any("5 of 6 frames used" in line for line in header["HISTORY"])


def test_extensions(run: Run, written: dict[str, Path]) -> None:
    with fits.open(written[".fits"]) as hdus:
        names = ["SIGMA", "NUSED", "DQ", "INPUTS", "PROVENANCE"]
        assert [hdu.name for hdu in hdus[1:]] == names
        # Var(median of 5) = 0.287 Var: SCIENCE of order statistics.
        sigma = run.cube.std(axis=0, ddof=1) * SCALE * np.sqrt(0.287)
        np.testing.assert_allclose(hdus["SIGMA"].data, sigma, rtol=0.005)
        assert hdus["SIGMA"].header["BUNIT"] == "electron"
        assert (hdus["NUSED"].data == 5).all()
        quality = hdus["DQ"].data
        assert quality[11, 0] == 4
        assert quality[8, 8] == 2
        assert np.count_nonzero(quality) == 2
        assert hdus["DQ"].header["DQBIT1"] == "SATURATED"


def test_the_master_can_be_opened_as_a_frame(written: dict[str, Path]) -> None:
    session = read_session(written[".fits"])
    assert (session.kind, session.exposure_s) == ("master dark", 30.0)


@pytest.mark.skipif(
    shutil.which("fitsverify") is None, reason="fitsverify is not installed"
)
def test_fitsverify_finds_nothing(written: dict[str, Path]) -> None:
    done = subprocess.run(
        ["fitsverify", "-q", written[".fits"]],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "OK:" in done.stdout, done.stdout


def test_astropy_finds_nothing(written: dict[str, Path]) -> None:
    with fits.open(written[".fits"], checksum=True) as hdus:
        hdus.verify("exception")
