"""What the shape of a stamp says, beyond the fit and its rivals."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.parameters import Parameters
from darkviewer.core.psf.profile import GaussianPsf, pixel_fractions
from darkviewer.core.psf.shape import (
    ShapeOptions,
    examine_stamps,
    matched_signal,
    shape_options,
)

GOOD = np.ones((1, 5, 5), bool)


def test_options_are_those_of_the_parameters() -> None:
    options = shape_options(Parameters(fwhm_px=2.6, width="free"))
    assert (options.psf.fwhm_px, options.free_fwhm) == (2.6, True)
    other = GaussianPsf(3.0)
    assert shape_options(Parameters(), other).psf is other


def test_a_noiseless_star_is_found_as_it_is() -> None:
    stamp = 5000 * pixel_fractions(0.2, -0.1, 2.0, half=2)[None]
    found = examine_stamps(stamp, np.full((1, 5, 5), 1600.0), GOOD, ShapeOptions())
    assert found.flux_e == pytest.approx(5000, rel=1e-3)
    assert (found.dx[0], found.dy[0]) == pytest.approx((0.2, -0.1), abs=2e-3)
    assert found.chi2 == pytest.approx(0, abs=1e-3)
    assert found.significance == pytest.approx(stamp[0, 2, 2] / 40)
    assert found.dbic.min() > 0
    assert len(found) == 1


def test_with_too_few_pixels_only_the_significance_is_known() -> None:
    good = np.zeros((1, 5, 5), bool)
    good[0, 2, 2] = True
    stamp, variance = np.full((1, 5, 5), 90.0), np.full((1, 5, 5), 900.0)
    found = examine_stamps(stamp, variance, good, ShapeOptions())
    assert found.significance == pytest.approx([3.0])
    assert np.isnan([found.p[0], found.flux_e[0], found.chi2[0]]).all()


def test_the_matched_filter_gains_what_theory_says() -> None:
    """In uniform noise the signal to noise of a star is flux/sigma sqrt(sum P^2)."""
    part = pixel_fractions(0, 0, 2.0, half=2)[None]
    variance = np.full((1, 5, 5), 1600.0)
    star = matched_signal(1000 * part, variance, GOOD, GaussianPsf(2.0))
    assert star == pytest.approx(1000 / 40 * np.sqrt(np.sum(part**2)), rel=1e-6)
    hot = np.zeros((1, 5, 5))
    hot[0, 2, 2] = 1000 * part[0, 2, 2]  # the same middle, no light around it
    assert matched_signal(hot, variance, GOOD, GaussianPsf(2.0)) < star


def test_pixels_that_are_not_good_do_not_count() -> None:
    part = pixel_fractions(0, 0, 2.0, half=2)[None]
    variance, good = np.full((1, 5, 5), 1600.0), GOOD.copy()
    good[0, 1, 3] = False
    spoilt = 1000 * part
    spoilt[0, 1, 3], variance[0, 1, 3] = np.nan, 0
    known = np.where(good, part, 0)
    found = matched_signal(spoilt, variance, good, GaussianPsf(2.0))
    assert found == pytest.approx(1000 / 40 * np.sqrt(np.sum(known**2)), rel=1e-6)
