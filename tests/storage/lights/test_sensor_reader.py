"""Sensor files that were written, and files that are none or damaged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.hazard.sensor_map import PLANES
from darkviewer.storage.lights import planes
from darkviewer.storage.lights.sensor_reader import is_sensor_file, read_sensor
from tests.helpers.lights import write_light

SMALL = np.zeros((4, 4), "f4")


@pytest.fixture
def changed(sensor_path: Path, tmp_path: Path) -> Any:
    """A copy of the file with something done to it."""

    def change(what: Any) -> Path:
        path = tmp_path / "changed.fits"
        with fits.open(sensor_path) as hdus:
            what(hdus)
            hdus.writeto(path)
        return path

    return change


def test_planes_come_back_as_they_were(sensor_path: Path) -> None:
    found = read_sensor(sensor_path)
    with fits.open(sensor_path) as hdus:
        for field, (name, _, _) in PLANES.items():
            np.testing.assert_array_equal(
                getattr(found.sensor, field), hdus[name].data, err_msg=name
            )
    assert found.sensor.n_frames == 8
    assert (found.info.camera, found.info.camera_id) == ("Testcam", "0815")
    assert (found.info.region, found.info.exposure_s) == ((100, 200), 30.0)
    assert found.scale_e == 2.0
    assert found.saturation_adu == 65535
    assert is_sensor_file(sensor_path)


def test_the_order_of_the_planes_and_others_do_not_matter(changed: Any) -> None:
    def shuffle(hdus: Any) -> None:
        hdus.append(hdus.pop(2))
        hdus.insert(1, fits.ImageHDU(np.zeros((3, 3)), name="MINE"))
        del hdus[0].header["SATURATE"]

    found = read_sensor(changed(shuffle))
    assert found.saturation_adu == np.inf
    assert found.sensor.sigma_e.dtype == np.float32


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("the plane SIGMA is missing", lambda h: h.pop(2)),
        ("another version", lambda h: h[0].header.set("SENSVER", 99)),
        ("another version", lambda h: h[0].header.set("SENSVER", "x")),
        ("another version", lambda h: h[0].header.remove("SENSVER")),
        ("no sensor file", lambda h: h[0].header.set("IMAGETYP", "DARK")),
        ("ESCALE is missing", lambda h: h[0].header.remove("ESCALE")),
        ("ESCALE is missing", lambda h: h[0].header.set("ESCALE", -1)),
        (
            "LEVEL has another size or type",
            lambda h: h.__setitem__(1, fits.ImageHDU(SMALL, name="LEVEL")),
        ),
        (
            "RATE has another size or type",
            lambda h: setattr(h["RATE"], "data", h["RATE"].data.astype(float)),
        ),
        ("no classes", lambda h: h[0].data.fill(0)),
        ("no classes", lambda h: h[0].data.fill(77)),
        ("not between 0 and 1", lambda h: h["RATE"].data.fill(np.nan)),
        ("not between 0 and 1", lambda h: h["RATE"].data.fill(3)),
        ("the plane CLASS is missing", lambda h: h[0].header.remove("EXTNAME")),
    ],
)
def test_what_is_wrong_is_one_sentence(changed: Any, words: str, what: Any) -> None:
    with pytest.raises(DarkviewerError, match=words) as caught:
        read_sensor(changed(what))
    assert "\n" not in str(caught.value)


def test_no_more_than_some_units_are_looked_at(
    sensor_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planes, "_MOST_HDUS", 2)
    with pytest.raises(DarkviewerError, match="SIGMA is missing"):
        read_sensor(sensor_path)


def test_other_files_are_none(tmp_path: Path) -> None:
    dark = write_light(tmp_path / "light.fits")
    text = tmp_path / "text.fits"
    text.write_text("no FITS file", encoding="utf-8")
    for path, words in (
        (dark, "no sensor file"),
        (text, "not a FITS file"),
        (tmp_path / "none.fits", "has vanished"),
        (tmp_path, "is a folder"),
    ):
        assert not is_sensor_file(path)
        with pytest.raises(DarkviewerError, match=words):
            read_sensor(path)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.8])
def test_a_file_that_was_cut_off(
    sensor_path: Path, tmp_path: Path, share: float
) -> None:
    path, whole = tmp_path / "cut.fits", sensor_path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(DarkviewerError, match=r"ends inside|is missing|cut off"):
        read_sensor(path)
