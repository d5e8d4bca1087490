"""Hot pixels of the master, against scipy's median filter and known sensors."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.vetting.sensor_pixels import sensor_pixels
from darkviewer.core.vetting.session import examiner_for
from darkviewer.core.vetting.surroundings import high_pixels
from tests.helpers.frames import memory_frames
from tests.helpers.simulated import darks


@pytest.mark.parametrize("limit", [0.0, 2.0, 10.0])
def test_the_same_pixels_as_by_a_median_of_all(limit: float) -> None:
    rng = np.random.default_rng(4)
    level = rng.normal(1300, 1, (40, 60)) + np.linspace(0, 30, 60)
    places = rng.integers(0, 40, 30), rng.integers(0, 60, 30)
    level[places] += rng.exponential(20, 30)
    y, x = high_pixels(level, limit)
    inner = level - ndimage.median_filter(level, 7) > limit
    expected = {(a, b) for a, b in np.argwhere(inner) if 3 <= a < 37 and 3 <= b < 57}
    found = set(zip(y.tolist(), x.tolist(), strict=True))
    assert {(a, b) for a, b in found if 3 <= a < 37 and 3 <= b < 57} == expected
    assert len(expected) > 3


def test_pixels_without_a_value_are_not_high() -> None:
    level = np.full((9, 9), np.nan)
    assert high_pixels(level, 1.0)[0].size == 0
    level[4, 4] = 100.0
    assert high_pixels(level, 1.0)[0].size == 0
    level[4, 5:8] = 10.0
    assert list(zip(*high_pixels(level, 1.0), strict=True)) == [(4, 4)]


@pytest.mark.parametrize("rows", [64, 600])
def test_the_sensors_own_pixels_are_counted_once(rows: int) -> None:
    night = darks((rows, 96), frames=5)
    cube = np.stack([frame.values for frame in night.frames()])
    hot = [(0, 0), (20, 30), (rows // 2, 50), (255 % rows, 70), (256 % rows, 90)]
    for y, x in hot:
        cube[:, y, x] += 20_000
    cube[:, rows - 1, 95] = 65_535
    parameters = Parameters()
    frames = memory_frames(cube)
    calibration = drive(calibrate(CalibrationRequest(0, frames, parameters)))
    assert calibration.leaders is not None
    known = sensor_pixels(examiner_for(calibration, parameters))
    assert (known.hot, known.saturated) == (len(hot) + 1, 1)
