"""Conversions by hand: 1.39 e-/ADU over four padding bits, 30 s."""

from __future__ import annotations

import pytest

from darkviewer.gui.text.units import CHOICES, Units

SCALE = 1.39 / 16


@pytest.mark.parametrize(
    ("choice", "stored", "value", "text"),
    [
        ("own", "ADU", 16_960, "16,960 ADU"),
        ("own", "e-", 3526.4, "3,526 e⁻"),
        ("own", "e-", 526.44, "526.4 e⁻"),
        ("e-", "ADU", 16_960, "1,473 e⁻"),
        ("e-", "e-", -13.9, "−13.9 e⁻"),
        ("ADU", "e-", 3526.4, "40,592 ADU"),
        ("ADU", "ADU", 16_960, "16,960 ADU"),
        ("e-/s", "e-", 3526.4, "117.547 e⁻/s"),
        ("e-/s", "ADU", 16_960, "49.1133 e⁻/s"),
        ("e-/s", "σ", 12.0, "12.0 σ"),
        ("ADU", "σ", 12.0, "12.0 σ"),
    ],
)
def test_a_value_in_the_unit_chosen(
    choice: str, stored: str, value: float, text: str
) -> None:
    assert Units(choice, SCALE, 30.0).of(stored).with_unit(value) == text


def test_without_an_exposure_there_is_no_rate() -> None:
    for exposure in (None, 0.0):
        assert Units("e-/s", SCALE, exposure).of("e-").with_unit(10.0) == "10.0 e⁻"


def test_every_choice_has_words() -> None:
    assert list(CHOICES) == ["own", "e-", "ADU", "e-/s"]


@pytest.mark.parametrize(
    ("choice", "stored", "typed", "value"),
    [
        ("own", "e-", 200.5, 200.5),
        ("ADU", "e-", 2302.0, 199.98625),  # times 1.39 / 16
        ("e-/s", "e-", 0.7, 21.0),  # in binary 0.7 times 30 is less
        ("ADU", "ADU", 16_960.0, 16_960.0),
        ("e-/s", "σ", 5.0, 5.0),
    ],
)
def test_what_is_typed_is_stored_exactly(
    choice: str, stored: str, typed: float, value: float
) -> None:
    assert Units(choice, SCALE, 30.0).of(stored).stored(typed) == value
