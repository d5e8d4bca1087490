"""The effective PSF of simulated stars, against the profile they were drawn from."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.events import moffat_star
from darkviewer.core.errors import DarkviewerError
from darkviewer.core.hazard import measured_psf
from darkviewer.core.hazard.measured_psf import measured, star_cutouts
from darkviewer.core.progress import drive
from darkviewer.core.psf.fit import fit_stars
from tests.helpers.skies import CELL, SIZE, STARS, sky

EVERYWHERE = np.ones((SIZE, SIZE), np.bool_)


def test_stars_fit_the_profile_measured_on_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And do not fit a Gaussian: 5000 e- each, in noise of 11 e-."""
    monkeypatch.setattr(measured_psf, "ITERATIONS", 2)
    cutouts = star_cutouts(sky(), good=EVERYWHERE, fwhm_px=2.0)
    assert len(cutouts.dx) == STARS  # hot pixels are none
    found = drive(measured([cutouts]))
    monkeypatch.setattr(measured_psf, "STILL_PX", 99.0)  # done at once
    assert drive(measured([cutouts])).stars == found.stars == STARS
    assert 0.005 < found.scatter < 0.05
    rng = np.random.default_rng(8)
    light, x, y = moffat_star(rng, 500, beta=3.0)
    inner = light[:, 8:13, 8:13]
    ours = found.psf.fractions(x, y, np.full(500, 2.0))
    assert np.abs(ours - inner).max() < 0.01  # 7 % of the brightest pixel
    star = 5000 * inner
    stamps = rng.poisson(star) + rng.normal(0, 11, star.shape)
    variance = np.full_like(stamps, 121.0)
    p = fit_stars(stamps, variance, psf=found.psf).p
    assert np.mean(p > 1e-3) > 0.97
    assert np.mean(fit_stars(stamps, variance).p > 1e-3) < 0.1


def test_only_lone_whole_stars_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    image, good = sky(), EVERYWHERE.copy()
    first = CELL // 2
    good[first + 2, first + 3] = False  # within the first star's cutout
    companion = np.s_[first - 3 : first + 3, first + CELL + 4 : first + CELL + 6]
    image[companion] += 2000.0
    cutouts = star_cutouts(image, good=good, fwhm_px=2.0)
    assert len(cutouts.dx) == STARS - 2
    assert cutouts.pixels.shape == (STARS - 2, 15, 15)
    monkeypatch.setattr(measured_psf, "ITERATIONS", 1)
    assert drive(measured([cutouts])).stars == STARS - 2


def test_too_few_stars() -> None:
    few = star_cutouts(sky(stars=5), good=EVERYWHERE, fwhm_px=2.0)
    none = star_cutouts(sky(stars=0), good=EVERYWHERE, fwhm_px=2.0)
    assert len(none.dx) == 0
    with pytest.raises(DarkviewerError, match=r"5 stars are bright.*20 are needed"):
        drive(measured([few, none]))


def test_stars_that_do_not_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    import photutils.psf

    class Refusing:
        def __init__(self, **_: object) -> None:
            pass

        def build_epsf(self, *_: object, **__: object) -> None:
            raise ValueError("The ePSF fitting failed for all stars.")

    monkeypatch.setattr(photutils.psf, "EPSFBuilder", Refusing)
    cutouts = star_cutouts(sky(), good=EVERYWHERE, fwhm_px=2.0)
    with pytest.raises(DarkviewerError, match=r"do not agree.*failed for all"):
        drive(measured([cutouts]))
