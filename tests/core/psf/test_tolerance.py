"""Stars that deviate from the assumed profile, and charge that looks like them."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.events import gaussian_star, moffat_star, trailed_star
from darkviewer.core.psf.fit import PsfFit, fit_stars
from darkviewer.core.psf.profile import GaussianPsf, curvatures, pixel_fractions
from darkviewer.core.psf.rivals import compare
from darkviewer.core.psf.shape import ShapeOptions, examine_stamps
from darkviewer.core.psf.tolerance import Tolerance, tolerate
from tests.helpers.golden_stamps import GOLDEN

COOL = 132.0
"""Variance of a residual where the dark signal is 100 e-."""

MIDDLE = np.s_[:, 8:13, 8:13]


def exposed(light: np.ndarray, flux_e: float, *, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    star = flux_e * light[MIDDLE]
    return rng.poisson(star) + rng.normal(0, np.sqrt(COOL), star.shape)


def allowed(stamps: np.ndarray, error: float) -> tuple[PsfFit, Tolerance]:
    variance, good = np.full_like(stamps, COOL), np.ones(stamps.shape, bool)
    star = fit_stars(stamps, variance)
    return star, tolerate(
        stamps, variance, good, star, psf=GaussianPsf(), profile_error=error
    )


def accepted(stamps: np.ndarray, options: ShapeOptions) -> float:
    variance, good = np.full_like(stamps, COOL), np.ones(stamps.shape, bool)
    found = examine_stamps(stamps, variance, good, options)
    best = found.dbic.min(1) > 0
    return float(np.mean((found.p_tolerant >= 1e-3) & best & ~found.at_limit))


REAL = ShapeOptions(profile_error=0.04, width_range=1.4)
FITTED = ShapeOptions(profile_error=0.04, width_range=1.4, free_fwhm=True)


@pytest.mark.parametrize("options", [REAL, FITTED])
def test_bright_stars_with_wings_or_trailed_are_kept(options: ShapeOptions) -> None:
    """A Gaussian alone keeps none of the first and a tenth of the last."""
    rng = np.random.default_rng(2)
    for light in (
        moffat_star(rng, 200, beta=2.5)[0],
        moffat_star(rng, 200, beta=4.0)[0],
        trailed_star(rng, 200, by_px=1.0)[0],
    ):
        stamps = exposed(light, 20_000)
        assert accepted(stamps, options) >= 0.95
        assert accepted(stamps, ShapeOptions()) < 0.3


@pytest.mark.parametrize("options", [REAL, FITTED])
@pytest.mark.parametrize("sigma_px", [0.2, 0.4, 0.6])
def test_charge_from_one_place_is_no_star(
    sigma_px: float, options: ShapeOptions
) -> None:
    rng = np.random.default_rng(3)
    light = gaussian_star(rng, 200, fwhm_px=sigma_px * 2.3548)[0]
    assert accepted(exposed(light, 3000), options) <= 0.01


def test_a_star_as_narrow_as_a_cloud_of_charge_cannot_be_told_from_it() -> None:
    rng = np.random.default_rng(4)
    stamps = exposed(gaussian_star(rng, 200, fwhm_px=1.2)[0], 5000)
    narrow = ShapeOptions(psf=GaussianPsf(1.2), profile_error=0.04)
    assert accepted(stamps, narrow) == 0
    assert accepted(stamps, ShapeOptions(psf=GaussianPsf(1.2))) > 0.9


def test_a_small_error_changes_little_and_p_stays_on_the_safe_side() -> None:
    rng = np.random.default_rng(5)
    stamps = exposed(gaussian_star(rng, 500)[0], 5000)
    star, nearly = allowed(stamps, 1e-5)
    np.testing.assert_allclose(nearly.chi2, star.chi2, atol=0.02)
    np.testing.assert_allclose(nearly.deviance, star.deviance, atol=0.02)
    _, real = allowed(stamps, 0.04)
    assert np.mean(real.p < 0.01) <= 0.02
    assert np.all(real.chi2 < star.chi2 + 0.1)


@pytest.mark.parametrize("lags", [(0.0, 0.0, 0.0), (0.08, 0.05, 0.0)])
def test_p_of_stars_that_do_not_deviate_is_uniform(
    lags: tuple[float, float, float],
) -> None:
    """What the modes take is no freedom left; with a pixel error of next to nothing."""
    rng = np.random.default_rng(8)
    n, flux = 2000, 4000.0
    profile = gaussian_star(rng, n)[0][MIDDLE]
    noise = np.sqrt(COOL) * rng.normal(size=(n, 25)) @ _root(lags)
    stamps = rng.poisson(flux * profile) + noise.reshape(n, 5, 5)
    variance, good = np.full_like(stamps, COOL), np.ones(stamps.shape, bool)
    found = tolerate(
        stamps,
        variance,
        good,
        fit_stars(stamps, variance),
        psf=GaussianPsf(),
        profile_error=1e-4,
        modes=(960.0, 4000.0, 800.0, 800.0),
        lags=np.tile(lags, (n, 1)),
    )
    assert found.p.mean() == pytest.approx(0.5, abs=0.03)
    assert np.mean(found.p < 0.01) == pytest.approx(0.01, abs=0.006)


def _root(lags: tuple[float, float, float]) -> np.ndarray:
    """Of the covariance of noise that neighbours in the row and column share."""
    y, x = np.divmod(np.arange(25), 5)
    down, across = np.abs(y[:, None] - y), np.abs(x[:, None] - x)
    shared = np.eye(25)
    shared += lags[0] * ((down == 0) & (across == 1))
    shared += lags[1] * ((down == 1) & (across == 0))
    return np.linalg.cholesky(shared).T


def test_integrating_the_modes_out_is_the_covariance_of_a_gaussian_process() -> None:
    """The fitted amounts vanish in it: chi-squared and determinant of the whole."""
    _, found = allowed(GOLDEN, 0.04)
    variance = np.full_like(GOLDEN, COOL)
    star = fit_stars(GOLDEN, variance)
    lowest = min(
        _whole(GOLDEN, star.flux_e[0] * a, star.dx[0] + x, star.dy[0] + y)
        for a in np.linspace(0.9, 1.1, 21)
        for x in np.linspace(-0.02, 0.02, 5)
        for y in np.linspace(-0.02, 0.02, 5)
    )
    assert found.deviance[0] == pytest.approx(lowest, abs=1.5)


def _whole(stamp: np.ndarray, flux: float, dx: float, dy: float) -> float:
    x, y, fwhm = (np.array([value]) for value in (dx, dy, 2.0))
    part = pixel_fractions(x, y, fwhm)[0]
    xx, xy, yy = (plane[0] for plane in curvatures(x, y, fwhm))
    spread = 0.8493218**2
    a = 2.0 / (2 * np.sqrt(2**0.4 - 1))
    fine = (np.arange(5 * 31) + 0.5) / 31 - 2.5
    r2 = (fine[None, :] - dx) ** 2 + (fine[:, None] - dy) ** 2
    wings = 1.5 / (np.pi * a**2) * (1 + r2 / a**2) ** -2.5 / 31**2
    moffat = wings.reshape(5, 31, 5, 31).sum((1, 3))
    modes = (
        (0.096, spread * (xx + yy)),
        (0.4, moffat - part),
        (0.08, spread / 2 * (xx - yy)),
        (0.08, spread * xy),
    )
    own = COOL + flux * part + (0.04 * flux * part) ** 2
    whole = np.diag(own.ravel())
    for sigma, mode in modes:
        whole += (flux * sigma) ** 2 * np.outer(mode, mode)
    excess = (stamp[0] - flux * part).ravel()
    return float(
        excess @ np.linalg.solve(whole, excess) + np.linalg.slogdet(whole).logabsdet
    )


def test_the_length_of_a_cloud_is_nothing() -> None:
    rng = np.random.default_rng(6)
    stamps = exposed(gaussian_star(rng, 50, fwhm_px=0.9)[0], 5000)
    variance, good = np.full_like(stamps, COOL), np.ones(stamps.shape, bool)
    star = fit_stars(stamps, variance)
    tolerance = tolerate(
        stamps, variance, good, star, psf=GaussianPsf(), profile_error=0.04
    )
    found = compare(
        stamps, variance, None, star, tolerance=tolerance, profile_error=0.04
    )
    assert np.mean(found.track_px == 0) > 0.9
    assert np.all(found.worst < 0)


def test_no_stamps_are_no_trouble() -> None:
    star, found = allowed(np.empty((0, 5, 5)), 0.04)
    assert len(star.p) == len(found.p) == 0
