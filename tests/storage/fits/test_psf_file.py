"""Profiles from files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.injection.plan import InjectionPlan, draw_stars
from darkviewer.core.psf.profile import pixel_fractions
from darkviewer.storage.fits.psf_file import read_psf


def written(path: Path, stamp: np.ndarray) -> Path:
    fits.PrimaryHDU(stamp.astype(np.float32)).writeto(path)
    return path


def test_a_gaussian_stamp(tmp_path: Path) -> None:
    stamp = pixel_fractions(0, 0, 11.0, half=22)
    found = read_psf(written(tmp_path / "psf.fits", stamp))
    assert found.fwhm_px == pytest.approx(2.2, abs=0.05)
    x = np.array([0.2])
    np.testing.assert_allclose(
        found.fractions(x, -x, x), pixel_fractions(x, -x, 2.2), atol=2e-4
    )


def spot(y: int, x: int) -> np.ndarray:
    stamp = np.zeros((45, 45))
    stamp[y, x] = 1
    return stamp


def test_one_bright_sub_pixel_never_takes_light_away(tmp_path: Path) -> None:
    psf = read_psf(written(tmp_path / "psf.fits", spot(22, 22)))
    plan = InjectionPlan((1e4,), per_flux=100)
    stars = draw_stars(plan, 2, (64, 64), psf)
    assert stars.light_e.min() >= 0
    assert stars.light_e.sum((1, 2)) == pytest.approx(1e4, rel=0.6)


@pytest.mark.parametrize(
    ("stamp", "words"),
    [
        (np.ones((45, 44)), "square"),
        (np.ones((15, 15)), "at least 35"),
        (np.zeros((45, 45)), "some light"),
        (np.full((45, 45), np.nan), "finite"),
        (spot(2, 2), "outside the middle 5x5"),
        (2000 * spot(22, 22) - 0.9, "negative over large parts"),
    ],
)
def test_what_is_no_profile(tmp_path: Path, stamp: np.ndarray, words: str) -> None:
    with pytest.raises(DarkviewerError, match=words):
        read_psf(written(tmp_path / "psf.fits", stamp))


@pytest.mark.parametrize(
    ("stamp", "oversampling", "words"),
    [
        (np.ones((45, 45)), None, "OVERSAMP of psf.fits is None"),
        (np.ones((45, 45)), 0, "1 to 20"),
        (np.ones((27, 27)), 4, "at least 7 pixels, 4 samples each"),
        (np.ones((45, 44)), 4, "psf.fits: an effective PSF must be square"),
    ],
)
def test_what_is_no_effective_psf(
    tmp_path: Path, stamp: np.ndarray, oversampling: int | None, words: str
) -> None:
    path = written(tmp_path / "psf.fits", stamp)
    fits.setval(path, "PSFKIND", value="EFFECTIVE")
    if oversampling is not None:
        fits.setval(path, "OVERSAMP", value=oversampling)
    with pytest.raises(DarkviewerError, match=words):
        read_psf(path)
