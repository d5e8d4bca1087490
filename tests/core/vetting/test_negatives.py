"""Maxima of negative frames against leaders of frames that were turned themselves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.psf.profile import pixel_fractions
from darkviewer.core.vetting import negatives
from darkviewer.core.vetting.negatives import peaks_of
from darkviewer.core.vetting.session import Examination, examine_session
from tests.helpers.frames import memory_frames

PEAKS = Parameters(
    criterion="psf", threshold_e=60.0, gain_e_per_adu=1.0, padding_bits=0
)
BOTH = (
    PEAKS,
    replace(PEAKS, threshold_e=75.0, threshold_sigma=3.0, neighbours=8),
    replace(PEAKS, detection="matched"),
    replace(PEAKS, criterion="both", master="in-sample"),
)


@pytest.fixture(scope="module")
def cube() -> NDArray[np.uint16]:
    """Six frames; the third one lacks the light of two stars and one pixel's."""
    rng = np.random.default_rng(5)
    values = rng.normal(20_000, 15, (6, 90, 80))
    star = 1600 * pixel_fractions(0.0, 0.0, 2.0)
    for y, x in ((30, 20), (63, 50)):
        values[2, y - 2 : y + 3, x - 2 : x + 3] -= star
    values[2, 80, 7] -= 400
    values[4, 10:15, 60:65] += star
    return np.rint(values).astype(np.uint16)


def examined(cube: NDArray[np.uint16], parameters: Parameters) -> Examination:
    request = CalibrationRequest(0, memory_frames(cube), parameters)
    return drive(examine_session(drive(calibrate(request)), parameters))


@pytest.mark.parametrize("parameters", BOTH)
def test_they_are_the_leaders_of_turned_frames(
    cube: NDArray[np.uint16], parameters: Parameters
) -> None:
    leaders, accepted = examined(cube, parameters).negatives.counted(parameters, 6)
    turned = examined(np.uint16(40_000) - cube, parameters).selection.table(parameters)
    np.testing.assert_array_equal(leaders, turned.leaders)
    np.testing.assert_array_equal(accepted, turned.candidates)
    assert accepted[2] >= 2
    assert leaders[2] > accepted[2]


def test_of_too_many_some_are_tested(
    cube: NDArray[np.uint16], monkeypatch: pytest.MonkeyPatch
) -> None:
    parameters = replace(PEAKS, threshold_e=35.0)
    whole = examined(cube, parameters).negatives
    assert whole.lump == 1
    monkeypatch.setattr(negatives, "MOST_OF_FRAME", 5)
    some = examined(cube, parameters).negatives
    assert len(some.frame) < len(whole.frame) / 2
    assert some.lump > 2
    floor = replace(parameters, threshold_e=35 * 7 / 8)
    for found in (whole, some):
        assert found.counted(floor, 6)[0].sum() == pytest.approx(len(whole.frame))


def test_absent_neighbours_are_left_out() -> None:
    values = np.array([[4, np.nan, 0], [2, 1, 0]], np.float32)
    found = peaks_of(values, np.array([0]))
    assert found.ratio4 == 0.5
    assert found.ratio8 == 0.25
    alone = peaks_of(np.array([[4.0]], np.float32), np.array([0]))
    assert np.isnan(alone.ratio4)
    assert alone.leader8


def test_a_session_without_any_has_none() -> None:
    flat = np.full((4, 20, 20), 500, np.uint16)
    found = examined(flat, PEAKS).negatives
    assert found.lump == 1
    assert not np.any(found.counted(PEAKS, 4))
