"""Numbers as people read them."""

from __future__ import annotations

import math

import pytest

from darkviewer.reports.page.numbers import (
    count_of,
    figure,
    fixed,
    interval,
    prose,
    share,
)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (1234.5, 3, "1,234"),
        (0.01234, 3, "0.0123"),
        (-2.5, 3, "−2.5"),
        (2.0, 3, "2"),
        (100, 3, "100"),
        (0, 3, "0"),
        (4.1e-7, 2, "4.1e−7"),
        (None, 3, "–"),
        (math.nan, 3, "–"),
        (math.inf, 3, "–"),
    ],
)
def test_figures(value: float | None, digits: int, text: str) -> None:
    assert figure(value, digits) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(12345.678, 1, "12,345.7"), (-0.04, 1, "0.0"), (-1.25, 1, "−1.2"), (None, 1, "–")],
)
def test_fixed(value: float | None, decimals: int, text: str) -> None:
    assert fixed(value, decimals) == text


def test_words() -> None:
    assert share(0.0125) == "1.25 %"
    assert share(None) == "–"
    assert share(0.0) == "0 %"
    assert share(1e-5) == "0.001 %"
    assert share(2 / 2_238_080) == "under 0.001 %"
    assert interval({"value": 0.3, "low": 0.1, "high": None}) == "0.3 (0.1 to –)"
    assert interval({"value": 3.0, "low": 3e-26, "high": 188}) == "3 (0 to 188)"
    assert interval({"value": None, "low": None, "high": None}) == "– (– to –)"
    assert count_of(1, "frame") == "1 frame"
    assert count_of(1200, "frame") == "1,200 frames"


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("0.2 e-/ADU against 3 e-: use it", "0.2 e⁻/ADU against 3 e⁻: use it"),
        ("leave-one-out needs 3e-5", "leave-one-out needs 3e-5"),
        ("by -7.2% to +4.8% (-1)", "by −7.2 % to +4.8 % (−1)"),
        ("0.97 +- 0.04", "0.97 ± 0.04"),
        ("2024-05-08 a-1.fits x_-3", "2024-05-08 a-1.fits x_-3"),
    ],
)
def test_sentences(text: str, spelt: str) -> None:
    assert prose(text) == spelt
