"""Classes of pixels, by facts that leave no doubt."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from darkviewer.core.candidates.behaviour import Behaviour
from darkviewer.core.candidates.labels import Limits
from darkviewer.core.hazard.classes import HAZARDS, ORDINARY, PixelFacts, class_of

QUIET: dict[str, Any] = {
    "count": 10,
    "saturated": 0,
    "excess": 0.0,
    "ratio": 1.0,
    "behaviour": Behaviour.STEADY,
    "stuck": False,
    "column": False,
}


def named(**facts: Any) -> str:
    values = {key: np.array([value]) for key, value in (QUIET | facts).items()}
    (code,) = class_of(PixelFacts(**values), Limits())
    return HAZARDS[code - 1].name


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("ordinary", {}),
        ("ordinary", {"behaviour": Behaviour.PERSISTENCE}),  # it was lit before
        ("saturated", {"saturated": 5}),
        ("ordinary", {"saturated": 4}),
        ("dead", {"excess": -11.0, "ratio": 0.1}),
        ("ordinary", {"excess": -11.0}),
        ("no data", {"count": 0, "ratio": np.nan}),
        ("no data", {"stuck": True}),
        ("bad column", {"column": True}),
        ("telegraph", {"behaviour": Behaviour.TELEGRAPH, "excess": 20.0}),
        ("noisy", {"behaviour": Behaviour.NOISY}),
        ("hot", {"excess": 11.0}),
        ("warm", {"excess": 6.0}),
        ("ordinary", {"excess": 4.0}),
        ("saturated", {"saturated": 10, "excess": 50.0, "behaviour": Behaviour.NOISY}),
    ],
)
def test_the_first_rule_that_applies(name: str, facts: dict[str, Any]) -> None:
    assert named(**facts) == name


def test_few_equal_values_say_nothing() -> None:
    assert named(stuck=True, count=4) == "ordinary"


def test_every_pixel_has_a_class() -> None:
    assert HAZARDS[ORDINARY - 1].name == "ordinary"
    names = [rule.name for rule in HAZARDS]
    assert sorted(names) == sorted(set(names))
    assert all(rule.words for rule in HAZARDS)
