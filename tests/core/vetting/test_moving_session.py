"""Sessions whose levels move are examined as if they did not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from darkviewer.core.calibration.bands import Band
from darkviewer.core.calibration.pipeline import (
    Calibration,
    CalibrationRequest,
    calibrate,
)
from darkviewer.core.errors import SessionError
from darkviewer.core.injection.injected_frame import steady_residual
from darkviewer.core.injection.plan import InjectionPlan
from darkviewer.core.injection.recovery import inject_and_recover
from darkviewer.core.layers.frame_layers import band_layers
from darkviewer.core.layers.session_layers import LazyExaminer
from darkviewer.core.levels.amplifiers import ONE
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.vetting import session as examination
from darkviewer.core.vetting.dossier import dossier
from darkviewer.core.vetting.records import ReplacedFrame
from darkviewer.core.vetting.session import Examination, examine_session
from tests.helpers.frames import MemoryFrame
from tests.helpers.simulated import Darks, darks

SHAPE = (160, 200)
PSF = Parameters(criterion="psf")
MATCHED = replace(PSF, detection="matched")
STARS = [(1, 40.3, 30.2, 5000), (8, 120.8, 90.1, 4000)]


def calibrated(session: Darks) -> Calibration:
    return calibrated_frames(session.frames())


def calibrated_frames(frames: tuple[MemoryFrame, ...]) -> Calibration:
    return drive(calibrate(CalibrationRequest(0, frames, PSF)))


@pytest.fixture(scope="module")
def ramp() -> Calibration:
    """The sensor warms up by 4 K, two amplifiers drift, and there are two stars."""
    session = darks(SHAPE, spread=0)
    rng = np.random.default_rng(3)
    dark = 1300 * np.exp(rng.normal(0, 0.05, SHAPE))
    dark[rng.random(SHAPE) < 0.01] *= 1.8
    warmth = 2 ** (np.linspace(-2, 2, 10) / 6.5)
    session.electrons[:] = rng.poisson(warmth[:, None, None] * dark)
    session.electrons[:, :, 100:] += rng.normal(0, 20, (10, 1, 1))
    for frame, x, y, flux in STARS:
        session.star(frame, x, y, flux)
    return calibrated(session)


@pytest.fixture(scope="module")
def matched(ramp: Calibration) -> Examination:
    return drive(examine_session(ramp, MATCHED))


def test_sigma_is_that_of_the_temperature_of_each_frame(ramp: Calibration) -> None:
    """With that of the mean level the coldest frame is at 0.90, the warmest at 1.12."""
    for parameters in (PSF, MATCHED):
        examiner = examination.examiner_for(ramp, parameters)
        band = examiner.rows(Band(0, SHAPE[0], SHAPE[0], 0))
        for index in range(band.n_frames):
            frame = band.frame(index)
            variance, _ = band.residual_variance_e2(index, None, frame.factor)
            z = frame.residual_e / np.sqrt(variance)
            assert 1.4826 * np.median(np.abs(z)) == pytest.approx(1, abs=0.04)


def test_no_sigma_vanishes_where_e_per_adu_is_wrong(ramp: Calibration) -> None:
    """At a 20th of it pixels above most seem to have 20 times the shot noise."""
    wrong = replace(MATCHED, gain_e_per_adu=MATCHED.gain_e_per_adu / 20)
    frames = ramp.used
    session = drive(calibrate(CalibrationRequest(0, frames, wrong)))
    found = drive(examine_session(session, wrong))
    leaders, _ = found.negatives.counted(wrong, len(frames))
    assert leaders.sum() <= 2  # 32,000 pixels in ten frames above 5 sigma
    band = found.examiner.rows(Band(0, SHAPE[0], SHAPE[0], 0))
    for index in range(band.n_frames):
        frame = band.frame(index)
        variance, _ = band.residual_variance_e2(index, None, frame.factor)
        assert variance.min() > 0.5 * np.median(variance)


def places(found: Examination) -> list[tuple[int, int, int]]:
    return [
        (frame, int(x), int(y))
        for frame, leaders in enumerate(found.leaders)
        for x, y in zip(leaders.x, leaders.y, strict=True)
    ]


def test_stars_are_found_and_nothing_else(matched: Examination) -> None:
    assert matched.examiner.moves
    assert matched.examiner.noise.amplifiers.columns == (100,)
    found = places(matched)
    assert set(found) >= {(1, 40, 30), (8, 121, 90)}
    assert len(found) <= 4
    accepted = matched.selection.table(MATCHED).accepted
    assert accepted.sum() >= 2


def test_residuals_have_their_sigma(matched: Examination) -> None:
    rows = matched.examiner.rows(Band(0, SHAPE[0], SHAPE[0], 0))
    pixel = np.arange(SHAPE[0] * SHAPE[1]).reshape(SHAPE)
    z = []
    for index in range(rows.n_frames):
        frame = rows.frame(index)
        variance, _ = rows.residual_variance_e2(index, pixel, frame.factor)
        z.append(frame.residual_e / np.sqrt(variance))
    values = np.clip(z, -6, 6)  # two stars
    assert 0.97 <= values.std() <= 1.04
    assert abs(values.mean()) < 0.02


def test_peaks_are_no_leaders_because_their_frame_is_warm(
    ramp: Calibration, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sum(map(len, ramp.leaders)) > 10_000
    monkeypatch.setattr(examination, "MOST_TESTED", 2000)
    found = drive(examine_session(ramp, PSF))
    assert set(places(found)) >= {(1, 40, 30), (8, 121, 90)}
    assert len(places(found)) < 40
    # in every frame's own master they are, as in the notebooks
    with pytest.raises(SessionError, match="more than 2,000 leaders"):
        drive(examine_session(ramp, replace(PSF, master="in-sample")))


def test_the_notebooks_path_keeps_the_levels(ramp: Calibration) -> None:
    asked = replace(PSF, master="in-sample", threshold_e=600)
    found = drive(examine_session(ramp, asked))
    assert not found.examiner.moves
    for mine, calibration in zip(found.leaders, ramp.leaders, strict=True):
        above = calibration.value_e > found.floor_e
        np.testing.assert_array_equal(mine.value_e, calibration.value_e[above])


def test_injected_stars_are_found_as_without_a_ramp(matched: Examination) -> None:
    still = drive(examine_session(calibrated(darks(SHAPE)), MATCHED))
    shares = []
    for found in (still, matched):
        recovery = drive(
            inject_and_recover(
                found.examiner,
                InjectionPlan((800.0, 3000.0), 60),
                floor_e=0.0,
                memory_bytes=2**26,
                threads=1,
            )
        )
        assert recovery.lost.mean() < 0.02
        kept = recovery.recovered(MATCHED)
        shares.append([kept[recovery.flux_e == f].mean() for f in (800.0, 3000.0)])
    assert shares[1][0] == pytest.approx(shares[0][0], abs=0.1)
    assert min(shares[0][1], shares[1][1]) > 0.97


def test_layers_and_dossier_show_what_was_examined(
    ramp: Calibration, matched: Examination
) -> None:
    lazy = LazyExaminer(ramp)
    whole = lazy.layers(MATCHED, 8)
    part = band_layers(matched.examiner, 8, 80, 100)
    np.testing.assert_allclose(whole.residual_e[80:100], part.residual_e, atol=1e-3)
    np.testing.assert_allclose(whole.sigma_e[80:100], part.sigma_e, rtol=1e-3)
    kept = lazy.layers(replace(PSF, master="in-sample"), 8)
    assert np.median(kept.sigma_e) > np.median(whole.sigma_e)
    known = dossier(matched.examiner, 121, 90, MATCHED)
    assert known.raw[8] == ramp.used[8].read_rows(90, 91)[0, 121]
    assert known.stamps_e[8, 2, 2] == pytest.approx(whole.residual_e[90, 121], abs=1e-3)
    assert np.abs(np.delete(known.residual_e, 8)).max() < 5 * known.sigma_e[0, 2, 2]


def test_layers_follow_the_amplifiers_that_are_given(
    ramp: Calibration, matched: Examination
) -> None:
    lazy = LazyExaminer(ramp)
    lazy.know(matched.examiner)
    assert lazy.get(MATCHED).noise is matched.examiner.noise
    one = replace(MATCHED, amplifiers="1x1")
    assert len(matched.examiner.noise.amplifiers) > 1
    assert lazy.get(one).noise.amplifiers == ONE
    assert lazy.get(one).noise is lazy.get(one).noise
    found, given = (lazy.layers(asked, 8) for asked in (MATCHED, one))
    alone = LazyExaminer(ramp).layers(one, 8)
    np.testing.assert_array_equal(given.residual_e, alone.residual_e)
    assert not np.array_equal(given.residual_e, found.residual_e)


def test_a_source_in_a_copy_of_a_frame(matched: Examination) -> None:
    examiner = matched.examiner
    own = steady_residual(examiner, 4)
    assert abs(np.median(own)) < 10
    copy = own.copy()
    copy[50, 60] += 5000
    with_copy = replace(examiner, replaced=ReplacedFrame(4, copy))
    before, after = (
        dossier(one, 60, 50, MATCHED).residual_e for one in (examiner, with_copy)
    )
    np.testing.assert_allclose(after - before, np.eye(10)[4] * 5000, atol=1e-2)
    assert (
        dossier(with_copy, 60, 50, MATCHED).classification.evidence.past.recurrence[0]
        == 1
    )
