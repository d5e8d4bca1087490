"""The expectation from Gaussian noise against counting in simulated frames."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import ndimage, stats

from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.psf.profile import pixel_fractions
from darkviewer.core.vetting import noise_alone
from darkviewer.core.vetting.noise_alone import simulate_noise
from darkviewer.core.vetting.noise_leaders import NoiseLeaders
from darkviewer.core.vetting.session import examiner_for
from tests.helpers.frames import MemoryFrame, memory_frames
from tests.helpers.simulated import darks

SHAPE = (300, 300)
MATCHED = Parameters(criterion="psf", detection="matched")
SIGMA = np.sqrt((1300 + 1.6**2) * 1.166)


def simulated(floor_e: float, dark_e: float = 1300, seed: int = 1) -> NoiseLeaders:
    frames = darks(SHAPE, spread=0.001, dark_e=dark_e).frames()
    parameters = Parameters(criterion="psf")
    calibration = drive(calibrate(CalibrationRequest(0, frames, parameters)))
    examiner = examiner_for(calibration, parameters)
    return simulate_noise(examiner, floor_e=floor_e, seed=seed)


@pytest.fixture(scope="module")
def noise() -> NoiseLeaders:
    return simulated(90.0)


def test_leaders_are_the_exceedances_that_no_neighbour_tops(
    noise: NoiseLeaders,
) -> None:
    leaders, _ = noise.expected(Parameters(threshold_e=100))
    above = stats.norm.sf(100 / SIGMA) * SHAPE[0] * SHAPE[1]
    assert leaders == pytest.approx(above, rel=0.08)
    fewer, _ = noise.expected(Parameters(threshold_e=130))
    expected = stats.norm.sf(130 / SIGMA) * SHAPE[0] * SHAPE[1]
    assert fewer == pytest.approx(expected, rel=0.2)


def test_a_floor_in_sigmas() -> None:
    """Against counting with numpy: shot noise, and a sigma that goes with a level
    which has noise itself, make more than a Gaussian does."""
    frames = darks(SHAPE, spread=0.3).frames()
    parameters = Parameters(criterion="psf", threshold_e=0, threshold_sigma=3)
    calibration = drive(calibrate(CalibrationRequest(0, frames, parameters)))
    examiner = examiner_for(calibration, parameters)
    known = simulate_noise(examiner, floor_e=0, floor_sigma=3)
    leaders, _ = known.expected(parameters)
    cube = np.stack([frame.values for frame in frames]) * (1.39 / 16)
    above = 0
    for k, one in enumerate(cube):
        level = np.median(np.delete(cube, k, 0), 0)
        sigma = np.sqrt((level + 1.6**2 + 1.39**2 / 12) * 1.166)
        above += np.sum((one - level) / sigma > 3)
    assert above / 10 > 1.1 * stats.norm.sf(3) * 300 * 300
    assert leaders == pytest.approx(above / 10, rel=0.08)


def test_candidates_by_the_ratio() -> None:
    rng = np.random.default_rng(8)
    count, frames = 0, 40
    for _ in range(frames):
        r = rng.normal(0, SIGMA, SHAPE)
        inner = r[1:-1, 1:-1]
        near = np.stack([r[:-2, 1:-1], r[2:, 1:-1], r[1:-1, :-2], r[1:-1, 2:]])
        count += np.sum(
            (inner > 100) & (near.max(0) <= inner) & (near.min(0) >= 0.05 * inner)
        )
    rule = Parameters(threshold_e=100, ratio=0.05)
    found = np.mean([simulated(90.0, seed=k).expected(rule)[1] for k in range(1, 5)])
    assert found == pytest.approx(count / frames, rel=0.25)


def test_the_star_test_lets_little_noise_pass(noise: NoiseLeaders) -> None:
    psf = Parameters(threshold_e=130, criterion="psf")
    leaders, candidates = noise.expected(psf)
    assert candidates < 0.2 * leaders
    _, both = noise.expected(replace(psf, criterion="both"))
    _, strict = noise.expected(replace(psf, dbic_min=6.0))
    assert both <= candidates
    assert strict <= candidates
    assert np.isnan(noise.expected(replace(psf, detection="matched"))[0])


def matched_noise(frames: tuple[MemoryFrame, ...]) -> NoiseLeaders:
    calibration = drive(calibrate(CalibrationRequest(0, frames, MATCHED)))
    return simulate_noise(examiner_for(calibration, MATCHED), floor_e=90)


def test_the_matched_filter_against_counting(monkeypatch: pytest.MonkeyPatch) -> None:
    limit = 3.5  # too little is above 5 to count
    monkeypatch.setattr("darkviewer.core.vetting.noise_alone.MATCHED_SIGMA", limit)
    known = matched_noise(darks(SHAPE, spread=0.001).frames())
    part = pixel_fractions(0.0, 0.0, 2.0)
    unit = part / np.sqrt((part**2).sum())
    rng = np.random.default_rng(4)
    leaders = stars = 0
    frames = 12
    for _ in range(frames):
        r = rng.normal(0, SIGMA, SHAPE)
        signal = ndimage.correlate(r, unit) / SIGMA
        inner = (signal > limit) & (signal == ndimage.maximum_filter(signal, 3))
        inner[:2] = inner[-2:] = inner[:, :2] = inner[:, -2:] = False
        y, x = np.nonzero(inner)
        leaders += len(y)
        low = np.min([r[y - 1, x], r[y + 1, x], r[y, x - 1], r[y, x + 1]], axis=0)
        stars += np.sum(low >= 0.3 * r[y, x])
    found, accepted = known.expected(MATCHED)
    assert found == pytest.approx(leaders / frames, rel=0.08)
    _, by_ratio = known.expected(replace(MATCHED, criterion="ratio"))
    assert by_ratio == pytest.approx(stars / frames, rel=0.25)
    assert accepted < found


def with_widths(
    z: float, signal: float, parameters: Parameters, skewness: float = 0.0
) -> NoiseLeaders:
    """Noise of a warm session whose widths were measured so."""
    frames = darks((100, 100), spread=0.001).frames()
    calibration = drive(calibrate(CalibrationRequest(0, frames, parameters)))
    examiner = examiner_for(calibration, parameters)
    null = replace(
        examiner.noise.null,
        z_width=np.full((10, 1), z),
        signal_width=np.full((10, 1), signal),
        correlation=np.zeros((1, 3)),
        z_skewness=np.zeros((10, 1)),
        signal_skewness=np.full((10, 1), skewness),
        signal_skewness_error=np.full((10, 1), 0.01),
    )
    examiner = replace(examiner, noise=replace(examiner.noise, null=null))
    return simulate_noise(examiner, floor_e=130, floor_sigma=0)


@pytest.mark.parametrize("parameters", [Parameters(criterion="psf"), MATCHED])
def test_narrower_noise_makes_fewer_leaders(parameters: Parameters) -> None:
    """As many as are above a limit that is farther away, in narrower sigmas."""
    parameters = replace(parameters, threshold_e=140.0)
    usual = with_widths(1.0, 1.0, parameters).expected(parameters)[0]
    narrow = with_widths(0.95, 0.95, parameters).expected(parameters)[0]
    limit = 5.0 if parameters.detection == "matched" else 140 / SIGMA
    expected = stats.norm.sf(limit / 0.95) / stats.norm.sf(limit)
    assert narrow / usual == pytest.approx(expected, rel=0.08)


def test_noise_that_reaches_further_down_makes_fewer_leaders() -> None:
    usual = with_widths(1.0, 1.0, MATCHED).expected(MATCHED)[0]
    skewed = with_widths(1.0, 1.0, MATCHED, -0.1).expected(MATCHED)[0]
    expected = stats.pearson3.sf(5, -0.1) / stats.norm.sf(5)
    assert skewed / usual == pytest.approx(expected, rel=0.1)


def test_a_floor_beyond_all_noise() -> None:
    silent = simulated(90_000.0, dark_e=20)
    assert silent.expected(Parameters(threshold_e=90_000)) == (0.0, 0.0)


def test_a_matched_limit_beyond_all_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noise_alone, "MATCHED_SIGMA", 200.0)
    frames = darks((60, 60), spread=0.001).frames()
    assert matched_noise(frames).expected(MATCHED) == (0, 0)


def test_frames_without_any_value_expect_nothing() -> None:
    parameters = Parameters(criterion="psf")
    frames = memory_frames(np.full((3, 12, 12), np.nan, np.float32))
    calibration = drive(calibrate(CalibrationRequest(0, frames, parameters)))
    found = simulate_noise(examiner_for(calibration, parameters), floor_e=90)
    assert found.expected(parameters) == (0, 0)
    assert matched_noise(frames).expected(MATCHED) == (0, 0)
