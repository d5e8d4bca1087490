"""Numbers on screen."""

from __future__ import annotations

import math

import pytest

from darkviewer.gui.text.numbers import count_of, number, trimmed, with_unit


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (1977, 0, "1,977"),
        (-1204.4, 0, "−1,204"),
        (-0.4, 1, "−0.4"),
        (-0.04, 1, "0.0"),
        (1234567.891, 2, "1,234,567.89"),
        (math.nan, 2, "–"),
        (math.inf, 0, "∞"),
        (-math.inf, 0, "−∞"),
    ],
)
def test_number(value: float, decimals: int, text: str) -> None:
    assert number(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"), [(200.0, "200"), (0.3, "0.3"), (1.39, "1.39"), (100.0, "100")]
)
def test_trimmed(value: float, text: str) -> None:
    assert trimmed(value, 4) == text


def test_units_and_plurals() -> None:
    assert with_unit(1977, "e⁻") == "1,977 e⁻"
    assert count_of(1, "frame") == "1 frame"
    assert count_of(1000, "frame") == "1,000 frames"
    assert count_of(2, "entry", "entries") == "2 entries"
