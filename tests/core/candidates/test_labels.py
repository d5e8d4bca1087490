"""Each rule on evidence made for it, in the order of the table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from darkviewer.core.candidates.behaviour import Behaviour
from darkviewer.core.candidates.labels import RULES, Limits, accepts, label_of
from darkviewer.core.records import rows_of
from tests.helpers.evidence import evidence


def label(**changes: Any) -> str:
    return RULES[label_of(evidence(**changes), Limits())[0]].label


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "PSF-like"),
        ({"frozen": True, "saturated_now": True}, "metadata"),
        ({"saturated_now": True, "p": np.nan}, "saturated"),
        ({"saturated": 0.5}, "saturated"),
        ({"excess": -11.0, "variance_ratio": 0.1}, "dead"),
        ({"excess": -11.0}, "PSF-like"),
        ({"p": np.nan, "dbic": (np.nan,) * 3}, "unclassifiable"),
        ({"behaviour": Behaviour.PERSISTENCE}, "persistence"),
        ({"behaviour": Behaviour.TELEGRAPH}, "telegraph"),
        ({"behaviour": Behaviour.NOISY}, "PSF-like"),
        ({"behaviour": Behaviour.NOISY, "p": 0.0009}, "noisy"),
        ({"behaviour": Behaviour.NOISY, "dbic": (3.0, 4.0, -1.0)}, "noisy"),
        ({"behaviour": Behaviour.NOISY, "frozen": True}, "metadata"),
        ({"significance": 4.9, "matched": 3.0, "excess": 10.1}, "hot"),
        ({"significance": 4.9, "matched": 3.0, "excess": 9.9}, "warm"),
        ({"significance": 4.9, "matched": 3.0}, "noise"),
        ({"significance": 4.9}, "PSF-like"),
        ({"excess": 50.0}, "PSF-like"),
        ({"p": 0.001}, "PSF-like"),
        ({"dbic": (3.0, 4.0, -1.9)}, "ambiguous"),
        ({"dbic": (3.0, 4.0, -2.1)}, "cosmic ray"),
        ({"dbic": (3.0, 4.0, -2.1), "track_px": 1.0}, "pair event"),
        ({"dbic": (3.0, -9.0, -2.1)}, "pair event"),
        ({"dbic": (-10.0, -9.0, -2.1)}, "single pixel"),
        ({"p": 0.0009}, "artefact"),
        ({"p": 0.0009, "dbic": (3.0, 4.0, -1.0)}, "cosmic ray"),
    ],
)
def test_first_rule_that_fires(changes: dict[str, Any], expected: str) -> None:
    assert label(**changes) == expected


def test_limits_move_with_the_sliders() -> None:
    close = evidence(dbic=(9.0, 9.0, 4.5))
    assert RULES[label_of(close, Limits())[0]].label == "PSF-like"
    assert RULES[label_of(close, Limits(dbic_min=6))[0]].label == "ambiguous"
    assert not accepts(close.shape, Limits(dbic_min=6))[0]
    assert not accepts(close.shape, Limits(p_min=0.5))[0]


def test_noise_is_no_star_however_well_it_fits() -> None:
    assert accepts(evidence(significance=4.9, matched=5.0).shape, Limits())[0]
    assert accepts(evidence(significance=5.0, matched=2.0).shape, Limits())[0]
    assert not accepts(evidence(significance=4.9, matched=4.9).shape, Limits())[0]


def test_no_leaders_at_all() -> None:
    whole = evidence()
    nothing = rows_of(whole, np.zeros(0, int))
    assert label_of(nothing, Limits()).shape == (0,)
    assert accepts(nothing.shape, Limits()).shape == (0,)
