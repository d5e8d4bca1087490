"""Conversions by hand: 1.39 e-/ADU over four padding bits, 30 s."""

from __future__ import annotations

from dataclasses import replace

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


def test_electrons_in_doubt_have_a_mark_and_nothing_else_has() -> None:
    doubted = Units("own", 0.086875, 30.0, doubtful=True)
    assert doubted.of("e-").words == "e⁻?"
    assert doubted.of("e-").plain == "e-?"
    assert [doubted.of(unit).words for unit in ("ADU", "σ")] == ["ADU", "σ"]
    assert replace(doubted, choice="e-/s").of("ADU").words == "e⁻?/s"
    assert replace(doubted, choice="e-/s").of("ADU").plain == "e-?/s"
    assert replace(doubted, choice="ADU").of("e-").words == "ADU"
    sound = replace(doubted, doubtful=False)
    assert (sound.of("e-").words, sound.of("e-").plain) == ("e⁻", "e-")
