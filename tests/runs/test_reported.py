"""All that a report says, gathered from frames on disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from darkviewer.core.errors import SessionError
from darkviewer.core.frames.exclusion import without
from darkviewer.core.progress import drive
from darkviewer.runs import reported as module
from darkviewer.runs.check import checked
from darkviewer.runs.exclusion import Contents
from darkviewer.runs.report_plan import ReportPlan
from darkviewer.runs.reported import Reported, part_of, reported
from darkviewer.runs.session import process
from tests.helpers.reports import PARAMETERS, STARS


def test_it_is_looked_at_from_all_sides(found: Reported) -> None:
    table = found.outcome.table
    accepted = table.accepted
    places = set(
        zip(table.frame[accepted], table.x[accepted], table.y[accepted], strict=True)
    )
    assert places == set(STARS)
    assert found.missing == ()
    assert found.trial is not None
    assert len(found.trial.recovery) == 5 * 2 * 10
    assert [row.used for row in found.inputs] == [True] * 5
    assert all(len(row.sha256) == 64 for row in found.inputs)
    assert found.mask is not None
    assert found.mask.bits.shape == (64, 96)
    assert found.truth.session is found.outcome.session
    assert found.reviewed.reviewers == ()
    assert len(found.pictures.rows) == 2


def test_frames_left_out_are_looked_at_too(night: Path) -> None:
    def judge(session):
        return without(session, {session.frames[0].place: "clouds"})

    outcome = drive(process(night, PARAMETERS, judge=judge))
    alone = replace(outcome, checks=drive(checked(outcome.session)))
    plan = ReportPlan(per_flux=0, cutouts=0)
    found = drive(reported(alone, contents=Contents(), plan=plan))
    assert alone.checks.whole is None
    measured = [frame.name for frame in found.outcome.checks.whole.measures.frames]
    assert measured == [f"{n:05}.fits" for n in range(1, 6)]
    assert found.missing == ("no completeness: no stars were injected",)
    assert found.trial is None
    again = drive(reported(found.outcome, contents=Contents(), plan=plan))
    assert again.outcome is found.outcome


def test_what_cannot_be_measured_is_missing_and_says_why(
    found: Reported, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_what: object, **_more: object):
        raise SessionError("too many leaders")
        yield

    monkeypatch.setattr(module, "surveyed_mask", refuse)
    monkeypatch.setattr("darkviewer.runs.injection_rounds.inject_in_rounds", refuse)
    again = drive(reported(found.outcome, contents=Contents()))
    assert again.mask is None
    assert again.missing == (
        "no completeness: too many leaders",
        "no bad pixels: too many leaders",
    )


def test_the_same_stars_every_time(found: Reported) -> None:
    part, why = drive(part_of(found.outcome, contents=Contents(), plan=found.plan))
    assert why == ""
    assert part.trial is not None
    assert found.trial is not None
    np.testing.assert_array_equal(part.trial.recovery.x, found.trial.recovery.x)
