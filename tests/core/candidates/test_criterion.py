"""The rule that selection, recovery and simulated noise share, case by case."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.candidates.criterion import (
    accepted_by,
    detected_by,
    passes_ratio,
)
from darkviewer.core.parameters import Parameters

ABOVE = np.array([True, True, False, False])
SIGNIFICANCE = np.array([9.0, 5.0, 9.0, np.nan])
MATCHED = np.array([False, True, False, True])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, [True, True, False, False]),
        ({"threshold_sigma": 5.0}, [True, False, False, False]),
        ({"detection": "matched"}, [False, True, False, True]),
        ({"detection": "matched", "threshold_sigma": 5.0}, [False, True, False, True]),
    ],
)
def test_detected(given: dict[str, object], expected: list[bool]) -> None:
    found = detected_by(
        Parameters(**given), above=ABOVE, significance=SIGNIFICANCE, matched=MATCHED
    )
    assert found.tolist() == expected


def test_without_tests_only_peaks_count() -> None:
    asked = Parameters(detection="matched", threshold_sigma=5.0)
    assert detected_by(asked, above=ABOVE).tolist() == ABOVE.tolist()


def test_ratio_includes_its_limit() -> None:
    four, eight = np.array([0.3, 0.29, np.nan, 0.9]), np.array([0.1, 0.29, np.nan, 0.3])
    assert passes_ratio(Parameters(), four, eight).tolist() == [True, False, True, True]
    of_eight = passes_ratio(Parameters(neighbours=8), four, eight)
    assert of_eight.tolist() == [False, False, True, True]


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        ("ratio", [True, True, False, False]),
        ("psf", [True, False, True, False]),
        ("both", [True, False, False, False]),
    ],
)
def test_accepted(criterion: str, expected: list[bool]) -> None:
    ratio = np.array([True, True, False, False])
    psf = np.array([True, False, True, False])
    found = accepted_by(Parameters(criterion=criterion), ratio=ratio, psf=psf)
    assert found.tolist() == expected
