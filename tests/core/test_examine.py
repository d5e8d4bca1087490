"""Whole sessions with known events through the tests."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from threading import Event

import numpy as np
import pytest

from darkviewer.core.bands import Stack
from darkviewer.core.combine import combine_rows
from darkviewer.core.errors import FrameError, SessionError
from darkviewer.core.examine import Examination, examine, examine_session
from darkviewer.core.examiner import examiner_of
from darkviewer.core.labels import RULES, Limits, accepts, label_of
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from tests.core.sessions import ArrayFrame, darks

STARS = [(2, 40.3, 30.2, 5000), (5, 120.8, 90.1, 2500), (5, 60.0, 140.4, 20000)]


def examined(
    frames: tuple[ArrayFrame, ...],
    *,
    method: str = "median",
    memory_bytes: int = 2**26,
    threads: int = 1,
    left_out: bool = True,
) -> Examination:
    master = combine_rows(np.stack([f.pixels for f in frames]), method)
    stack = Stack(frames, Parameters(method=method), Event())
    examiner = examiner_of(stack, master, adu_step=16, left_out=left_out)
    job = examine(
        examiner, floor_e=Fraction(200), memory_bytes=memory_bytes, threads=threads
    )
    return drive(job)


@pytest.fixture(scope="module")
def frames() -> tuple[ArrayFrame, ...]:
    session = darks()
    for frame, x, y, flux in STARS:
        session.star(frame, x, y, flux)
    session.electrons[3, 50, 100] += 900  # one frame, one pixel
    session.electrons[6, 70:75, 150] += 700  # a straight track
    session.electrons[[1, 4, 8], 20, 20] += 800  # a blinking pixel
    return session.frames()


@pytest.fixture(scope="module")
def found(frames: tuple[ArrayFrame, ...]) -> Examination:
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
    assert set(track) <= {"cosmic ray", "artefact"}


def test_leaders_are_those_of_the_master_of_the_others(
    found: Examination, frames: tuple[ArrayFrame, ...]
) -> None:
    cube = np.stack([f.pixels for f in frames]).astype(np.int64)
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
    found: Examination, frames: tuple[ArrayFrame, ...]
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
def test_other_masters(frames: tuple[ArrayFrame, ...], method: str) -> None:
    other = examined(frames, method=method)
    frame, x, y, flux = STARS[0]
    row = at(other, frame, round(x), round(y))
    assert accepts(other.evidence.shape, Limits())[row]
    assert other.evidence.shape.flux_e[row] == pytest.approx(flux, rel=0.1)


def test_average_in_sample_loses_a_tenth(frames: tuple[ArrayFrame, ...]) -> None:
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


def test_a_frame_that_vanished(frames: tuple[ArrayFrame, ...]) -> None:
    class Gone(ArrayFrame):
        def read_rows(self, start: int, stop: int) -> np.ndarray:
            raise FrameError(f"{self.name} is gone: {start}-{stop}")

    master = combine_rows(np.stack([f.pixels for f in frames]), "median")
    examiner = examiner_of(Stack(frames, Parameters(), Event()), master)
    broken = (*frames[:-1], Gone("00010.fits", frames[-1].pixels))
    examiner = replace(examiner, stack=Stack(broken, Parameters(), Event()))
    job = examine(examiner, floor_e=Fraction(200), memory_bytes=2**26, threads=2)
    with pytest.raises(SessionError, match="calibrate the session again"):
        drive(job)


def test_p_values_of_stars_among_the_frames_are_uniform() -> None:
    session = darks((400, 400), dark_e=300, seed=6)
    rng = np.random.default_rng(9)
    for frame in range(10):
        for y in range(20, 340, 40):
            for x in range(20, 380, 40):
                dx, dy = rng.uniform(-0.5, 0.5, 2)
                session.star(frame, x + dx + 4 * (frame % 5), y + dy + 5 * frame, 6000)
    found = examined(session.frames(), threads=2)
    p = np.sort(found.evidence.shape.p[found.evidence.shape.matched > 20])
    assert len(p) > 700
    steps = (np.arange(len(p)) + 0.5) / len(p)
    assert np.abs(p - steps).max() < 1.63 / np.sqrt(len(p))
