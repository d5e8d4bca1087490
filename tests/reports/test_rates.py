"""Rates of several sessions as a document and in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from darkviewer.core.candidates.clustering import gathering
from darkviewer.core.candidates.false_positives import Rate, false_positives
from darkviewer.core.candidates.session_rates import ByExposure
from darkviewer.core.parameters import Parameters
from darkviewer.reports.rates import session_rates_document, session_rates_lines
from darkviewer.runs.rates import SessionRates

AT = np.arange(3)
FOUND = false_positives(
    {"PSF-like": 3},
    gathering([0, 4, 7], 3 * AT, 0 * AT, n_frames=10, nx=1000),
    shape=(1000, 1000),
    exposure_s=30,
)
RATES = SessionRates(
    names=("one", "two"),
    found=(FOUND, FOUND),
    exposures_s=(30.0, None),
    per_frame=Rate(0.3, 0.1, 0.7),
    dispersion=1.5,
    parts=None,
    stars_per_frame=None,
    odds=None,
)
PARTED = replace(
    RATES,
    parts=ByExposure(Rate(0.1, 0.0, 0.2), Rate(0.01, 0.005, 0.02), 1.0),
    stars_per_frame=2.0,
    odds=Rate(6.0, 3.0, 20.0),
)


def test_lines_say_what_was_assumed() -> None:
    lines = list(session_rates_lines(RATES, Parameters()))
    assert lines[1].split() == [
        "one",
        "30",
        "s",
        "10",
        "3",
        "0.3",
        "[0.0818,",
        "0.856]",
    ]
    assert lines[2].split()[1] == "?"
    assert (
        "0.3 [0.1, 0.7] per frame at 95 %, by the scatter between sessions" in lines[4]
    )
    assert lines[5].startswith("one exposure, or too few sources: as many per second")
    assert "threshold 200 e-" in lines[-1]
    alone = replace(RATES, names=("one",), found=(FOUND,), exposures_s=(30.0,))
    assert "scatter between frames" in list(session_rates_lines(alone, Parameters()))[3]


def test_lines_have_both_parts_and_the_odds() -> None:
    lines = list(session_rates_lines(PARTED, Parameters()))
    assert lines[5] == (
        "0.1 [0, 0.2] per frame and 0.01 [0.005, 0.02] per second of open shutter"
    )
    assert lines[6] == (
        "with 2 such stars in a frame, an accepted candidate is a star at odds of "
        "6 [3, 20] to 1"
    )


def test_the_document_names_every_session() -> None:
    document = session_rates_document(RATES, Parameters())
    assert [one["session"] for one in document["sessions"]] == ["one", "two"]
    assert document["sessions"][0]["sources"] == 3
    assert document["per_frame"] == {"value": 0.3, "low": 0.1, "high": 0.7}
    assert document["by_exposure"] is None
    assert "per second" in document["assumes"]
    assert document["posterior_odds"] is None
    parted = session_rates_document(PARTED, Parameters())
    assert parted["by_exposure"]["per_second"]["value"] == 0.01
    assert parted["assumes"] == ""
    assert parted["posterior_odds"]["value"] == 6.0
