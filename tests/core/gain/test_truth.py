"""Which e-/ADU is used: every row of the table, from cards as cameras write them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from darkviewer.core.frames.header import frame_info
from darkviewer.core.gain.sources import GainEvidence, gain_sources
from darkviewer.core.gain.truth import DECISIONS, decide, needs_transfer
from darkviewer.core.health.transfer import Transfer
from darkviewer.core.parameters import Parameters

USUAL = Parameters()
UNPADDED = replace(USUAL, padding_bits=0)


def evidence(step: int = 16, saturation: float = 65520, **cards: Any) -> GainEvidence:
    info = frame_info(cards, path=Path("1.fits"), shape=(4, 4))
    return GainEvidence(info, step, saturation)


FLOATS = replace(evidence(0), whole=False)
AGREES = evidence(EGAIN=1.39).frame


@pytest.mark.parametrize(
    ("found", "level", "source", "proposal"),
    [
        (evidence(EGAIN=1.39), "ok", "EGAIN", None),
        (evidence(EGAIN=0.086875), "ok", "EGAIN", None),
        (evidence(1, EGAIN=1.39, EGAINSAV=0.086875), "ok", "EGAINSAV", None),
        (evidence(EGAIN=0.5), "doubtful", "default", (0.5, 4)),
        (evidence(CVF=0.5), "doubtful", "default", (0.5, 4)),
        (evidence(1, EGAINSAV=0.5), "doubtful", "default", (0.5, 0)),
        # 14 bits as they are, by a program that knows 1.39 e-/ADU
        (evidence(1, 16383, EGAIN=1.39, ADCBITS=14), "doubtful", "default", (1.39, 0)),
        # 12 bits that the driver spread over 16, not by multiples
        (evidence(1, 65520, EGAIN=1.39, ADCBITS=12), "ok", "EGAIN", None),
        (evidence(1, 16383, EGAIN=0.2, ADCBITS=14), "doubtful", "default", (0.2, 0)),
        (evidence(BITSHIFT=2, EGAIN=0.5), "doubtful", "default", (0.5, 2)),
        (evidence(1), "doubtful", "default", None),
        (evidence(16), "unknown", "default", None),
        (evidence(0), "unknown", "default", None),
        (FLOATS, "doubtful", "default", None),
        (replace(FLOATS, frame=AGREES), "doubtful", "default", (1.39, 0)),
        (
            replace(FLOATS, frame=AGREES, transfer=Transfer(0.25, 0.01, 100.0, 500)),
            *("doubtful", "default", (0.25, 0)),
        ),
    ],
)
def test_the_default_needs_support(
    found: GainEvidence, level: str, source: str, proposal: tuple[float, int] | None
) -> None:
    decision = decide(found, USUAL)
    assert (decision.level, decision.source) == (level, source)
    assert decision.proposal == proposal
    if proposal:
        value, bits = proposal
        assert decision.sentence.endswith(f"use {value:g} e-/ADU, padding {bits}")
        better = replace(USUAL, gain_e_per_adu=value, padding_bits=bits)
        assert decide(found, better).level == "ok"


def test_a_persons_own_value_wins() -> None:
    own = replace(USUAL, gain_e_per_adu=2.0)
    assert decide(evidence(EGAIN=0.5), own).source == "user"
    assert decide(evidence(EGAIN=0.5), own).level == "ok"
    assert decide(evidence(1), own).level == "doubtful"
    assert "no multiples of 16" in decide(evidence(1), own).sentence
    assert decide(evidence(1), UNPADDED).level == "ok"


def test_the_frames_themselves_are_asked_where_no_card_tells() -> None:
    assert needs_transfer(evidence(), USUAL)
    assert not needs_transfer(evidence(EGAIN=0.5), USUAL)
    assert needs_transfer(replace(FLOATS, frame=AGREES), USUAL)
    assert not needs_transfer(evidence(), UNPADDED)


def test_photon_transfer_supports_or_contradicts() -> None:
    agrees = replace(evidence(), transfer=Transfer(0.09, 0.005, 100.0, 500))
    assert decide(agrees, USUAL).level == "ok"
    assert "photon transfer" in decide(agrees, USUAL).source
    other = replace(evidence(), transfer=Transfer(0.25, 0.01, 100.0, 500))
    decision = decide(other, USUAL)
    assert (decision.level, decision.proposal) == ("doubtful", (4.0, 4))
    assert "0.25 +- 0.01" in decision.sentence
    unsure = replace(evidence(), transfer=Transfer(0.25, 0.05, 100.0, 500))
    assert decide(unsure, USUAL).level == "ok"
    silent = replace(evidence(), transfer=Transfer(None, float("nan"), 100.0, 0))
    assert decide(silent, USUAL).level == "unknown"


def test_no_frame_is_quieter_than_its_converter() -> None:
    quiet = Transfer(None, float("nan"), 10.0, 0)  # 0.87 e- at 1.39 / 16
    found = replace(evidence(RDNOISE=3.5), transfer=quiet)
    assert "quieter than RDNOISE says, 3.5 e-" in decide(found, USUAL).sentence
    louder = replace(found, transfer=replace(quiet, noise_adu=50.0))
    assert decide(louder, USUAL).level == "unknown"
    unmeasured = replace(found, transfer=replace(quiet, noise_adu=float("nan")))
    assert decide(unmeasured, USUAL).level == "unknown"


def test_the_last_row_always_applies() -> None:
    assert [row.name for row in DECISIONS][-1] == "nothing speaks"
    assert len({row.name for row in DECISIONS}) == len(DECISIONS)


@pytest.mark.parametrize("said", ["option", "user for QHY42PRO at gain 5"])
def test_the_default_too_may_be_a_persons_word(said: str) -> None:
    decision = decide(replace(evidence(EGAIN=0.5), said=said), USUAL)
    assert (decision.level, decision.source) == ("ok", said)
    assert decision.sentence == f"1.39 e-/ADU with 4 padding bits: chosen by the {said}"
    unpadded = decide(replace(evidence(1), said=said), USUAL)
    assert (unpadded.level, unpadded.source) == ("doubtful", said)
    assert gain_sources(replace(evidence(), said=said), USUAL)[0].name == said
