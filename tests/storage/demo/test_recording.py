"""Sessions recorded as the camera would have."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from astropy.io import fits
from astropy.time import Time

from darkviewer.storage.demo.demo import DEMO_SESSION

MJD_END = [
    60438.151953,
    60438.152301,
    60438.152648,
    60438.152995,
    60438.153342,
    60438.153689,
    60438.154037,
    60438.154384,
    60438.154731,
    60438.155078,
]


def test_frames_end_when_those_of_the_notebook_did(demo: Path) -> None:
    paths = sorted((demo / DEMO_SESSION).glob("*.fits"))
    ends = [Time(fits.getheader(path)["DATE-END"]).mjd for path in paths]
    np.testing.assert_allclose(ends, MJD_END, rtol=0, atol=5.1e-7)


def test_temperature_shows_two_steps(demo: Path) -> None:
    paths = (demo / DEMO_SESSION).glob("*.fits")
    assert {fits.getheader(path)["CCD-TEMP"] for path in paths} == {19.8, 20.2}
