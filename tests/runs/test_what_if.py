"""Other limits tried on the leaders of a session."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from darkviewer.core.calibration.pipeline import (
    Calibration,
    CalibrationRequest,
    calibrate,
)
from darkviewer.core.candidates.selection import candidate_table
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.review.what_if import Stars
from darkviewer.core.vetting.session import Examination, examine_session
from darkviewer.runs.what_if import Trying
from tests.helpers.recoveries import recover
from tests.helpers.simulated import darks

TEST = Parameters(criterion="psf", profile_error=0.0, threshold_e=250.0)
STAR, FAINT, LONE = (2, 40, 30), (3, 80, 20), (5, 60, 50)
STARS = Stars(*np.array([STAR, FAINT]).T)


@pytest.fixture(scope="module")
def calibration() -> Calibration:
    session = darks((70, 110))
    for (frame, x, y), flux in ((STAR, 8000), (FAINT, 2500)):
        session.star(frame, x, y, flux)
    frame, x, y = LONE
    session.electrons[frame, y, x] += 3000
    return drive(calibrate(CalibrationRequest(0, session.frames(), TEST)))


@pytest.fixture(scope="module")
def examination(calibration: Calibration) -> Examination:
    return drive(examine_session(calibration, TEST))


def places(moved) -> set[tuple[int, int, int]]:
    columns = (moved.frame, moved.x, moved.y)
    return set(zip(*(part.tolist() for part in columns), strict=True))


def test_a_high_threshold_loses_the_faint_star_and_says_so(
    calibration: Calibration, examination: Examination
) -> None:
    trying = Trying(calibration, examination)
    high = replace(TEST, threshold_e=900.0)
    assert trying.answers(high)
    answer = trying.compare(TEST, high, STARS).answer
    assert FAINT in places(answer.lost)
    assert STAR not in places(answer.lost)
    assert int(answer.lost.stars.sum()) == 1
    assert (answer.kept_now.hits, answer.kept_then.hits) == (2, 1)
    assert (np.diff(answer.lost.sigma) <= 0).all()  # the most significant first
    back = trying.compare(high, TEST, STARS).answer
    assert places(back.gained) == places(answer.lost)


def accepted(examination: Examination, limits: Parameters) -> set[tuple[int, int, int]]:
    table = candidate_table(
        examination.leaders, (70, 110), limits, evidence=examination.evidence
    )
    columns = (part[table.accepted] for part in (table.frame, table.x, table.y))
    return set(zip(*(part.tolist() for part in columns), strict=True))


def test_gained_and_lost_are_what_the_tables_differ_in(
    calibration: Calibration, examination: Examination
) -> None:
    trying = Trying(calibration, examination)
    strict = replace(TEST, threshold_e=200.0, p_min=0.3, dbic_min=50.0)
    loose = replace(TEST, p_min=0.0, dbic_min=-10.0)
    before, after = (accepted(examination, limits) for limits in (strict, loose))
    answer = trying.compare(strict, loose, STARS).answer
    assert places(answer.gained) == after - before != set()
    assert places(answer.lost) == before - after
    assert (answer.count_now, answer.count_then) == (len(before), len(after))


def test_the_ratio_needs_no_examination(calibration: Calibration) -> None:
    trying = Trying(calibration, None)
    now = replace(TEST, criterion="ratio")
    answer = trying.compare(now, replace(now, ratio=0.0), STARS).answer
    assert LONE not in places(answer.gained)  # noise beside it is below zero
    assert len(answer.lost) == 0
    assert np.isnan(answer.gained.sigma).all()


def test_injected_stars_are_counted_by_both(
    calibration: Calibration, examination: Examination
) -> None:
    trying, recovery = Trying(calibration, examination), recover(calibration, TEST)
    high = replace(TEST, threshold_e=900.0)
    tried = trying.compare(TEST, high, STARS, recovery)
    usable = ~recovery.lost
    for share, limits in ((tried.injected_now, TEST), (tried.injected_then, high)):
        assert share.trials == int(usable.sum())
        assert share.hits == int((recovery.recovered(limits) & usable).sum())
    assert tried.injected_then.hits < tried.injected_now.hits
    without = trying.compare(TEST, high, STARS)
    assert without.injected_now is without.injected_then is None


def test_below_the_floor_it_does_not_know(
    calibration: Calibration, examination: Examination
) -> None:
    trying = Trying(calibration, examination)
    below = replace(TEST, threshold_e=trying.floor_e() - 1)
    assert trying.answers(replace(TEST, threshold_e=trying.floor_e()))
    assert not trying.answers(below)
    assert not Trying(calibration, None).answers(
        replace(TEST, threshold_e=calibration.floor_e - 1)
    )
    assert Trying(calibration, None).floor_e() == calibration.floor_e
    assert not trying.answers(replace(TEST, width="free"))
