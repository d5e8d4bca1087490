"""Numbers on screen."""

from __future__ import annotations

import math

import pytest

from darkviewer.gui.text.numbers import (
    chance,
    count_of,
    fitted,
    number,
    trimmed,
    with_unit,
    without_cut_number,
)


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


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.834, "0.83"),
        (0.1, "0.10"),
        (0.0961, "0.096"),
        (0.001, "0.001"),
        (0.00096, "9.6e−4"),
        (4.2e-19, "4e−19"),
        (2e-123, "< 1e−99"),
        (0.0, "< 1e−99"),
        (math.nan, "–"),
    ],
)
def test_a_chance_is_short_and_never_0(p: float, text: str) -> None:
    assert chance(p) == text


@pytest.mark.parametrize(
    ("value", "most", "decimals", "text"),
    [
        (3526.4, 7, 1, "3526.4"),
        (3526.4, 5, 1, "3526"),
        (-3526.4, 5, 0, "−3526"),
        (91093.6, 4, 0, "91k"),
        (91093.6, 5, 0, "91094"),
        (1_234_567, 4, 0, "1.2M"),
        (-123_456, 4, 0, "−1e5"),
        (-0.3, 4, 0, "0"),
        (math.nan, 4, 0, "–"),
    ],
)
def test_a_number_that_has_no_room_is_written_shorter(
    value: float, most: int, decimals: int, text: str
) -> None:
    assert fitted(value, most, decimals=decimals) == text


@pytest.mark.parametrize(
    ("elided", "text"),
    [
        ("flux 18,683 e⁻, FWHM 2.00 px", "flux 18,683 e⁻, FWHM 2.00 px"),
        ("flux 18,6…", "flux …"),
        ("flux 18,683 e…", "flux 18,683 e…"),
        ("flux 18,683 e⁻, FWHM 2.0…", "flux 18,683 e⁻, FWHM …"),
        ("flux 18,683 e⁻, FW…", "flux 18,683 e⁻, FW…"),
        ("…", "…"),
    ],
)
def test_a_text_is_not_shortened_within_a_number(elided: str, text: str) -> None:
    assert without_cut_number("flux 18,683 e⁻, FWHM 2.00 px", elided) == text


def test_a_long_name_with_digits_is_no_number() -> None:
    name = "03:40:00  Dark" + 30 * "9" + "s"
    assert without_cut_number(name, "03:40:00  Dark999…") == "03:40:00  Dark999…"
    assert without_cut_number("03:40:00  Dark30s", "03:40:00  Dark3…") == "03:40:00  …"
