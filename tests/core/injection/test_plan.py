"""Stars are drawn as planned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.injection.plan import (
    InjectionPlan,
    default_fluxes,
    draw_stars,
    flux_at,
)
from darkviewer.core.psf.profile import GaussianPsf
from tests.helpers.recoveries import PLAN


def test_fluxes_span_the_signal_to_noise() -> None:
    fluxes = default_fluxes(39.0**2)
    assert fluxes[0] == pytest.approx(377, abs=1)
    assert fluxes[-1] == pytest.approx(18400, rel=0.01)
    for snr in (3, 100):
        flux = flux_at(snr, 39.0**2)
        assert flux / np.sqrt(10.12 * 39**2 + flux) == pytest.approx(snr)


def test_stars_are_drawn_as_planned() -> None:
    stars = draw_stars(PLAN, 5, (100, 80), GaussianPsf(2.0))
    assert len(stars) == 5 * 4 * 60
    assert np.all((stars.x >= 3) & (stars.x <= 76) & (stars.y >= 3) & (stars.y <= 96))
    ratio = stars.light_e.sum((1, 2)) / stars.flux_e
    assert ratio.mean() == pytest.approx(0.9996, abs=0.003)
    again = draw_stars(PLAN, 5, (100, 80), GaussianPsf(2.0))
    np.testing.assert_array_equal(stars.light_e, again.light_e)
    other = draw_stars(replace(PLAN, seed=4), 5, (100, 80), GaussianPsf(2.0))
    assert np.any(stars.x != other.x)


def test_impossible_plans_are_refused() -> None:
    with pytest.raises(DarkviewerError, match="above zero"):
        InjectionPlan((0.0,))
    with pytest.raises(DarkviewerError, match="above zero"):
        InjectionPlan((np.nan, 100.0))
    with pytest.raises(DarkviewerError, match="2e\\+20 e- are brighter than can be"):
        InjectionPlan((100.0, 2e20))
    with pytest.raises(DarkviewerError, match="too small"):
        draw_stars(PLAN, 1, (7, 50), GaussianPsf())
