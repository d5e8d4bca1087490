"""Sources of e-/ADU side by side, from cards as cameras write them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from darkviewer.core.frames.header import frame_info
from darkviewer.core.gain.sources import (
    GainEvidence,
    departure,
    gain_sources,
    padding_found,
    proposed,
)
from darkviewer.core.health.transfer import Transfer
from darkviewer.core.parameters import Parameters

USUAL = Parameters()
UNPADDED = replace(USUAL, padding_bits=0)


def evidence(step: int = 16, saturation: float = 65520, **cards: Any) -> GainEvidence:
    info = frame_info(cards, path=Path("1.fits"), shape=(4, 4))
    return GainEvidence(info, step, saturation)


def test_sources_stand_side_by_side_per_saved_adu() -> None:
    measured = Transfer(0.031, 0.002, 9.0, 90)
    cards = {"EGAIN": 0.5, "EGAINSAV": 0.03125, "CVF": 0.48}
    found = replace(evidence(**cards), transfer=measured)
    assert [(s.name, s.per_saved) for s in gain_sources(found, USUAL)] == [
        ("default", 0.086875),
        ("EGAINSAV", 0.03125),
        ("EGAIN", 0.03125),
        ("CVF", 0.03),
        ("photon transfer", 0.031),
    ]
    assert gain_sources(found, UNPADDED)[0].name == "user"


def test_padding_by_card_range_or_step() -> None:
    assert padding_found(evidence(48)) == 4
    assert padding_found(evidence(0)) is None
    assert padding_found(evidence(1, BITSHIFT=4)) == 4
    assert padding_found(evidence(1, BITSHIFT=99)) == 0
    assert padding_found(evidence(1, ADCBITS=12)) == 4
    assert padding_found(evidence(1, 4095, ADCBITS=12)) == 0
    assert padding_found(GainEvidence(None, 1024, 65520)) == 8


def test_how_far_off_the_measured_value_is() -> None:
    measured = Transfer(0.096875, 0.005, 100.0, 500)
    found = replace(evidence(), transfer=measured)  # 1.39 / 16 is 0.086875: 2 sigmas
    assert departure(gain_sources(found, USUAL)) == pytest.approx(2)
    assert departure(gain_sources(evidence(), USUAL)) is None
    exact = replace(found, transfer=replace(measured, sigma=0.0))
    assert departure(gain_sources(exact, USUAL)) is None


def test_what_a_source_says_at_the_depth_of_the_frames() -> None:
    measured = Transfer(0.0312345, 0.002, 9.0, 90)
    found = replace(evidence(EGAIN=0.51234, EGAINSAV=0.03), transfer=measured)
    values = {s.name: proposed(found, s) for s in gain_sources(found, USUAL)}
    assert values["EGAIN"] == (0.5123, 4)
    assert values["EGAINSAV"] == (0.48, 4)
    assert values["photon transfer"] == (0.5, 4)  # three digits: 0.49975
