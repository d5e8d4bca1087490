"""Rates of false sources in words and as documents."""

from __future__ import annotations

import json

import numpy as np
import pytest

from darkviewer.core.candidates.clustering import gathering
from darkviewer.core.candidates.false_positives import FalsePositives, Rate
from darkviewer.core.candidates.false_positives import false_positives as counted
from darkviewer.core.candidates.rates import (
    budget_words,
    rate_words,
    rates_document,
    rates_words,
)


def found(frames: list[int], n_frames: int = 10, **more: float) -> FalsePositives:
    """Sources far apart, in these frames."""
    at = np.arange(len(frames))
    gathered = gathering(frames, 3 * at, 0 * at, n_frames=n_frames, nx=10**6)
    return counted({"PSF-like": len(frames)}, gathered, shape=(1000, 1000), **more)


def test_a_document_has_everything_and_says_what_it_assumes() -> None:
    document = rates_document(found([0, 4, 4], exposure_s=30.0))
    assert document["sources"] == document["count"] == 3
    assert document["frames"] == 10
    assert document["per_frame"]["value"] == pytest.approx(0.3)
    assert document["per_hour"]["value"] == pytest.approx(36)
    assert document["night_h"] == 8
    assert "per second" in document["per_hour_assumes"]
    assert document["gathered"]["counts"] == [1, 0, 0, 0, 2, 0, 0, 0, 0, 0]
    json.dumps(document)


def test_frames_are_numbered_from_1_as_everywhere() -> None:
    document = rates_document(found([3] * 9))
    assert document["gathered"]["outlying"] == [4]
    assert "0 per frame without frame 4" in rates_words(found([3] * 9))


def test_words_leave_out_what_is_not_known() -> None:
    words = rates_words(found([0]))
    assert words == (
        "1 false source (1 accepted candidate) in 10 frames: "
        "0.1 [0.00513, 0.553] per frame"
    )
    longer = rates_words(
        found([0], exposure_s=30.0, arcsec_per_px=3.6, noise_alone=0.012)
    )
    assert "12 [0.616, 66.3] per hour (as many per second" in longer
    # one square degree is 1000 x 1000 pixels of 3.6 arcsec
    assert "0.1 [0.00513, 0.553] per square degree and frame" in longer
    assert longer.endswith("0.012 per frame from noise alone")


def test_the_scatter_between_frames_is_said() -> None:
    assert "times that of chance" in rates_words(found([3] * 9))
    assert "times that of chance" not in rates_words(found([0, 1, 2]))


def test_a_rate_is_said_with_its_interval() -> None:
    assert rate_words(Rate(0.3, 0.0619, 0.8767)) == "0.3 [0.0619, 0.877]"
    assert rate_words(Rate(2.93, 3.4e-26, 188)) == "2.93 [0, 188]"


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (
            Rate(12, 6, 210),
            "12 false sources [6, 210] in a night of 8 h of open shutter",
        ),
        (
            Rate(0.25, 0.1, 0.5),
            "one false source in 4 nights [2, 10] of 8 h of open shutter",
        ),
        (
            Rate(0.25, 0, 0.5),
            "one false source in 4 nights [2, any number] of 8 h of open shutter",
        ),
        (
            Rate(0, 0, 0.5),
            "fewer than one false source in 2 nights of 8 h of open shutter",
        ),
        (
            Rate(0, 0, 12781),
            "0 false sources [0, 13000] in a night of 8 h of open shutter",
        ),
        (
            Rate(0.25, 1e-30, 0.5),
            "one false source in 4 nights [2, any number] of 8 h of open shutter",
        ),
        (Rate(np.nan, 0, np.inf), ""),
    ],
)
def test_budget_of_a_night(rate: Rate, words: str) -> None:
    assert budget_words(rate) == words
