"""From light frames to a file with their PSF, and back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.hazard import measured_psf
from darkviewer.core.progress import drive
from darkviewer.core.psf.effective import EffectivePsf
from darkviewer.runs import psf as runs
from darkviewer.storage.fits.psf_file import is_psf_file, read_psf
from tests.helpers.skies import STARS, write_sky


@pytest.fixture(autouse=True)
def one_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measured_psf, "ITERATIONS", 1)


def test_written_and_read_again(tmp_path: Path) -> None:
    lights = [write_sky(tmp_path / f"{n}.fits", n, stars=12) for n in (1, 2)]
    found, path = drive(runs.written_psf(lights, tmp_path / "out" / "psf"))
    assert path == tmp_path / "out" / "psf.fits"
    assert found.stars == 24
    header = fits.getheader(path)
    assert (header["PSFKIND"], header["OVERSAMP"]) == ("EFFECTIVE", 4)
    assert header["PSFSTARS"] == 24
    assert list(header["HISTORY"]) == ["light frame 1.fits", "light frame 2.fits"]
    again = read_psf(path)
    assert isinstance(again, EffectivePsf)
    assert again.fwhm_px == pytest.approx(found.psf.fwhm_px, abs=1e-4)
    origin = np.zeros(1)
    np.testing.assert_allclose(
        again.fractions(origin, origin, origin),
        found.psf.fractions(origin, origin, origin),
        atol=1e-6,
    )
    assert "24 stars, FWHM 2." in runs.psf_words(found)
    with pytest.raises(DarkviewerError, match="never overwritten"):
        drive(runs.written_psf(lights, path))
    with pytest.raises(DarkviewerError, match=r"holds 1\.fits and may be a capture"):
        drive(runs.written_psf(lights, tmp_path / "mine.fits"))
    assert is_psf_file(path)
    assert not is_psf_file(lights[0])
    assert not is_psf_file(tmp_path / "none.fits")


def test_saturated_stars_are_left_out(tmp_path: Path) -> None:
    """Whether at the end of the type or of the converter."""
    for name, full in (("type", 65535), ("converter", 4095)):
        path = write_sky(tmp_path / f"{name}.fits")
        raw = fits.getdata(path)
        top = np.sort(raw[30:, 30:].ravel())[-3]
        raw = np.where(raw >= top, full, np.minimum(raw, full // 2))
        fits.writeto(path, raw.astype(np.uint16), overwrite=True)
        light = runs._saturated(_light(path))
        assert 3 <= light.sum() <= STARS


def _light(path: Path) -> object:
    from darkviewer.storage.lights.light import read_light

    return read_light(path)


def test_what_cannot_be_measured(tmp_path: Path) -> None:
    with pytest.raises(DarkviewerError, match="no light frame"):
        drive(runs.measured_psf([]))
    small = tmp_path / "small.fits"
    fits.writeto(small, np.zeros((4, 4), np.uint16))
    with pytest.raises(DarkviewerError, match=r"small\.fits: .*background"):
        drive(runs.measured_psf([small]))
