"""Moffat and elongated profiles against their formulas, and p of such stars."""

from __future__ import annotations

import numpy as np
import pytest
from astropy.modeling.functional_models import Gaussian2D, Moffat2D
from scipy.stats import kstest

from benchmarks.events import elongated_star, moffat_star
from darkviewer.core.parameters import Parameters
from darkviewer.core.psf.families import elongated_psf, moffat_psf, psf_of
from darkviewer.core.psf.fit import fit_stars
from darkviewer.core.psf.matched_filter import matched_plane
from darkviewer.core.psf.profile import GaussianPsf, Psf

COOL = 132.0
FINE = 25
X, Y = np.array([0.3]), np.array([-0.4])


def integrated(model: Moffat2D | Gaussian2D) -> np.ndarray:
    """Over 5x5 pixels, by the mean of many points in each."""
    at = (np.arange(5 * FINE) + 0.5) / FINE - 2.5
    values = model(at[None, :], at[:, None]).reshape(5, FINE, 5, FINE)
    return np.asarray(values.sum((1, 3)) / FINE**2)


@pytest.mark.parametrize("beta", [2.0, 2.5, 3.0, 4.765, 10.0])
def test_a_moffat_profile_is_that_of_astropy(beta: float) -> None:
    for width in (2.0, 3.5):
        core = width / (2 * np.sqrt(2 ** (1 / beta) - 1))
        model = Moffat2D((beta - 1) / (np.pi * core**2), X[0], Y[0], core, beta)
        assert model.fwhm == pytest.approx(width)
        ours = moffat_psf(width, beta).fractions(X, Y, np.array([width]))[0]
        np.testing.assert_allclose(ours, integrated(model), atol=1e-4)


@pytest.mark.parametrize(("ratio", "angle"), [(1.0, 0.0), (1.2, 30.0), (2.0, 120.0)])
def test_an_elongated_profile_is_that_of_astropy(ratio: float, angle: float) -> None:
    long = 2.0 * np.sqrt(ratio) / 2.354820045
    short, turn = long / ratio, np.radians(angle)
    height = 1 / (2 * np.pi * long * short)
    model = Gaussian2D(height, X[0], Y[0], long, short, turn)
    ours = elongated_psf(2.0, ratio, angle).fractions(X, Y, np.array([2.0]))[0]
    np.testing.assert_allclose(ours, integrated(model), atol=2e-4)


@pytest.mark.parametrize("psf", [moffat_psf(2.2, 2.5), elongated_psf(2.0, 1.6, 70.0)])
def test_gradients_are_the_differences(psf: Psf) -> None:
    x, y, width = (np.array(v) for v in ([0.1, -0.6], [0.4, 0.0], [2.0, 2.6]))
    part, by_x, by_y, by_width = psf.gradients(x, y, width)
    at, h = psf.fractions, 1e-5
    np.testing.assert_allclose(part, at(x, y, width))
    for found, plus, minus in (
        (by_x, at(x + h, y, width), at(x - h, y, width)),
        (by_y, at(x, y + h, width), at(x, y - h, width)),
        (by_width, at(x, y, width + h), at(x, y, width - h)),
    ):
        np.testing.assert_allclose(found, (plus - minus) / (2 * h), atol=1e-8)


def exposed(light: np.ndarray, flux_e: float, rng: np.random.Generator) -> np.ndarray:
    star = flux_e * light[:, 8:13, 8:13]
    return rng.poisson(star) + rng.normal(0, np.sqrt(COOL), star.shape)


def test_p_is_uniform_for_stars_of_the_family() -> None:
    """And close to 0 for them where a Gaussian is assumed."""
    rng = np.random.default_rng(3)
    stamps = exposed(moffat_star(rng, 1500, beta=3.0)[0], 5000, rng)
    variance = np.full_like(stamps, COOL)
    p = fit_stars(stamps, variance, psf=moffat_psf(2.0, 3.0)).p
    assert kstest(p, "uniform").statistic < 1.63 / np.sqrt(1500)  # 99 %
    assert np.mean(fit_stars(stamps, variance).p < 1e-3) > 0.9


def test_an_elongated_star_is_found_at_its_own_angle() -> None:
    rng = np.random.default_rng(4)
    light = elongated_star(rng, 1, by=0.6)[0]
    stamps = exposed(np.repeat(light, 30, axis=0), 20_000, rng)
    variance = np.full_like(stamps, COOL)
    chi2 = [
        fit_stars(stamps, variance, psf=elongated_psf(2.0, 1.6, angle)).chi2.mean()
        for angle in range(0, 180, 5)
    ]
    best = 5 * int(np.argmin(chi2))
    truth = np.degrees(np.random.default_rng(4).uniform(0, 1, 3)[2] * np.pi)
    assert abs((best - truth + 90) % 180 - 90) < 5
    assert min(chi2) < 30 < 100 < max(chi2)


def test_the_matched_filter_takes_a_profile_that_does_not_separate() -> None:
    psf = elongated_psf(2.5, 2.0, 45.0)
    origin = np.zeros(1)
    star = psf.fractions(origin, origin, np.full(1, 2.5), half=4)[0].astype(np.float32)
    noise = np.ones(star.shape, np.float32)
    signal = matched_plane(star, noise, noise > 0, psf)
    norm = np.sqrt(np.sum(star[2:7, 2:7].astype(float) ** 2))
    assert signal[4, 4] == pytest.approx(norm, rel=1e-5)


def test_the_parameters_name_the_profile() -> None:
    usual = Parameters(fwhm_px=2.5)
    assert psf_of(usual) == GaussianPsf(2.5)
    assert "Gaussian of FWHM 2.5 px" in usual.profile_words
    moffat = Parameters(family="moffat", moffat_beta=4.0)
    assert psf_of(moffat) == moffat_psf(2.0, 4.0)
    assert "Moffat, beta 4, of FWHM 2 px (fixed)" in moffat.profile_words
    long = Parameters(family="elongated", axis_ratio=1.5, axis_angle_deg=30.0)
    assert psf_of(long) == elongated_psf(2.0, 1.5, 30.0)
    assert "elongated, 1.5 at 30°, of FWHM" in long.profile_words
