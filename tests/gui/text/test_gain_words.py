"""Electrons per ADU in words."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from darkviewer.core.frames.header import frame_info
from darkviewer.core.gain.sources import GainEvidence
from darkviewer.core.health.transfer import Transfer
from darkviewer.core.parameters import Parameters
from darkviewer.gui.text.gain_words import (
    depth_words,
    measured_words,
    noise_words,
    rule_words,
    rules_words,
    source_lines,
    take_words,
)

USUAL = Parameters()


def evidence(step: int = 16, **cards: Any) -> GainEvidence:
    info = frame_info(cards, path=Path("1.fits"), shape=(4, 4))
    return GainEvidence(info, step, 65520)


def document(**parts: Any) -> dict[str, Any]:
    known: dict[str, Any] = {
        "depth": {
            "padding_bits_found": 4,
            "adu_step": 16,
            "adc_bits": 12.0,
            "bit_shift": None,
            "saturation_adu": 65520.0,
        },
        "noise": {
            "adu": 10.0,
            "electrons": 0.87,
            "read_noise_e": None,
            "hot_pixels": 500,
        },
        "measured": {
            "frames": ["1.fits"] * 10,
            "of": 12,
            "excluded": [],
            "strips": 12,
            "rows": 16,
            "below_adu": 32760.0,
            "slope": None,
            "slope_sigma": None,
        },
        "deviation_sigmas": None,
    }
    for name, changed in parts.items():
        known[name] = known[name] | changed if isinstance(changed, dict) else changed
    return known


def test_every_source_has_a_line_and_what_is_absent_says_none() -> None:
    measured = Transfer(0.0875, 0.005, 100.0, 500)
    found = replace(evidence(EGAIN=1.42, EGAINSAV=0.0875), transfer=measured)
    assert [(line.name, line.words) for line in source_lines(found, USUAL)] == [
        ("in use", "1.390"),
        ("EGAINSAV × 16", "1.400"),
        ("EGAIN", "1.420"),
        ("CVF", "none"),
        ("sidecar", "none"),
        ("these frames", "1.400 ± 0.080"),
    ]


def test_what_can_be_taken() -> None:
    used, saved, other, *_ = source_lines(evidence(EGAIN=0.5, EGAINSAV=0.0), USUAL)
    assert (used.proposal, saved.proposal) == (None, None)
    assert other.proposal == (0.5, 4)
    assert "0.5 e⁻/ADU as it says, 0.03125 e⁻ per saved ADU" in other.tip
    same = source_lines(evidence(EGAIN=1.39), USUAL)[2]
    assert (same.words, same.proposal) == ("1.390", None)
    assert take_words(None) == "Use this value"
    assert take_words((0.5, 4)) == "Use 0.5 e⁻/ADU, padding 4"


def test_without_padding_nothing_is_multiplied() -> None:
    found = source_lines(evidence(0, EGAINSAV=0.5), replace(USUAL, padding_bits=0))
    assert (found[1].name, found[1].words) == ("EGAINSAV", "0.500")


def test_why_nothing_was_measured() -> None:
    silent = replace(evidence(), transfer=Transfer(None, math.nan, 9.0, 12))
    line = source_lines(silent, USUAL)[-1]
    assert line.words == "cannot be measured from these"
    assert "12 pixels in the hot tail" in line.tip
    assert source_lines(evidence(), USUAL)[-1].words == "not measured yet"
    assert "not been measured" in source_lines(evidence(), USUAL)[-1].tip
    assert "not in the headers" in source_lines(evidence(), USUAL)[1].tip


def test_the_rule_that_decides() -> None:
    assert rule_words("card agrees").startswith("rule 4 of 10: a card or the sidecar")
    lines = rules_words("card agrees").splitlines()
    assert len(lines) == 11  # with a title
    assert [line.startswith("▸") for line in lines].index(True) == 4


def test_depth() -> None:
    assert depth_words(document()) == (
        "values in steps of 16 ADU: 4 padding bits · ADCBITS 12 · BITSHIFT none · "
        "saturated from 65,520 ADU on"
    )
    unknown = {"padding_bits_found": None, "adu_step": 0, "saturation_adu": math.inf}
    assert depth_words(document(depth=unknown)) == (
        "no step found · ADCBITS 12 · BITSHIFT none"
    )


@pytest.mark.parametrize(
    ("noise", "words"),
    [
        ({}, "noise of a frame 0.87 e⁻ · RDNOISE none"),
        ({"adu": math.nan}, "noise of a frame not measured · RDNOISE none"),
        ({"read_noise_e": 1.0}, "noise of a frame 0.87 e⁻ · RDNOISE 1 e⁻"),
        (
            {"read_noise_e": 1.5},
            "noise of a frame 0.87 e⁻ · RDNOISE 1.5 e⁻: quieter than its converter, so "
            "e⁻/ADU is too small",
        ),
    ],
)
def test_noise(noise: dict[str, Any], words: str) -> None:
    assert noise_words(document(noise=noise)) == words


def test_what_was_measured_and_left_out() -> None:
    (how,) = measured_words(document())
    assert how == (
        "photon transfer of 10 of 12 frames, 12 strips of 16 rows, 500 hot pixels "
        "below 32,760 ADU"
    )
    left = {"excluded": ["9.fits"], "below_adu": math.inf}
    how, off = measured_words(document(measured=left, deviation_sigmas=3.4))
    assert how.endswith("500 hot pixels, 1 frame left out by hand")
    assert off == ("the value in use is 3.4 σ off what was measured: does not agree")
    _, near = measured_words(document(deviation_sigmas=2.5))
    assert near.endswith("measured: agrees")
    _, slope = measured_words(document(measured={"slope": 1.98, "slope_sigma": 0.12}))
    assert slope == (
        "variance rises with the level by 1.98 ± 0.12 e⁻ per e⁻ as used: 1 is right"
    )
    (few,) = measured_words(document(measured={"frames": []}))
    assert few == "photon transfer takes 4 frames"
