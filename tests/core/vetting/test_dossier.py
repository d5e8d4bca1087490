"""The history of single pixels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Event

import numpy as np
import pytest

from darkviewer.core.calibration.pipeline import (
    Calibration,
    CalibrationRequest,
    calibrate,
)
from darkviewer.core.candidates.explain import explain_examination
from darkviewer.core.errors import Cancelled, DarkviewerError
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.vetting.band import ExaminedBand
from darkviewer.core.vetting.dossier import Dossier, dossier, levels_of
from darkviewer.core.vetting.session import examine_session, examiner_for
from tests.helpers.frames import MemoryFrame
from tests.helpers.simulated import darks

PARAMETERS = Parameters(criterion="psf", profile_error=0.0)


@pytest.fixture(scope="module")
def calibration() -> Calibration:
    session = darks((70, 110))
    session.star(4, 50.3, 30.2, 8000)
    session.electrons[[1, 2, 6], 20, 80] += 900
    session.electrons[::2, 50, 20:22] += 300  # noisy, but never 5 sigma off
    session.electrons[3, 50, 21] += 3000  # the same, and hit once
    frames = session.frames()
    return drive(calibrate(CalibrationRequest(0, frames, PARAMETERS)))


@pytest.fixture(scope="module")
def of(calibration: Calibration) -> Callable[[int, int], Dossier]:
    examiner = examiner_for(calibration, PARAMETERS)
    return lambda x, y: dossier(examiner, x, y, PARAMETERS)


def test_a_star(calibration: Calibration, of: Callable[[int, int], Dossier]) -> None:
    found = of(50, 30)
    raw = np.array([f.values[30, 50] for f in calibration.used], float)
    np.testing.assert_array_equal(found.raw, raw)
    assert found.residual_e.argmax() == 4
    assert found.classification.words[4] == "PSF-like"
    assert found.model_e[4].sum() == pytest.approx(8000, rel=0.1)
    assert np.abs(found.normalised[4]).max() < 5
    shape = found.classification.evidence.shape
    off = np.array([shape.dx[4] - 0.3, shape.dy[4] - 0.2])
    assert np.all(np.abs(off) < 4 * found.place_errors_px[4])
    assert found.place_errors_px[4].max() < 0.1
    rival = int(found.classification.evidence.shape.dbic[4].argmin())
    assert rival == 2  # a compact track is nearest to a star
    peak = found.stamps_e[4, 2, 2]
    assert found.rival_e[4, 2, 2] == pytest.approx(peak, rel=0.1)
    assert found.stamps_e.shape == (10, 5, 5)
    assert len(found.levels_e) == 2


def test_it_says_the_same_as_the_session(
    calibration: Calibration, of: Callable[[int, int], Dossier]
) -> None:
    session = drive(examine_session(calibration, PARAMETERS))
    first = sum(len(item) for item in session.leaders[:4])
    here = session.leaders[4]
    row = first + int(np.flatnonzero((here.x == 50) & (here.y == 30))[0])
    found = of(50, 30)
    for name in ("p", "flux_e", "significance", "dbic"):
        np.testing.assert_allclose(
            getattr(found.classification.evidence.shape, name)[4],
            getattr(session.evidence.shape, name)[row],
            rtol=1e-6,
        )


def test_a_blinking_pixel(of: Callable[[int, int], Dossier]) -> None:
    found = of(80, 20)
    assert found.classification.words[1] == "telegraph"
    assert len(found.levels_e) == 2
    assert found.levels_e[1] - found.levels_e[0] == pytest.approx(900, abs=120)


@pytest.mark.parametrize(("x", "y"), [(50, 30), (51, 30), (50, 29)])
def test_a_star_says_nothing_of_the_other_frames_of_its_pixels(
    of: Callable[[int, int], Dossier], x: int, y: int
) -> None:
    found = of(x, y).classification
    assert found.evidence.past.recurrence.tolist() == [1] * 10
    others = np.delete(found.words, 4)
    assert others.tolist() == ["noise"] * 9
    assert found.evidence.past.event.tolist() == [4] * 4 + [-1] + [4] * 5
    words = {
        item.name: item for item in explain_examination(found.evidence, 0, PARAMETERS)
    }
    variance = words["varies like a quiet pixel"]
    assert variance.passed
    assert variance.quantity == "variance ratio (frame 5 left out)"


@pytest.mark.parametrize("x", [20, 21])
def test_a_noisy_pixel_stays_one_with_and_without_an_event(
    of: Callable[[int, int], Dossier], x: int
) -> None:
    found = of(x, 50).classification
    assert found.words.tolist() == ["telegraph"] * 10


def test_a_corner(of: Callable[[int, int], Dossier]) -> None:
    found = of(0, 0)
    assert np.isnan(found.stamps_e[:, :2]).all()
    assert found.good[:, 2:, 2:].all()
    assert np.isfinite(found.residual_e).all()


def test_outside_the_frame(of: Callable[[int, int], Dossier]) -> None:
    with pytest.raises(DarkviewerError, match="110x70"):
        of(110, 3)


def test_levels_are_set_apart_by_gaps() -> None:
    values = np.array([0.0, 1.0, 30.0, 31.0, np.nan, 100.0])
    assert levels_of(values, 4.0) == (0.5, 30.5, 100.0)
    assert levels_of(values, 10.0) == (15.5, 100.0)
    assert levels_of(np.array([np.nan]), 1.0) == ()


def test_every_criterion_with_value_and_limit(
    of: Callable[[int, int], Dossier],
) -> None:
    star = explain_examination(of(50, 30).classification.evidence, 4, PARAMETERS)
    assert all(item.passed for item in star)
    signs = "≥ ≥ < > > > < < < > < ≥"
    assert [item.relation for item in star] == signs.split()
    blinking = explain_examination(of(80, 20).classification.evidence, 1, PARAMETERS)
    failed = {item.name for item in blinking if not item.passed}
    assert "star beats hot pixel" in failed
    assert "high alone in one frame only" in failed
    quiet = explain_examination(of(10, 10).classification.evidence, 0, PARAMETERS)
    by_name = {item.name: item for item in quiet}
    past = of(10, 10).classification.evidence.past
    assert by_name["not hot or warm"].value == past.excess[0]
    assert by_name["not dead"].limit == -10
    assert quiet[1].value == of(10, 10).classification.evidence.shape.p_tolerant[0]


def test_criteria_about_the_pixel_itself(of: Callable[[int, int], Dossier]) -> None:
    known = of(10, 10).classification.evidence
    frame = np.arange(known.n_frames)
    past = replace(
        known.past,
        saturated=np.full(known.n_frames, 0.5),
        excess=np.where(frame > 0, 5.0, -11.0),
        frozen=frame > 0,
    )
    odd = replace(known, past=past)
    failed = [
        {
            item.name
            for item in explain_examination(odd, n, PARAMETERS)
            if not item.passed
        }
        for n in (0, 1)
    ]
    assert {"not saturated", "not dead"} <= failed[0]
    assert {"not saturated", "not hot or warm"} <= failed[1]
    assert "changes between frames" in failed[1] - failed[0]


def test_it_ends_between_two_frames_when_it_is_stopped(
    calibration: Calibration, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, looked_at = Event(), []
    examiner = examiner_for(calibration, PARAMETERS)
    values = [frame.values for frame in calibration.used]
    last = MemoryFrame(values[-1], "00010.fits", before=stop.set)
    sources = (*examiner.stack.sources[:-1], last)  # stopped when all are read
    examiner = replace(examiner, stack=replace(examiner.stack, sources=sources))
    level = ExaminedBand.plane
    monkeypatch.setattr(
        ExaminedBand, "plane", lambda *a: looked_at.append(a) or level(*a)
    )
    with pytest.raises(Cancelled):
        dossier(examiner.for_a_job(stop), 50, 30, PARAMETERS)
    assert looked_at == []


PARAMETERS_OF = {"hot": 1, "pair": 2, "track": 4}
"""Of each rival: charge; two charges; flux, angle, offset and extent."""


@pytest.fixture(scope="module")
def struck() -> Callable[[int, int], Dossier]:
    """A star, a pixel, a pair and a track, each in one frame."""
    session = darks((70, 150))
    session.star(4, 30.3, 30.2, 6000)
    session.electrons[3, 30, 60] += 1500
    session.electrons[2, 30, 90] += 1500
    session.electrons[2, 31, 91] += 900
    for step, charge in enumerate((500, 900, 700, 800)):
        session.electrons[5, 29 + step, 119 + step] += charge
    frames = session.frames()
    calibration = drive(calibrate(CalibrationRequest(0, frames, PARAMETERS)))
    examiner = examiner_for(calibration, PARAMETERS)
    return lambda x, y: dossier(examiner, x, y, PARAMETERS)


@pytest.mark.parametrize(
    ("x", "frame", "name"),
    [(30, 4, "track"), (60, 3, "hot"), (90, 2, "pair"), (120, 5, "track")],
)
def test_the_rival_that_is_drawn_is_the_one_that_was_compared(
    struck: Callable[[int, int], Dossier], x: int, frame: int, name: str
) -> None:
    """BIC = -2 ln L + k ln n of the drawn pixels, each Gaussian with its shot noise."""
    found = struck(x, 30)
    good = found.good[frame]

    def bic(model: np.ndarray, parameters: int) -> float:
        variance = found.sigma_e[frame] ** 2 + np.maximum(model, 0)
        terms = (found.stamps_e[frame] - model) ** 2 / variance + np.log(variance)
        return float(terms[good].sum() + parameters * np.log(good.sum()))

    dbic = found.classification.evidence.shape.dbic[frame]
    assert ("hot", "pair", "track")[int(dbic.argmin())] == name
    rival = bic(found.rival_e[frame], PARAMETERS_OF[name])
    if name == "pair":  # the second pixel may be any of eight
        rival += 2 * np.log(8)
    star = bic(found.model_e[frame], 3)
    assert rival - star == pytest.approx(dbic.min(), rel=1e-3, abs=0.05)
