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
from darkviewer.core.candidates.labels import Limits
from darkviewer.core.candidates.selection import Selection
from darkviewer.core.errors import DarkviewerError
from darkviewer.core.injection.completeness import (
    completeness,
    flux_of_share,
    roc,
    uniformity,
    unselected_p,
)
from darkviewer.core.injection.plan import (
    InjectionPlan,
    default_fluxes,
    draw_stars,
    flux_at,
)
from darkviewer.core.injection.recovery import Recovery, inject_and_recover
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.psf.profile import GaussianPsf
from darkviewer.core.vetting.session import examine_session, examiner_for
from tests.helpers.simulated import darks

STAR_TEST = Parameters(criterion="psf")
PLAN = InjectionPlan((1000.0, 1500.0, 2000.0, 5000.0), per_flux=60, seed=3)


@pytest.fixture(scope="module")
def calibration() -> Calibration:
    session = darks((260, 300), seed=11)
    session.electrons[[1, 5, 7], 100, 100] += 2000
    return drive(calibrate(CalibrationRequest(0, session.frames(), STAR_TEST)))


def recover(
    calibration: Calibration,
    parameters: Parameters = STAR_TEST,
    plan: InjectionPlan = PLAN,
    threads: int = 1,
    memory_bytes: int = 2**26,
) -> Recovery:
    return drive(
        inject_and_recover(
            examiner_for(calibration, parameters),
            plan,
            floor_e=150.0,
            memory_bytes=memory_bytes,
            threads=threads,
        )
    )


@pytest.fixture(scope="module")
def recovery(calibration: Calibration) -> Recovery:
    return recover(calibration)


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
    with pytest.raises(DarkviewerError, match="too small"):
        draw_stars(PLAN, 1, (7, 50), GaussianPsf())


def test_completeness_is_that_of_the_simulations(recovery: Recovery) -> None:
    """Measured elsewhere for this noise: 0.363, 0.976, 0.998, 0.998 by the PSF test,
    0.096, 0.425, 0.504, 0.714 by the ratio."""
    star = completeness(recovery, recovery.by_psf_test(STAR_TEST))
    ratio = completeness(recovery, recovery.by_ratio(STAR_TEST))
    np.testing.assert_array_equal(star.flux_e, PLAN.fluxes_e)
    assert star.share[0] == pytest.approx(0.363, abs=0.08)
    np.testing.assert_allclose(star.share[1:], [0.976, 0.998, 0.998], atol=0.02)
    np.testing.assert_allclose(ratio.share, [0.096, 0.425, 0.504, 0.714], atol=0.08)
    assert np.all((star.low <= star.share) & (star.share <= star.high))
    assert star.f50_e == pytest.approx(1100, rel=0.06)
    assert np.isnan(ratio.f90_e)


def test_flux_and_place_are_unbiased(recovery: Recovery) -> None:
    star = completeness(recovery, recovery.by_psf_test(STAR_TEST))
    assert star.flux_bias[-1] == pytest.approx(0, abs=0.01)
    assert star.flux_scatter[-1] < 0.05
    assert star.place_rms_px[-1] < 0.05


def test_the_health_check_is_not_selected(recovery: Recovery) -> None:
    """All detected stars of 1500 e- and more, whatever the PSF test says of them."""
    p = unselected_p(recovery, STAR_TEST)
    bright = recovery.detected(STAR_TEST) & (recovery.flux_e > 1400) & ~recovery.lost
    np.testing.assert_array_equal(p, recovery.shape.p[bright])
    assert p.min() < 1e-3
    distance, bound = uniformity(p)
    assert distance < 1.2 * bound  # one draw
    nothing = replace(STAR_TEST, threshold_e=1e5)
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
    parameters = replace(STAR_TEST, method=method, master="in-sample")
    frames = darks((120, 160), seed=12).frames()
    calibration = drive(calibrate(CalibrationRequest(0, frames, parameters)))
    plan = InjectionPlan((4000.0,), per_flux=60)
    found = recover(calibration, parameters, plan)
    star = completeness(found, found.by_psf_test(parameters))
    assert star.flux_bias[0] == pytest.approx(bias, abs=0.02)


def test_saturated_stars_are_not_candidates(calibration: Calibration) -> None:
    found = recover(calibration, plan=InjectionPlan((200_000.0,), per_flux=5))
    assert not found.by_psf_test(STAR_TEST).any()
    assert np.nanmax(found.value_e) < 5700


def test_roc_trades_stars_for_false_positives(
    calibration: Calibration, recovery: Recovery
) -> None:
    found = drive(examine_session(calibration, STAR_TEST))
    selection = Selection(
        found.leaders, calibration.master.shape, evidence=found.evidence
    )
    limits = [-5.0, 0.0, 6.0, 30.0]
    curve = roc(recovery, selection, STAR_TEST, vary="dbic_min", limits=limits)
    assert np.all(np.diff(curve.completeness) <= 0)
    assert np.all(np.diff(curve.false_per_frame) <= 0)
    expected = recovery.by_psf_test(STAR_TEST, Limits(dbic_min=6.0))[~recovery.lost]
    assert curve.completeness[2] == pytest.approx(expected.mean())
    by_ratio = roc(
        recovery,
        selection,
        replace(STAR_TEST, criterion="ratio"),
        vary="ratio",
        limits=[0.1, 0.3],
    )
    assert by_ratio.completeness[0] > by_ratio.completeness[1]


def test_flux_of_a_share() -> None:
    flux = np.array([100.0, 200.0, 400.0, 800.0])
    assert flux_of_share(flux, np.array([0, 0.25, 0.75, 1]), 0.5) == pytest.approx(
        200 * np.sqrt(2)
    )
    wavy = np.array([0.0, 0.4, 0.2, 1.0])
    assert flux_of_share(flux, wavy, 0.3) == pytest.approx(200)
    assert np.isnan(flux_of_share(flux, np.array([0.1, 0.2, 0.3, 0.4]), 0.5))
    assert np.isnan(flux_of_share(flux, np.array([0.8, 0.9, 1.0, 1.0]), 0.5))


def test_uniformity_of_known_values() -> None:
    distance, bound = uniformity(np.array([0.25, 0.5, 0.75, np.nan]))
    assert distance == pytest.approx(0.25)
    assert bound == pytest.approx(1.358 / np.sqrt(3))
    assert np.isnan(uniformity(np.array([np.nan]))[0])
