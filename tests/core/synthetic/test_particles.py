from __future__ import annotations

import math

import numpy as np
import pytest

from darkviewer.core.synthetic.particles import PARTICLES, deposit

SIGMA_OF_FWHM_2 = 2 / (2 * math.sqrt(2 * math.log(2)))


def share(pixel: int, centre: float, sigma: float) -> float:
    """Part of a Gaussian over one pixel, from the error function."""
    low, high = ((pixel + s - centre) / (sigma * math.sqrt(2)) for s in (-0.5, 0.5))
    return 0.5 * (math.erf(high) - math.erf(low))


def test_deposit_integrates_a_gaussian_over_the_pixels() -> None:
    image = np.zeros((9, 11))
    deposit(image, 5.2, 3.7, 1000, sigma_px=SIGMA_OF_FWHM_2)
    for y, x in ((3, 5), (4, 5), (4, 6), (2, 3)):
        expected = (
            1000 * share(x, 5.2, SIGMA_OF_FWHM_2) * share(y, 3.7, SIGMA_OF_FWHM_2)
        )
        assert image[y, x] == pytest.approx(expected, rel=1e-9)


def test_deposit_reproduces_the_golden_row() -> None:
    image = np.zeros((41, 41))
    deposit(image, 20.2, 19.7, 1, sigma_px=SIGMA_OF_FWHM_2)
    golden = [0.009208, 0.076540, 0.181898, 0.125583, 0.025007]
    np.testing.assert_allclose(image[20, 18:23], golden, atol=5e-7)
    assert image[18:23, 18:23].sum() == pytest.approx(0.990615, abs=5e-7)


def test_deposit_keeps_all_charge_inside_the_image() -> None:
    image = np.zeros((60, 60))
    deposit(image, [20, 30.4, 31], [22, 29.9, 40], [100, 50, 7.5], sigma_px=0.35)
    assert image.sum() == pytest.approx(157.5, rel=1e-6)


@pytest.mark.parametrize(("x", "y"), [(-1.2, 4.0), (9.6, 9.8), (3.0, -40.0), (99, 99)])
def test_deposit_loses_what_falls_outside(x: float, y: float) -> None:
    wide = np.zeros((200, 200))
    deposit(wide, x + 50, y + 50, 500, sigma_px=0.9)
    image = np.zeros((10, 10))
    deposit(image, x, y, 500, sigma_px=0.9)
    np.testing.assert_allclose(image, wide[50:60, 50:60], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("kind", PARTICLES)
def test_particles_are_finite_and_reproducible(kind: str) -> None:
    make, per_cm2_min = PARTICLES[kind]
    assert per_cm2_min > 0
    for seed in range(50):
        one, two = (make(np.random.default_rng(seed)) for _ in range(2))
        np.testing.assert_array_equal(one.x, two.x)
        assert len(one.x) == len(one.y) == len(one.charge_e)
        assert (one.charge_e >= 0).all()
        assert 0 < one.charge_e.sum() < 1e6
        assert np.hypot(one.x, one.y).max() < 100


def test_muons_are_straight_and_worms_are_not() -> None:
    def bend(kind: str) -> float:
        hits = [PARTICLES[kind][0](np.random.default_rng(seed)) for seed in range(30)]
        angles = [np.unwrap(np.arctan2(np.diff(h.y), np.diff(h.x))) for h in hits]
        return max(float(np.ptp(angle)) for angle in angles)

    assert bend("muon") < 1e-6
    assert bend("worm") > 0.5
