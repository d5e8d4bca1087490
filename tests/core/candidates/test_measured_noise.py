"""The measured noise in plain values and in words."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from darkviewer.core.candidates.false_positives import Rate
from darkviewer.core.candidates.measured_noise import (
    MeasuredNoise,
    noise_document,
    noise_lines,
)

TWO_FRAMES = MeasuredNoise(
    leaders=(4.0, 1.0),
    accepted=(2.0, 0.0),
    lump=1.0,
    expected=Rate(0.5, 0.4, 0.6),
    z_width=((1.01, 0.99), (1.2, 0.7)),
    z_error=((0.01, 0.01), (0.01, math.inf)),
    signal_width=((1.0, 1.02), (1.0, 0.95)),
    signal_error=((0.01, 0.01), (0.01, 0.01)),
    correlation=((0.05, 0.0, 0.0), (0.0, -0.01, 0.0)),
    correlation_error=(0.002, 0.002),
    parts=("x 0 to 9", "x 10 to 19"),
    prior_frames=((20.0,), (30.0, 10_000.0)),
)


def test_rates_have_the_intervals_of_their_counts() -> None:
    # exact limits of two events (Blaker 2000): 0.3554 and 7.0540
    rate = TWO_FRAMES.accepted_rate
    assert (rate.value, rate.low, rate.high) == pytest.approx(
        (1, 0.3554 / 2, 7.0540 / 2), rel=1e-3
    )
    assert TWO_FRAMES.leader_rate.value == 2.5
    lumps = replace(TWO_FRAMES, lump=2.0).accepted_rate  # one event that counts twice
    assert lumps.high == pytest.approx(5.5716, rel=1e-3)


def test_the_widest_is_off_by_more_than_its_error() -> None:
    def off(width: float) -> float:
        return abs(width - 1)

    assert TWO_FRAMES.widest("z", off) == (1.2, 1, 0)  # 0.7 was not measured
    assert TWO_FRAMES.widest("signal", off) == (0.95, 1, 1)
    sound = replace(TWO_FRAMES, z_error=((1.0, 1.0), (1.0, 1.0)))
    assert sound.widest("z", off) == (1.0, 0, 0)


def test_a_document_has_everything() -> None:
    document = noise_document(TWO_FRAMES)
    assert document["negatives"]["accepted"] == [2, 0]
    assert document["negatives"]["per_frame"]["value"] == 1
    assert document["negatives"]["expected_per_frame"]["high"] == 0.6
    assert document["z_width"][1][0] == [1.2, 0.01]
    assert math.isnan(document["z_width"][1][1][1])
    assert document["correlation"][0] == [0.05, 0, 0]
    assert document["parts"] == ["x 0 to 9", "x 10 to 19"]
    assert document["d0"] == [[20], [30, 10_000]]
    unknown = noise_document(replace(TWO_FRAMES, expected=None))
    assert unknown["negatives"]["expected_per_frame"] is None
    json.dumps(document)


def test_the_same_in_sentences() -> None:
    first, widths, correlation = noise_lines(TWO_FRAMES)
    assert first == (
        "negative frames: 5 leaders, 2 accepted: 1 [0.178, 3.53] per frame; "
        "noise alone explains 0.5 [0.4, 0.6]"
    )
    assert widths.startswith("width of z 0.700 to 1.200, of the signal of a star 0.950")
    assert widths.endswith("d0 20 to 10000")
    assert correlation == (
        "correlation along rows +0.000 to +0.050, columns -0.010 to +0.000, "
        "diagonals +0.000 (+- 0.002)"
    )


def test_what_was_not_measured_is_said() -> None:
    nothing = ((math.inf, math.inf), (math.inf, math.inf))
    found = replace(TWO_FRAMES, z_error=nothing, expected=None)
    first, widths = noise_lines(found)
    assert "explains" not in first
    assert widths == "width of the noise: not measured, too few pixels at empty places"
    equal = replace(TWO_FRAMES, prior_frames=((20.0,),), leaders=(1.0, 0.0))
    first, widths, _ = noise_lines(equal)
    assert first.startswith("negative frames: 1 leader, ")
    assert widths.endswith("d0 20")
