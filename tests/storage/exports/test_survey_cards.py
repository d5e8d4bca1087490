"""What files of a survey say of its frames; see also the files themselves."""

from __future__ import annotations

from dataclasses import replace

from darkviewer.core.calibration.pipeline import Calibration
from darkviewer.storage.exports.survey_cards import (
    Surveyed,
    survey_cards,
    survey_history,
)
from tests.helpers.exported import MOMENT, Run


def of(run: Run, calibration: Calibration) -> Surveyed:
    return Surveyed(calibration, run.session, (), MOMENT)


def test_what_is_not_known_is_left_out(run: Run) -> None:
    known = replace(run.calibration, saturation_adu=float("inf"))
    cards = {key: value for key, value, _ in survey_cards(of(run, known))}
    assert "SATURATE" not in cards
    assert "FILTER" not in cards
    assert cards["NCOMBINE"] == 5
    assert cards["GAIN"] == 5
    assert (cards["LTV1"], cards["LTV2"]) == (0, 0)
    assert cards["DATE"] == f"{MOMENT:%Y-%m-%dT%H:%M:%S}"


def test_history_names_the_parameters_that_made_the_numbers(run: Run) -> None:
    lines = list(survey_history(of(run, run.calibration)))
    assert lines[0] == "Session 2024-05-08 / 03_38_48 / Dark30s"
    assert "Parameter method = median" in lines
    assert all(len(line) <= 70 for line in lines)
