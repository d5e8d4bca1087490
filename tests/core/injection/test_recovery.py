"""Injected stars through the same tests as the session's own leaders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from darkviewer.core.calibration.pipeline import (
    Calibration,
    CalibrationRequest,
    calibrate,
)
from darkviewer.core.injection.completeness import (
    completeness,
    uniformity,
    unselected_p,
)
from darkviewer.core.injection.plan import (
    InjectionPlan,
)
from darkviewer.core.injection.recovery import Recovery
from darkviewer.core.progress import drive
from tests.helpers.recoveries import PLAN, PSF_TEST, recover
from tests.helpers.simulated import darks


def test_completeness_is_that_of_the_simulations(recovery: Recovery) -> None:
    """Measured elsewhere for this noise: 0.363, 0.976, 0.998, 0.998 by the PSF test,
    0.096, 0.425, 0.504, 0.714 by the ratio."""
    star = completeness(recovery, recovery.by_psf_test(PSF_TEST))
    ratio = completeness(recovery, recovery.by_ratio(PSF_TEST))
    np.testing.assert_array_equal(star.flux_e, PLAN.fluxes_e)
    assert star.share[0] == pytest.approx(0.363, abs=0.08)
    np.testing.assert_allclose(star.share[1:], [0.976, 0.998, 0.998], atol=0.02)
    np.testing.assert_allclose(ratio.share, [0.096, 0.425, 0.504, 0.714], atol=0.08)
    assert np.all((star.low <= star.share) & (star.share <= star.high))
    assert star.f50_e == pytest.approx(1100, rel=0.06)
    assert np.isnan(ratio.f90_e)


def test_flux_and_place_are_unbiased(recovery: Recovery) -> None:
    star = completeness(recovery, recovery.by_psf_test(PSF_TEST))
    assert star.flux_bias[-1] == pytest.approx(0, abs=0.01)
    assert star.flux_scatter[-1] < 0.05
    assert star.place_rms_px[-1] < 0.05


def test_the_health_check_is_not_selected(recovery: Recovery) -> None:
    """All detected stars of 1500 e- and more, whatever the PSF test says of them."""
    p = unselected_p(recovery, PSF_TEST)
    bright = recovery.detected(PSF_TEST) & (recovery.flux_e > 1400) & ~recovery.lost
    np.testing.assert_array_equal(p, recovery.shape.p[bright])
    assert p.min() < 1e-3
    distance, bound = uniformity(p)
    assert distance < 1.2 * bound  # one draw
    nothing = replace(PSF_TEST, threshold_e=1e5)
    assert not unselected_p(recovery, nothing).size


def test_blinking_pixels_are_counted_apart(recovery: Recovery) -> None:
    near = np.hypot(recovery.x - 100, recovery.y - 100) < 1.2
    assert np.all(recovery.lost[near])
    assert recovery.lost.mean() < 0.02


def test_nothing_depends_on_bands_and_threads(
    calibration: Calibration, recovery: Recovery
) -> None:
    other = recover(calibration, threads=2, memory_bytes=2**20)
    np.testing.assert_array_equal(recovery.value_e, other.value_e)
    np.testing.assert_allclose(recovery.shape.p, other.shape.p, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(("method", "bias"), [("average", -0.1), ("median", -0.02)])
def test_a_master_with_the_star_in_it_costs_light(method: str, bias: float) -> None:
    parameters = replace(PSF_TEST, method=method, master="in-sample")
    frames = darks((120, 160), seed=12).frames()
    calibration = drive(calibrate(CalibrationRequest(0, frames, parameters)))
    plan = InjectionPlan((4000.0,), per_flux=60)
    found = recover(calibration, parameters, plan)
    star = completeness(found, found.by_psf_test(parameters))
    assert star.flux_bias[0] == pytest.approx(bias, abs=0.02)


def test_saturated_stars_are_not_candidates(calibration: Calibration) -> None:
    found = recover(calibration, plan=InjectionPlan((200_000.0,), per_flux=5))
    assert not found.by_psf_test(PSF_TEST).any()
    assert np.nanmax(found.value_e) < 5700


def test_the_threshold_does_not_matter_to_the_matched_filter(
    calibration: Calibration,
) -> None:
    """Stars written into raw frames of this noise are half complete at 671 e-."""
    fluxes = (450.0, 550.0, 670.0, 800.0, 1000.0)
    plan = InjectionPlan(fluxes, per_flux=60, seed=4)
    matched = replace(PSF_TEST, detection="matched")
    low, high = (
        recover(calibration, replace(matched, threshold_e=threshold), plan)
        for threshold in (50.0, 2000.0)
    )
    found = completeness(low, low.by_psf_test(matched))
    assert found.f50_e == pytest.approx(671, rel=0.08)
    np.testing.assert_array_equal(low.shape.matched, high.shape.matched)
    np.testing.assert_array_equal(
        low.recovered(matched), high.recovered(replace(matched, threshold_e=2000.0))
    )
