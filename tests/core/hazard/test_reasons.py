"""Reasons why a pixel is bad, from facts that are written down here."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.candidates.behaviour import Behaviour
from darkviewer.core.candidates.labels import Limits
from darkviewer.core.errors import DarkviewerError
from darkviewer.core.hazard.classes import PixelFacts
from darkviewer.core.hazard.reasons import (
    BAD_ROW,
    BY_HAND,
    REASONS,
    UNUSABLE,
    bits_named,
    reason_bits,
)

NAMES = [
    "saturated",
    "hot",
    "warm",
    "telegraph",
    "dead",
    "unstable",
    "frozen",
    "bad column",
    "bad row",
    "no data",
    "by hand",
]


def names_of(bits: int) -> list[str]:
    return [name for bit, name in enumerate(NAMES) if bits >> bit & 1]


def facts(**of_pixel: object) -> PixelFacts:
    """One pixel in ten frames, sound unless something is said."""
    usual = {
        "count": 10,
        "saturated": 0,
        "excess": 0.0,
        "ratio": 1.0,
        "behaviour": int(Behaviour.STEADY),
        "stuck": False,
        "column": False,
    }
    return PixelFacts(**{k: np.array([v]) for k, v in {**usual, **of_pixel}.items()})


@pytest.mark.parametrize(
    ("of_pixel", "expected"),
    [
        ({}, []),
        ({"excess": 5.0}, []),
        ({"excess": 10.0}, ["warm"]),
        ({"excess": 10.5}, ["hot"]),
        ({"excess": 30.0, "saturated": 5}, ["saturated", "hot"]),
        ({"excess": 7.0, "behaviour": 2}, ["warm", "telegraph"]),
        ({"behaviour": 1, "column": True}, ["unstable", "bad column"]),
        ({"excess": -10.5, "ratio": 0.1}, ["dead"]),
        ({"stuck": True}, ["frozen"]),
        ({"stuck": True, "count": 4}, []),
        ({"count": 0, "excess": np.nan, "ratio": np.nan}, ["no data"]),
    ],
)
def test_all_reasons_of_a_pixel(of_pixel: dict[str, object], expected: list) -> None:
    assert names_of(int(reason_bits(facts(**of_pixel), Limits())[0])) == expected


def test_bits_keep_their_places() -> None:
    """Files say what a bit means, and programs that read them rely on it."""
    assert [reason.name for reason in REASONS] == NAMES
    assert (BAD_ROW, BY_HAND) == (8, 10)
    assert names_of(UNUSABLE) == [name for name in NAMES if name != "warm"]


def test_reasons_by_name() -> None:
    assert bits_named(["hot", "no data"]) == 2 + 512
    assert bits_named([]) == 0
    with pytest.raises(DarkviewerError, match="no reason 'cold': choose from sat"):
        bits_named(["hot", "cold"])
