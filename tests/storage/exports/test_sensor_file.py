"""The sensor file as astropy reads it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.hazard.classes import HAZARDS
from darkviewer.core.progress import drive
from darkviewer.runs.sensor import written_sensor
from darkviewer.storage.exports.master_cards import sensor_name
from tests.helpers.exported import MOMENT, Run
from tests.helpers.lights import CARDS, FRAMES, HOT, NX, NY, TELEGRAPH, darks


@pytest.fixture
def hdus(sensor_path: Path) -> fits.HDUList:
    with fits.open(sensor_path, checksum=True) as found:
        yield found


def test_one_hdu_for_each_plane_with_its_unit(hdus: fits.HDUList) -> None:
    names = ["CLASS", "LEVEL", "SIGMA", "RATE", "HIGHEST", "NHIGH", "LASTSEEN"]
    assert [hdu.name for hdu in hdus] == [*names, "CLASSES", "INPUTS", "PROVENANCE"]
    assert all(hdus[name].data.shape == (NY, NX) for name in names)
    assert hdus["LEVEL"].header["BUNIT"] == "electron"
    level = np.median(darks(), axis=0) * 2.0
    np.testing.assert_array_equal(hdus["LEVEL"].data, level)


def test_who_took_what_with_which_settings(hdus: fits.HDUList) -> None:
    header = hdus[0].header
    for key in ("INSTRUME", "CAMID", "GAIN", "OFFSET", "EXPTIME", "SET-TEMP"):
        assert header[key] == CARDS[key]
    assert (header["NCOMBINE"], header["ESCALE"]) == (FRAMES, 2.0)
    assert header["SWCREATE"].startswith("Darkviewer ")
    assert header["DATE-OBS"] == "2024-05-08T03:10:00"
    history = "\n".join(map(str, header["HISTORY"]))
    assert "Parameter gain_e_per_adu = 2.0" in history
    assert "Parameter method = median" in history


def test_pixels_are_those_of_the_whole_sensor(hdus: fits.HDUList) -> None:
    """DS9 and IRAF: physical = (image - LTV) / LTM, both from 1."""
    header = hdus[0].header
    assert (header["LTV1"], header["LTV2"]) == (-100, -200)
    assert (header["LTM1_1"], header["LTM2_2"]) == (1, 1)


def test_codes_are_explained(hdus: fits.HDUList) -> None:
    table = hdus["CLASSES"].data
    assert [name.strip() for name in table["NAME"]] == [r.name for r in HAZARDS]
    names = dict(zip(table["CODE"], table["NAME"], strict=True))
    for (x, y), name in ((HOT, "hot"), (TELEGRAPH, "telegraph")):
        assert names[hdus[0].data[y, x]] == name
    counted = np.bincount(hdus[0].data.ravel(), minlength=len(HAZARDS) + 1)[1:]
    np.testing.assert_array_equal(table["PIXELS"], counted)
    np.testing.assert_array_equal(table["RULE"], [rule.words for rule in HAZARDS])


def test_frames_with_their_hashes(hdus: fits.HDUList, sensor_path: Path) -> None:
    table = hdus["INPUTS"].data
    folder = sensor_path.parents[1] / "2024-05-08" / "Dark30s"
    assert len(table) == FRAMES
    for row in table:
        content = (folder / row["NAME"]).read_bytes()
        assert row["SHA256"] == hashlib.sha256(content).hexdigest()


def test_times_are_utc(hdus: fits.HDUList) -> None:
    header, (x, y) = hdus["LASTSEEN"].header, TELEGRAPH
    assert (header["TIMESYS"], header["MJDREF"], header["TIMEUNIT"]) == (
        *("UTC", 51544.0),
        "s",
    )
    seconds = np.timedelta64(int(hdus["LASTSEEN"].data[y, x]), "s")
    seen = np.datetime64("2000-01-01T00:00:00") + seconds
    assert seen == np.datetime64("2024-05-08T03:16:00")
    assert hdus["LASTSEEN"].data[45, 60] == -1


def test_nothing_is_overwritten_and_captures_are_only_read(
    run: Run, tmp_path: Path
) -> None:
    target = tmp_path / "sensor.fits"
    paths = [
        drive(written_sensor(run.calibration, run.session, target))[1] for _ in range(2)
    ]
    assert [path.name for path in paths] == ["sensor.fits", "sensor-2.fits"]
    before = sorted(os.listdir(run.session.path))
    for folder in (run.session.path, run.session.path / "mine"):
        with pytest.raises(DarkviewerError, match="inside the capture folder"):
            drive(written_sensor(run.calibration, run.session, folder / "a.fits"))
    assert sorted(os.listdir(run.session.path)) == before


def test_names_say_what_the_darks_were(run: Run) -> None:
    assert sensor_name(run.calibration, run.session, MOMENT) == (
        "SensorMap_QHY42-Pro_30s_g5_-9.8C_N5_median_20240508T040506Z.fits"
    )
