"""What a program finds of events that are put into its frames for the reviewer."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
from darkviewer.core.candidates.labels import RULES
from darkviewer.core.layers.session_layers import LazyExaminer
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.review.salt import STAR, Salted
from darkviewer.core.review.salting import (
    HOT,
    PAIR,
    TRACK,
    WELL_E,
    Salt,
    SaltPlan,
    draw_salts,
)
from darkviewer.core.vetting.dossier import dossier
from darkviewer.core.vetting.session import examine_session
from darkviewer.runs.salted_session import (
    MOST_SALTS,
    SaltedSession,
    salt_session,
    salts_for,
)
from tests.helpers.simulated import darks

PARAMETERS = Parameters(criterion="psf", threshold_e=150)
LABELS = {
    STAR: {"PSF-like", "ambiguous", "noise"},
    HOT: {"hot", "warm", "noisy", "telegraph", "single pixel"},
    PAIR: {"pair event", "cosmic ray", "single pixel"},
    TRACK: {"cosmic ray", "pair event"},
}


@pytest.fixture(scope="module")
def made() -> tuple[Any, LazyExaminer, Any]:
    scene = darks((400, 90), frames=8)
    scene.star(2, 50, 200, 4000)
    calibration = drive(
        calibrate(CalibrationRequest(1, scene.frames(), PARAMETERS, threads=1))
    )
    examined = drive(examine_session(calibration, PARAMETERS))
    noise = LazyExaminer(calibration)
    noise.know(examined.examiner)
    return calibration, noise, examined.selection.table(PARAMETERS)


@pytest.fixture(scope="module")
def salted(made: Any) -> SaltedSession:
    return salt_session(*made, count=25, seed=4)


def test_the_program_sees_each_kind_as_what_it_is(
    salted: SaltedSession, made: Any
) -> None:
    assert len(salted.events) >= 12
    assert {event.salt.what for event in salted.events} == {STAR, HOT, PAIR, TRACK}
    examiner = salted.noise.get(PARAMETERS)
    for event in salted.events:
        known = dossier(examiner, event.x, event.y, PARAMETERS)
        label = known.classification.words[event.salt.frame]
        assert label in LABELS[event.salt.what], event.salt.what
        assert event.found == (label == "PSF-like")
        plain = dossier(made[1].get(PARAMETERS), event.x, event.y, PARAMETERS)
        others = np.arange(8) != event.salt.frame
        if event.salt.what == HOT:  # in all frames, so in the master
            assert known.level_e > plain.level_e + 100
            assert (known.raw >= plain.raw + 16).all()
        else:
            assert (known.raw[others] == plain.raw[others]).all()
            assert known.raw[~others] > plain.raw[~others]


def test_the_rows_are_those_of_the_events(salted: SaltedSession, made: Any) -> None:
    table = salted.table
    places = {(event.x, event.y) for event in salted.events}
    assert places <= set(zip(table.x.tolist(), table.y.tolist(), strict=True))
    assert table.classification is not None
    assert len(table.classification.label) == len(table.id)
    assert not table.synthetic.any()
    assert not np.isin(table.id, made[2].id).any()
    event = salted.events[0]
    assert salted.at(event.x + 1, event.y) is event
    assert salted.at(event.x + 3, event.y) is None
    judged = event.judged("psf-like")
    what, flux = event.salt.what, event.salt.flux_e
    assert judged == Salted(what, flux, event.found, "psf-like", event.missed_e)


def test_stars_that_are_not_listed_go_with_the_listed_one_of_the_nearest_flux(
    made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each star that was drawn is either shown or missed, and none twice."""
    drawn: list[Salt] = []

    def noted(plan: SaltPlan, rng: np.random.Generator) -> list[Salt]:
        drawn.extend(draw_salts(plan, rng))
        return drawn

    monkeypatch.setattr("darkviewer.runs.salted_session.draw_salts", noted)
    salted = salt_session(*made, count=25, seed=4)
    stars = sorted(salt.flux_e for salt in drawn if salt.what == STAR)
    shown = [event for event in salted.events if event.salt.what == STAR]
    missed = [flux for event in salted.events for flux in event.missed_e]
    assert missed
    listed = [event.salt.flux_e for event in shown]
    assert sorted([*listed, *missed]) == pytest.approx(stars)
    for event in salted.events:
        for flux in event.missed_e:
            away = [abs(np.log(one / flux)) for one in listed]
            assert abs(np.log(event.salt.flux_e / flux)) == min(away)


def test_the_session_itself_is_untouched(salted: SaltedSession, made: Any) -> None:
    calibration = made[0]
    assert salted.calibration.leaders is calibration.leaders
    before = drive(calibrate(calibration.request))
    np.testing.assert_array_equal(before.master.numerator, calibration.master.numerator)


def test_nothing_is_saturated_that_was_put_there() -> None:
    """Also where the level leaves little room: no real candidate is saturated here."""
    bright = Parameters(criterion="psf", threshold_e=900)
    scene = darks((400, 60), frames=8)
    calibration = drive(
        calibrate(CalibrationRequest(1, scene.frames(), bright, threads=1))
    )
    examined = drive(examine_session(calibration, bright))
    noise = LazyExaminer(calibration)
    noise.know(examined.examiner)
    table = examined.selection.table(bright)
    seen = []
    for seed in range(3):
        salted = salt_session(calibration, noise, table, count=25, seed=seed)
        examiner = salted.noise.get(bright)
        for event in salted.events:
            known = dossier(examiner, event.x, event.y, bright)
            seen.append((event.salt.what, known.classification.words))
    assert len(seen) > 20
    assert not [what for what, words in seen if "saturated" in words]


def test_where_nothing_says_when_pixels_are_saturated_a_usual_well_is_taken(
    made: Any,
) -> None:
    calibration, noise, table = made
    endless = replace(calibration, saturation_adu=math.inf)
    salted = salt_session(endless, noise, table, count=40, seed=2)
    brightest = max(event.salt.flux_e for event in salted.events)
    assert brightest < WELL_E


def test_hot_pixels_blink_as_those_of_the_session_do(made: Any) -> None:
    """No real pixel of it is noisy, some jump: so do all that are put there."""
    calibration, noise, table = made
    known = table.classification
    jumping = [rule.label for rule in RULES].index("telegraph")
    labels = np.full(len(table.id), jumping, known.label.dtype)
    blinking = replace(table, classification=replace(known, label=labels))
    salted = salt_session(calibration, noise, blinking, count=25, seed=4)
    hot = [event.salt for event in salted.events if event.salt.what == HOT]
    assert hot
    examiner = salted.noise.get(PARAMETERS)
    for salt in hot:
        said = dossier(examiner, salt.x, salt.y, PARAMETERS).classification
        assert said.words[salt.frame] == "telegraph"


def test_without_the_psf_test_there_are_no_labels(made: Any) -> None:
    calibration, noise, _ = made
    plain = calibration.selection.table(Parameters(threshold_e=150))
    salted = salt_session(calibration, noise, plain, count=8, seed=1)
    assert salted.events
    assert salted.table.classification is None


def test_nothing_is_salted_where_there_is_no_room(made: Any) -> None:
    salted = salt_session(*made, count=0, seed=1)
    assert salted.events == ()
    assert len(salted.table.id) == 0
    assert len(salted.table.classification.label) == 0


def test_the_share_falls_with_experience() -> None:
    assert salts_for(0, 100) == 25  # a fifth of 125
    assert salts_for(10**9, 95) == 5
    assert salts_for(0, 0) == 0
    assert salts_for(0, 10**6) == MOST_SALTS
