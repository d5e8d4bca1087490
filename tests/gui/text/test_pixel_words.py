"""A criterion in words: the sign tells what is true."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest

from darkviewer.core.candidates.behaviour import Behaviour
from darkviewer.core.candidates.explain import Criterion
from darkviewer.gui.text.pixel_words import comparison, history_words
from tests.helpers.evidence import evidence


@pytest.mark.parametrize(
    ("value", "limit", "relation", "unit", "passed", "words"),
    [
        (1333.2, 200, ">", "e-", True, "1,333.2 > 200.0 e⁻"),
        (133.2, 200, ">", "e-", False, "133.2 ≤ 200.0 e⁻"),
        (0.25, 0.3, "≥", "", False, "0.250 < 0.300"),
        (2, 1, "≤", "frames", False, "2 > 1 frames"),
        (6.04, 5, "≥", "σ", True, "6.0 ≥ 5.0 σ"),
        (12.5, 20, "<", "", True, "12.5 < 20.0"),
        (12031.4, 3050.4, ">", "e-", True, "12,031 > 3,050 e⁻"),
        (12031.2, 12031.4, "≥", "e-", False, "12,031.2 < 12,031.4 e⁻"),
        (12031.5, 12031.5, "≥", "e-", True, "12,032 ≥ 12,032 e⁻"),
        (-9121.5, 5143.9, ">", "e-", False, "−9,122 ≤ 5,144 e⁻"),
    ],
)
def test_value_sign_and_limit(
    value: float, limit: float, relation: str, unit: str, passed: bool, words: str
) -> None:
    asked = Criterion("asked", value, limit, relation, unit, passed)
    assert comparison(asked) == words


def test_a_quantity_is_named_and_a_p_value_is_never_0() -> None:
    asked = Criterion("asked", 12.5, 6.0, ">", "", True, "ΔBIC")
    assert comparison(asked) == "ΔBIC 12.5 > 6.0"
    chance = comparison(Criterion("asked", 0.0, 0.001, "≥", "", False, "p"))
    assert chance.startswith("p ")
    assert chance.endswith(" < 0.001")
    assert "p 0 " not in chance


@pytest.mark.parametrize(("value", "limit"), [(math.nan, 1.0), (1.0, math.nan)])
def test_without_a_value_there_is_nothing_to_compare(
    value: float, limit: float
) -> None:
    asked = Criterion("asked", value, limit, ">", "e-", False)
    assert comparison(asked) == "nothing to compare"


@pytest.mark.parametrize(
    ("behaviour", "course"),
    [
        (Behaviour.TELEGRAPH, ", two levels"),
        (Behaviour.PERSISTENCE, ", falling"),
        (Behaviour.NOISY, ""),
        (Behaviour.STEADY, ""),  # two events
    ],
)
def test_the_course_of_a_pixel_over_the_frames(
    behaviour: Behaviour, course: str
) -> None:
    known = evidence(recurrence=2, gap=9.0, behaviour=behaviour)
    of = SimpleNamespace(classification=SimpleNamespace(evidence=known))
    assert history_words(of, 0) == f"high in 2 of 10 frames{course}, 12 σ here"
