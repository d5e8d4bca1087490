"""Whole sessions with known events through the tests."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction
from threading import Event

import numpy as np
import pytest

from darkviewer.core.calibration.bands import Stack
from darkviewer.core.calibration.pipeline import (
    Calibration,
    CalibrationRequest,
    calibrate,
)
from darkviewer.core.candidates.labels import RULES, Limits, accepts, label_of
from darkviewer.core.candidates.selection import CandidateTable, candidate_table
from darkviewer.core.errors import Cancelled, FrameError, SessionError
from darkviewer.core.masters.master import combine_rows
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.vetting.examiner import examiner_of
from darkviewer.core.vetting.session import (
    Examination,
    examine,
    examine_session,
    measured_examiner,
)
from tests.helpers.frames import MemoryFrame
from tests.helpers.simulated import darks

STARS = [(2, 40.3, 30.2, 5000), (5, 120.8, 90.1, 2500), (5, 60.0, 140.4, 20000)]


def examined(
    frames: tuple[MemoryFrame, ...],
    *,
    method: str = "median",
    memory_bytes: int = 2**26,
    threads: int = 1,
    left_out: bool = True,
) -> Examination:
    master = combine_rows(np.stack([f.values for f in frames]), method)
    stack = Stack(frames, Parameters(method=method), Event())
    examiner = examiner_of(stack, master, adu_step=16, left_out=left_out)
    job = examine(
        examiner, floor_e=Fraction(200), memory_bytes=memory_bytes, threads=threads
    )
    return drive(job)


@pytest.fixture(scope="module")
def frames() -> tuple[MemoryFrame, ...]:
    session = darks()
    for frame, x, y, flux in STARS:
        session.star(frame, x, y, flux)
    session.electrons[3, 50, 100] += 900  # one frame, one pixel
    session.electrons[6, 70:75, 150] += 700  # a straight track
    session.electrons[[1, 4, 8], 20, 20] += 800  # a blinking pixel
    return session.frames()


@pytest.fixture(scope="module")
def found(frames: tuple[MemoryFrame, ...]) -> Examination:
    return examined(frames)


def at(found: Examination, frame: int, x: int, y: int) -> int:
    first = sum(len(item) for item in found.leaders[:frame])
    here = found.leaders[frame]
    (row,) = np.flatnonzero((here.x == x) & (here.y == y))
    return first + int(row)


def labels(found: Examination) -> list[str]:
    return [RULES[code].label for code in label_of(found.evidence, Limits())]


def test_one_row_of_evidence_per_leader(found: Examination) -> None:
    assert len(found.evidence) == sum(len(item) for item in found.leaders)
    assert all(np.all(item.value_e > 200) for item in found.leaders)


def test_stars_are_recovered(found: Examination) -> None:
    accepted = accepts(found.evidence.shape, Limits())
    for frame, x, y, flux in STARS:
        row = at(found, frame, round(x), round(y))
        shape = found.evidence.shape
        assert accepted[row]
        assert labels(found)[row] == "PSF-like"
        assert shape.flux_e[row] == pytest.approx(flux, abs=5 * shape.flux_sigma_e[row])
        assert round(x) + shape.dx[row] == pytest.approx(x, abs=0.35)
        assert round(y) + shape.dy[row] == pytest.approx(y, abs=0.35)
        assert shape.matched[row] > shape.significance[row]
    assert accepted.sum() == len(STARS)


def test_other_events_get_their_labels(found: Examination) -> None:
    known = labels(found)
    assert known[at(found, 3, 100, 50)] == "single pixel"
    blinking = at(found, 4, 20, 20)
    assert known[blinking] == "telegraph"
    assert found.evidence.past.recurrence[blinking] == 3
    assert found.evidence.past.gap[blinking] > 5
    first = sum(len(item) for item in found.leaders[:6])
    track = [
        known[first + row]
        for row, (x, y) in enumerate(
            zip(found.leaders[6].x, found.leaders[6].y, strict=True)
        )
        if x == 150 and 70 <= y < 75
    ]
    assert track
    assert set(track) <= {"cosmic ray", "artefact", "pair event"}
    assert "cosmic ray" in track


def test_leaders_are_those_of_the_master_of_the_others(
    found: Examination, frames: tuple[MemoryFrame, ...]
) -> None:
    cube = np.stack([f.values for f in frames]).astype(np.int64)
    for k in range(len(cube)):
        others = np.median(np.delete(cube, k, 0), axis=0)
        residual = (cube[k] - others) * (1.39 / 16)
        leaders = {
            (x, y)
            for y, x in np.argwhere(residual > 200)
            if residual[y, x]
            >= max(
                residual[j, i]
                for j, i in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1))
                if 0 <= j < residual.shape[0] and 0 <= i < residual.shape[1]
            )
        }
        here = found.leaders[k]
        assert set(zip(here.x.tolist(), here.y.tolist(), strict=True)) == leaders


def test_nothing_depends_on_bands_and_threads(
    found: Examination, frames: tuple[MemoryFrame, ...]
) -> None:
    other = examined(frames, memory_bytes=2**19, threads=2)
    # to the last digits: linear algebra on batches of other sizes may round otherwise
    np.testing.assert_allclose(
        found.evidence.shape.p, other.evidence.shape.p, rtol=1e-6, atol=1e-9
    )
    np.testing.assert_array_equal(
        found.evidence.past.variance_ratio, other.evidence.past.variance_ratio
    )
    for a, b in zip(found.leaders, other.leaders, strict=True):
        np.testing.assert_array_equal(a.value, b.value)


@pytest.mark.parametrize("method", ["average", "clipped"])
def test_other_masters(frames: tuple[MemoryFrame, ...], method: str) -> None:
    other = examined(frames, method=method)
    frame, x, y, flux = STARS[0]
    row = at(other, frame, round(x), round(y))
    assert accepts(other.evidence.shape, Limits())[row]
    assert other.evidence.shape.flux_e[row] == pytest.approx(flux, rel=0.1)


def test_average_in_sample_loses_a_tenth(frames: tuple[MemoryFrame, ...]) -> None:
    frame, x, y, flux = STARS[2]
    inside = examined(frames, method="average", left_out=False)
    row = at(inside, frame, round(x), round(y))
    assert inside.evidence.shape.flux_e[row] == pytest.approx(0.9 * flux, rel=0.03)


def test_noise_is_measured(found: Examination) -> None:
    noise = found.examiner.noise
    assert noise.typical_e2 == pytest.approx(1300 + 1.6**2, rel=0.05)
    assert noise.structure_e == pytest.approx(0.05 * 1300, rel=0.2)


@pytest.mark.parametrize("count", [2, 3])
def test_few_frames(count: int) -> None:
    session = darks((40, 70), frames=count)
    session.star(1, 30.2, 20.1, 6000)
    other = examined(session.frames())
    assert other.examiner.left_out == (count >= 3)
    assert np.isfinite(other.evidence.shape.p).any()


def test_a_session_without_leaders() -> None:
    other = examined(darks((30, 70), dark_e=20).frames())
    assert len(other.evidence) == 0


def test_a_frame_that_vanished(frames: tuple[MemoryFrame, ...]) -> None:
    class Gone(MemoryFrame):
        def read_rows(self, start: int, stop: int) -> np.ndarray:
            raise FrameError(f"{self.name} is gone: {start}-{stop}")

    master = combine_rows(np.stack([f.values for f in frames]), "median")
    examiner = examiner_of(Stack(frames, Parameters(), Event()), master)
    broken = (*frames[:-1], Gone(frames[-1].values, "00010.fits"))
    examiner = replace(examiner, stack=Stack(broken, Parameters(), Event()))
    job = examine(examiner, floor_e=Fraction(200), memory_bytes=2**26, threads=2)
    with pytest.raises(SessionError, match="recalibrate the session"):
        drive(job)


def calibrated(frames: tuple[MemoryFrame, ...], parameters: Parameters) -> Calibration:
    return drive(calibrate(CalibrationRequest(0, frames, parameters, threads=1)))


def table(calibration: Calibration, parameters: Parameters) -> CandidateTable:
    found = drive(examine_session(calibration, parameters))
    assert found.answers(parameters)
    return candidate_table(
        found.leaders, calibration.master.shape, parameters, evidence=found.evidence
    )


def places(found: CandidateTable) -> set[tuple[int, int, int]]:
    columns = (found.frame, found.x, found.y)
    return set(zip(*(c[found.accepted].tolist() for c in columns), strict=True))


def test_the_star_test_as_criterion(frames: tuple[MemoryFrame, ...]) -> None:
    parameters = Parameters(criterion="psf")
    calibration = calibrated(frames, parameters)
    stars = {(frame, round(x), round(y)) for frame, x, y, _ in STARS}
    psf = table(calibration, parameters)
    assert places(psf) == stars
    assert psf.classification is not None
    assert set(psf.classification.words[psf.accepted]) == {"PSF-like"}
    assert len(psf.classification.psf) == len(psf)
    keep = np.arange(len(psf)) % 3 > 0
    names, counts = np.unique(psf.classification.words[keep], return_counts=True)
    expected = dict(zip(names.tolist(), counts.tolist(), strict=True))
    assert psf.label_counts(keep, "untested") == expected
    untested = replace(psf, classification=None)
    assert untested.label_counts(keep, "none") == {"none": keep.sum()}
    assert untested.label_counts(np.zeros(len(psf), bool), "none") == {}
    both = table(calibration, replace(parameters, criterion="both"))
    ratio = table(
        calibration, replace(parameters, criterion="ratio", master="leave-one-out")
    )
    assert places(both) == places(psf) & places(ratio)


def test_sliders_only_select(frames: tuple[MemoryFrame, ...]) -> None:
    parameters = Parameters(criterion="psf")
    calibration = calibrated(frames, parameters)
    found = drive(examine_session(calibration, parameters))
    for change in (
        {"threshold_e": 400.0},
        {"threshold_e": 175.0},
        {"p_min": 0.2},
        {"dbic_min": 6.0},
        {"criterion": "both"},
        {"threshold_sigma": 8.0},
    ):
        assert found.answers(replace(parameters, **change)), change
    for change in (
        {"threshold_e": 100.0},
        {"criterion": "ratio"},
        {"master": "in-sample"},
        {"fwhm_px": 2.2},
        {"width": "free"},
        {"detection": "matched"},
        {"amplifiers": "2x1"},
        {"method": "average"},
    ):
        assert not found.answers(replace(parameters, **change)), change


def test_threshold_in_sigma(frames: tuple[MemoryFrame, ...]) -> None:
    parameters = Parameters(criterion="psf", threshold_sigma=8.0)
    found = table(calibrated(frames, parameters), parameters)
    assert found.classification is not None
    assert found.classification.evidence.shape.significance.min() > 8
    assert len(found) > 2


def test_sigmas_alone_are_enough(
    frames: tuple[MemoryFrame, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No leader is missed, and only those in question are tested."""
    low = Parameters(criterion="psf", threshold_e=60.0, threshold_sigma=0.0)
    every = table(calibrated(frames, low), low)
    sigmas = every.classification.evidence.shape.significance
    monkeypatch.setattr("darkviewer.core.vetting.session.MOST_TESTED", len(every) // 2)
    parameters = replace(low, threshold_e=0.0, threshold_sigma=5.0)
    calibration = calibrated(frames, parameters)
    tests = drive(examine_session(calibration, parameters))
    assert len(tests.evidence) < len(every) // 2
    found = tests.selection.table(parameters).in_raster_order()
    above = sigmas > 5
    np.testing.assert_array_equal(found.id, every.id[above])
    np.testing.assert_array_equal(found.accepted, every.accepted[above])
    assert tests.answers(replace(parameters, threshold_sigma=4.5))
    assert not tests.answers(replace(parameters, threshold_sigma=4.0))


def test_the_matched_filter_sees_fainter_stars() -> None:
    session = darks(seed=3)
    faint = [(f, 20 + 18 * f, 30 + 10 * f) for f in range(8)]
    for frame, x, y in faint:
        session.star(frame, x + 0.3, y - 0.2, 1000)
    frames = session.frames()
    kept = {}
    for detection in ("peak", "matched"):
        parameters = Parameters(criterion="psf", detection=detection)
        found = table(calibrated(frames, parameters), parameters)
        near = [
            (f, x, y)
            for f, x, y in faint
            if any(
                frame == f and abs(i - x) <= 1 and abs(j - y) <= 1
                for frame, i, j in places(found)
            )
        ]
        kept[detection] = len(near)
        assert found.hot_pixels.sum() < 100
    assert kept["matched"] >= 7 > kept["peak"]


def test_too_many_leaders_are_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("darkviewer.core.vetting.session.MOST_TESTED", 10)
    parameters = Parameters(criterion="psf", threshold_e=20.0)
    calibration = calibrated(darks((40, 60)).frames(), parameters)
    with pytest.raises(SessionError, match="raise the threshold"):
        drive(examine_session(calibration, parameters))


def test_p_values_of_stars_among_the_frames_are_uniform() -> None:
    session = darks((400, 400), dark_e=300, seed=6)
    rng = np.random.default_rng(9)
    for frame in range(10):
        for y in range(20, 340, 40):
            for x in range(20, 380, 40):
                dx, dy = rng.uniform(-0.5, 0.5, 2)
                session.star(frame, x + dx + 4 * (frame % 5), y + dy + 5 * frame, 6000)
    found = examined(session.frames(), threads=2)
    p = np.sort(found.evidence.shape.p[found.evidence.shape.matched > 15])
    assert len(p) > 700
    steps = (np.arange(len(p)) + 0.5) / len(p)
    assert np.abs(p - steps).max() < 1.63 / np.sqrt(len(p))


def test_measuring_the_noise_is_cancelled_at_once(
    frames: tuple[MemoryFrame, ...],
) -> None:
    """Though the disk takes a tenth of a second for each of many reads."""
    parameters = Parameters(criterion="psf")
    known = drive(calibrate(CalibrationRequest(1, frames, parameters)))
    slow = tuple(replace(one, before=lambda: time.sleep(0.1)) for one in frames)
    known = replace(known, used=slow)
    began = time.monotonic()
    with pytest.raises(Cancelled):
        drive(measured_examiner(known, parameters), cancelled=lambda: True)
    assert time.monotonic() - began < 0.1 * len(frames) + 0.5
    reads = sum(len(one.reads) for one in slow)
    full = drive(measured_examiner(replace(known, used=frames), parameters))
    assert not full.stack.stop.is_set()  # what comes after goes on
    assert reads < sum(len(one.reads) for one in frames)
