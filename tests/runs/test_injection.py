"""A trial: its criteria on one master, and the false positives beside them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from darkviewer.core.parameters import Parameters
from darkviewer.runs.injection import Trial, meter


def test_every_criterion_is_tried_against_the_same_master(trial: Trial) -> None:
    criteria = trial.criteria
    assert set(criteria) == {"ratio", "psf", "both"}
    assert {name for name, p in criteria.items() if p.criterion != name} == set()
    assert {p.master for p in criteria.values()} == {"leave-one-out"}
    in_sample = replace(trial, parameters=Parameters(criterion="ratio"))
    assert {p.master for p in in_sample.criteria.values()} == {"in-sample"}


def test_false_positives_are_the_candidates_of_the_darks(trial: Trial) -> None:
    found = meter(trial, trial.parameters)
    # one star is in the frames themselves, and five frames were looked at
    assert found.per_frame.value == pytest.approx(1 / 5)
    none = meter(trial, replace(trial.parameters, threshold_e=50_000.0))
    assert none.per_frame.value == 0
