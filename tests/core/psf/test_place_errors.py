"""The error of a place is the scatter of the places of many equal stars."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.psf.fit import fit_stars
from darkviewer.core.psf.place_errors import place_errors
from darkviewer.core.psf.profile import GaussianPsf, pixel_fractions

N = 4000


@pytest.mark.parametrize("free", [False, True])
def test_the_scatter_of_many_fits(free: bool) -> None:
    rng = np.random.default_rng(2)
    star = 5000 * pixel_fractions(np.array(0.2), np.array(-0.1), 2.0)
    dark = 30.0**2
    stamps = star + rng.normal(0, np.sqrt(dark + star), (N, 5, 5))
    variance, good = np.full(stamps.shape, dark), np.ones(stamps.shape, bool)
    psf = GaussianPsf(2.0)
    fit = fit_stars(stamps, variance, psf=psf, free_fwhm=free)
    found = place_errors(
        (fit.flux_e, fit.dx, fit.dy, fit.fwhm_px), variance, good, psf, free_fwhm=free
    )
    for column, places in zip(found.T, (fit.dx, fit.dy), strict=True):
        assert np.median(column) == pytest.approx(places.std(), rel=0.05)


def test_without_light_there_is_no_place() -> None:
    nothing = np.array([np.nan, 0.0])
    star = (nothing, np.zeros(2), np.zeros(2), np.full(2, 2.0))
    variance, good = np.full((2, 5, 5), 100.0), np.ones((2, 5, 5), bool)
    assert np.isnan(place_errors(star, variance, good, GaussianPsf(2.0))).all()
