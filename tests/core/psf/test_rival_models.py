"""The best rival as pixels: charge that was put there comes back."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.psf.families import elongated_psf
from darkviewer.core.psf.fit import fit_stars
from darkviewer.core.psf.profile import pixel_fractions
from darkviewer.core.psf.rival_models import best_rival, rival_charge
from darkviewer.core.psf.rivals import compare, track_templates
from darkviewer.core.psf.shape import ShapeOptions, examine_stamps

SIGMA_E = 10.0


def drawn(charge: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The charge with its own noise and that of the dark, and what it was made with."""
    rng = np.random.default_rng(4)
    noise = rng.normal(0, np.sqrt(SIGMA_E**2 + charge))
    stamps = (charge + noise)[None]
    return stamps, np.full_like(stamps, SIGMA_E**2), np.ones(stamps.shape, bool)


def model_of(charge: np.ndarray, error: float = 0.0) -> tuple[int, np.ndarray]:
    d, s2, good = drawn(charge)
    shape = examine_stamps(d, s2, good, ShapeOptions(profile_error=error))
    model = rival_charge(d, s2, good, shape.dbic, shape.track_px, profile_error=error)
    return int(best_rival(shape.dbic)[0]), model[0]


def deviance(d: np.ndarray, model: np.ndarray, s2: np.ndarray) -> float:
    variance = s2 + model
    return float(np.sum((d - model) ** 2 / variance + np.log(variance)))


def test_a_hot_pixel_is_one_pixel() -> None:
    charge = np.zeros((5, 5))
    charge[2, 2] = 2000
    kind, model = model_of(charge)
    assert kind == 0
    assert model[2, 2] == pytest.approx(2000, abs=5 * 46)  # sigma of 2100 electrons
    model[2, 2] = 0
    assert not model.any()


def test_a_pair_is_two_pixels() -> None:
    charge = np.zeros((5, 5))
    charge[2, 2], charge[1, 3] = 2000, 900
    kind, model = model_of(charge)
    assert kind == 1
    assert sorted(zip(*np.nonzero(model), strict=True)) == [(1, 3), (2, 2)]
    assert model[1, 3] == pytest.approx(900, abs=5 * 32)


@pytest.mark.parametrize("error", [0.0, 0.04])
def test_a_track_lies_where_its_charge_is(error: float) -> None:
    charge = 6000 * track_templates()[371]
    kind, model = model_of(charge, error)
    assert kind == 2
    assert np.abs(model - charge).max() < 5 * np.sqrt(SIGMA_E**2 + charge.max())
    assert model.sum() == pytest.approx(charge.sum(), rel=0.1)


def test_charge_from_one_place_is_round() -> None:
    charge = 6000 * pixel_fractions(np.array(0.2), np.array(-0.1), 0.5 * 2.3548)
    kind, model = model_of(charge, error=0.04)
    assert kind == 2
    assert np.abs(model - charge).max() < 5 * np.sqrt(SIGMA_E**2 + charge.max())


def test_charge_from_one_place_is_drawn_with_the_freedom_that_it_has() -> None:
    """No round cloud is within 15 sigma of one that is longer than wide."""
    long = elongated_psf(1.1, 1.4, 30)
    at = np.array([0.1]), np.array([-0.1]), np.array([1.1])
    charge = 20_000 * long.fractions(*at)[0]
    kind, model = model_of(charge, error=0.04)
    assert kind == 2
    assert (np.abs(model - charge) / np.sqrt(SIGMA_E**2 + charge)).max() < 5


def test_it_is_what_the_bic_compared() -> None:
    """The deviance of the drawn pixels is that of the comparison."""
    charge = 6000 * track_templates()[371]
    d, s2, good = drawn(charge)
    star = fit_stars(d, s2)
    found = compare(d, s2, None, star)
    model = rival_charge(d, s2, good, found.dbic, found.track_px)
    bic = deviance(d[0], model[0], s2[0]) + 4 * np.log(25)
    star_bic = star.deviance[0] + 3 * np.log(25)
    assert bic - star_bic == pytest.approx(found.dbic[0, 2], abs=1e-6)


def test_without_a_comparison_there_is_no_rival() -> None:
    d, s2, good = drawn(np.zeros((5, 5)))
    nothing = np.full((1, 3), np.nan)
    assert best_rival(nothing).tolist() == [-1]
    model = rival_charge(d, s2, good, nothing, np.full(1, np.nan))
    assert np.isnan(model).all()
