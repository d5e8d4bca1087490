"""The fit on stamps with known answers, on simulated stars and against photutils."""

from __future__ import annotations

import numpy as np
import pytest
from astropy.modeling.fitting import TRFLSQFitter
from photutils.psf import GaussianPRF

from benchmarks.stamps import leaders_of, star
from darkviewer.core.psf.fit import examinable, fit_stars
from darkviewer.core.psf.profile import GaussianPsf, StampPsf, pixel_fractions
from tests.helpers.golden_stamps import GOLDEN, NOTEBOOK


def test_golden_stamp() -> None:
    fit = fit_stars(GOLDEN, np.full_like(GOLDEN, 100))
    assert fit.flux_e[0] == pytest.approx(1819.9085, abs=5e-5)
    assert fit.dx[0] == pytest.approx(0.000238, abs=5e-7)
    assert fit.dy[0] == pytest.approx(0.024138, abs=5e-7)
    assert fit.chi2[0] == pytest.approx(49.2385, abs=5e-5)
    assert fit.p[0] == pytest.approx(7.425e-4, abs=5e-8)
    assert fit.dof[0] == 22


def test_golden_stamp_with_free_width() -> None:
    fit = fit_stars(GOLDEN, np.full_like(GOLDEN, 100), free_fwhm=True)
    assert fit.fwhm_px[0] == pytest.approx(1.71862, abs=5e-6)
    assert fit.chi2[0] == pytest.approx(18.8587, abs=5e-5)
    assert fit.p[0] == pytest.approx(0.5942, abs=5e-5)
    assert fit.dof[0] == 21


def test_golden_stamp_in_more_noise() -> None:
    fit = fit_stars(GOLDEN, np.full_like(GOLDEN, 1500))
    assert fit.flux_e[0] == pytest.approx(1889.4883, abs=5e-4)
    assert fit.chi2[0] == pytest.approx(4.87296, abs=5e-6)
    assert fit.p[0] == pytest.approx(0.99995, abs=5e-6)


@pytest.mark.parametrize(
    ("sigma", "chi2", "p", "flux"),
    [
        (39, 15.68, 0.832, 1012.1),
        (11.3, 117.45, 5.05e-15, 923.9),
        (6.5, 212.8, 3.5e-33, None),
    ],
)
def test_the_notebooks_injection(
    sigma: float, chi2: float, p: float, flux: float | None
) -> None:
    fit = fit_stars(NOTEBOOK, np.full_like(NOTEBOOK, sigma**2))
    assert fit.chi2[0] == pytest.approx(chi2, abs=5e-3)
    assert fit.p[0] == pytest.approx(p, rel=5e-3)
    if flux is not None:
        assert fit.flux_e[0] == pytest.approx(flux, abs=0.05)


def test_a_noise_free_star_is_found_exactly() -> None:
    stamp = 2000 * pixel_fractions(0.2, -0.3, 2.0)[None]
    fit = fit_stars(stamp, np.full_like(stamp, 100))
    assert fit.flux_e[0] == pytest.approx(2000, abs=1e-6)
    assert (fit.dx[0], fit.dy[0]) == pytest.approx((0.2, -0.3), abs=1e-9)
    assert fit.chi2[0] == pytest.approx(0, abs=1e-12)
    # 36.9 % of the light's own noise and the pixels' give the error of the flux
    part = pixel_fractions(0.2, -0.3, 2.0)
    assert fit.flux_sigma_e[0] > np.sqrt(1 / np.sum(part**2 / (100 + 2000 * part)))


def test_same_places_as_photutils() -> None:
    rng = np.random.default_rng(11)
    stamps = 5000 * pixel_fractions(rng.uniform(-0.5, 0.5, 8), 0.1, 2.0)
    stamps += rng.normal(0, 10, stamps.shape)
    fit = fit_stars(stamps, np.full_like(stamps, 100), free_fwhm=False)
    y, x = np.mgrid[-2:3, -2:3]
    for n, stamp in enumerate(stamps):
        model = GaussianPRF(flux=4000, x_fwhm=2, y_fwhm=2)
        variance = 100 + fit.flux_e[n] * pixel_fractions(fit.dx[n], fit.dy[n], 2.0)
        theirs = TRFLSQFitter()(model, x, y, stamp, weights=1 / np.sqrt(variance))
        assert fit.flux_e[n] == pytest.approx(theirs.flux.value, rel=1e-4)
        assert fit.dx[n] == pytest.approx(theirs.x_0.value, abs=1e-4)
        assert fit.dy[n] == pytest.approx(theirs.y_0.value, abs=1e-4)


