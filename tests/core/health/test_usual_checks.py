"""Sentences about a session beside the nights before it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from darkviewer.core.health.table import SessionChecks, against_nights
from darkviewer.core.health.usual_checks import USUAL, typical_of, usual_level
from tests.helpers.planted_faults import Planted, after_ten_nights, sound_session


@pytest.fixture(scope="module")
def session() -> Planted:
    return after_ten_nights(sound_session(5, size=64))


def test_the_sentence_says_which_nights_and_by_how_much(session: Planted) -> None:
    now = typical_of(session.measures)
    assert now is not None
    higher = replace(now, level_adu=now.level_adu + 4000)
    checks = against_nights(SessionChecks(()), higher, session.baseline)
    ((check, finding),) = checks.spoken
    assert (check.name, finding.status) == ("usual_level", "warn")
    assert " above that of the last 10 nights (2024-04-28 to 2024-05-07)" in (
        finding.sentence
    )
    assert finding.value == pytest.approx(4000, abs=session.sigma)
    lower = replace(now, hot_per_mpx=-1e6, noise_adu=now.noise_adu / 2)
    said = against_nights(checks, lower, session.baseline).sentences
    assert len(said) == 2
    assert all(" below that of " in one for one in said)


def test_what_is_usual_passes_with_words(session: Planted) -> None:
    assert session.checks.status == "pass"
    finding = usual_level(session.measures, 0.5)
    assert finding.sentence.endswith(
        ", as in the last 10 nights (2024-04-28 to 2024-05-07)"
    )
    assert finding.value is not None
    assert finding.value < (finding.limit or 0)


def test_a_limit_set_by_somebody_holds_as_it_is(session: Planted) -> None:
    measures = session.measures
    usual = usual_level(measures, 0.0).limit
    own = usual_level(measures, 0.0, guard=0.0)
    assert usual is not None
    assert usual > 0
    assert (own.limit, own.status) == (0.0, "warn")


def test_without_earlier_nights_nothing_is_said(session: Planted) -> None:
    now = typical_of(session.measures)
    for typical, words in ((now, "needs 5 earlier nights"), (None, "needs 3 frames")):
        checks = against_nights(SessionChecks(()), typical, None)
        assert [item[0].name for item in checks.findings] == list(USUAL)
        assert all(words in item[1].sentence for item in checks.findings)
        assert checks.status == "pass"


def test_what_is_typical_of_a_session() -> None:
    session = sound_session(5, size=64)
    found = typical_of(session.measures)
    assert found is not None
    assert found.level_adu == pytest.approx(np.median(session.cube), abs=session.sigma)
    assert found.noise_adu == pytest.approx(session.sigma, rel=0.1)
    assert typical_of(sound_session(2, size=64).measures) is None
    known = session.measures
    frames = tuple(replace(frame, noise_adu=np.nan) for frame in known.frames)
    assert typical_of(replace(known, frames=frames)) is None
