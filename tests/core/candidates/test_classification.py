"""What the examination adds to the table of candidates."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.candidates.classification import (
    EXAMINED_COLUMNS,
    Classification,
    classify,
)
from darkviewer.core.candidates.labels import RULES
from darkviewer.core.parameters import Parameters
from tests.helpers.evidence import evidence

COLUMNS = {column.name: column.values for column in EXAMINED_COLUMNS}


def classified(**changes: object) -> Classification:
    return classify(evidence(**changes), Parameters(criterion="psf"))


def test_a_star_is_accepted_by_the_limits_and_named() -> None:
    found = classified()
    assert found.psf.tolist() == [True]
    assert found.words.tolist() == ["PSF-like"]


@pytest.mark.parametrize(
    ("limits", "accepted"),
    [
        ({}, True),
        ({"p_min": 0.41}, False),
        ({"p_min": 0.4}, True),
        ({"dbic_min": 40.0}, False),
        ({"dbic_min": 39.9}, True),
    ],
)
def test_the_sliders_decide_and_nothing_is_fitted_again(
    limits: dict[str, float], accepted: bool
) -> None:
    known = evidence()  # p 0.4, and 40 above the best rival
    found = classify(known, Parameters(criterion="psf", **limits))
    assert found.evidence is known
    assert found.psf.tolist() == [accepted]


def test_columns() -> None:
    found = classified(dbic=(300.0, 200.0, 40.0), recurrence=2, behaviour=2)
    assert COLUMNS["dbic"](found).tolist() == [40.0]
    assert COLUMNS["dbic_hot"](found).tolist() == [300.0]
    assert COLUMNS["label"](found).tolist() == ["telegraph"]
    (number,) = COLUMNS["rule"](found).tolist()
    assert RULES[number - 1].label == "telegraph"
    assert COLUMNS["recurrence"](found).tolist() == [2]


def test_some_rows_are_those_rows() -> None:
    found = classified()
    twice = found.rows(np.array([0, 0]))
    assert twice.words.tolist() == ["PSF-like"] * 2
    assert len(found.rows(slice(0, 0)).label) == 0


def test_names_are_unique_and_every_column_says_what_it_is() -> None:
    assert len(COLUMNS) == len(EXAMINED_COLUMNS)
    assert all(column.sentence for column in EXAMINED_COLUMNS)