@pytest.mark.parametrize("dark_e", [1300, 100])
def test_p_values_of_true_stars_are_uniform(dark_e: float) -> None:
    rng = np.random.default_rng(4)
    found = leaders_of(star(rng, 1500), rng, dark_e=dark_e, flux_e=3000)
    for variance in (found.true_variance_e2, found.shrunk_variance_e2 * 1.0143):
        fit = fit_stars(found.stamps_e, variance)
        steps = (np.arange(len(fit.p)) + 0.5) / len(fit.p)
        assert np.abs(np.sort(fit.p) - steps).max() < 1.63 / np.sqrt(len(fit.p))
        assert np.mean(fit.chi2 / fit.dof) == pytest.approx(1, abs=0.03)
        assert 0.004 < np.mean(fit.p < 0.01) < 0.018
    assert np.mean(fit.flux_e) == pytest.approx(3000, rel=0.01)


def test_masked_pixels_are_never_looked_at() -> None:
    good = np.ones(GOLDEN.shape, np.bool_)
    good[0, :, 0] = good[0, 4] = False
    wild = GOLDEN.copy()
    wild[~good] = np.nan
    fit = fit_stars(wild, np.where(good, 100, np.nan), good)
    tame = fit_stars(np.where(good, wild, 7e5), np.full_like(wild, 100), good)
    assert fit.dof[0] == 16 - 3
    assert np.isfinite(fit.p[0])
    assert fit.chi2[0] == tame.chi2[0]


def test_p_values_stay_uniform_at_a_corner() -> None:
    rng = np.random.default_rng(5)
    found = leaders_of(star(rng, 1500), rng, dark_e=1300, flux_e=5000)
    good = np.zeros(found.stamps_e.shape, np.bool_)
    good[:, 2:, 2:] = True
    fit = fit_stars(found.stamps_e, found.true_variance_e2, good)
    assert set(fit.dof) == {6}
    steps = (np.arange(len(fit.p)) + 0.5) / len(fit.p)
    assert np.abs(np.sort(fit.p) - steps).max() < 1.63 / np.sqrt(len(fit.p))


def test_the_width_is_recovered() -> None:
    stamp = 8000 * pixel_fractions(0.1, 0.2, 1.7)[None]
    fit = fit_stars(stamp, np.full_like(stamp, 50), free_fwhm=True)
    assert fit.fwhm_px[0] == pytest.approx(1.7, abs=1e-3)
    assert fit.parameters == 4
    assert not fit.at_limit[0]
    wide = 8000 * pixel_fractions(0, 0, 4.0)[None]
    assert fit_stars(wide, np.full_like(wide, 50), free_fwhm=True).at_limit[0]


def test_a_stamp_may_replace_the_gaussian() -> None:
    profile = StampPsf(pixel_fractions(0, 0, 10.0, half=22))
    variance = np.full_like(GOLDEN, 100)
    stamp = fit_stars(GOLDEN, variance, psf=profile, free_fwhm=True)
    gaussian = fit_stars(GOLDEN, variance, psf=GaussianPsf(2.0))
    assert stamp.parameters == 3
    assert stamp.chi2[0] == pytest.approx(gaussian.chi2[0], rel=0.01)
    assert stamp.flux_e[0] == pytest.approx(gaussian.flux_e[0], rel=1e-3)


def test_blocks_and_no_stamps_at_all() -> None:
    many = np.repeat(GOLDEN, 5000, axis=0)
    fit = fit_stars(many, np.full_like(many, 100))
    assert len(fit.p) == 5000
    assert np.ptp(fit.chi2) < 1e-9
    assert len(fit_stars(many[:0], many[:0]).p) == 0


def test_which_stamps_can_be_judged() -> None:
    good = np.ones((5, 5, 5), np.bool_)
    good[1, 2, 2] = False  # middle
    good[2, 1, 2] = good[2, 3, 2] = good[2, 2, 1] = False  # one neighbour left
    good[3] = False
    good[3, 1:4, 1:4] = True  # exactly nine
    good[4] = good[3]
    good[4, 1, 1] = False  # eight
    np.testing.assert_array_equal(examinable(good), [True, False, False, True, False])
