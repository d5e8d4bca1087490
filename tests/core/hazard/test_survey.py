"""The survey of a sensor whose pixels are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
from darkviewer.core.errors import FrameError, SessionError
from darkviewer.core.hazard.classes import HAZARDS
from darkviewer.core.hazard.sensor_map import SensorMap
from darkviewer.core.hazard.survey import survey
from darkviewer.core.progress import drive
from tests.helpers.frames import memory_frames
from tests.helpers.lights import (
    COLUMN,
    DEAD,
    EVENT,
    FRAMES,
    GAIN_E,
    HOT,
    JUMP,
    LEVEL,
    NOISE,
    NOISY,
    NX,
    NY,
    ORDINARY,
    PARAMETERS,
    SATURATED,
    TELEGRAPH,
    UP,
    WARM,
    darks,
    sensor_map,
)


@pytest.fixture(scope="module")
def sensor() -> SensorMap:
    return sensor_map()


def named(sensor: SensorMap, place: tuple[int, int]) -> str:
    x, y = place
    return HAZARDS[sensor.class_[y, x] - 1].name


def test_every_planted_pixel_has_its_class(sensor: SensorMap) -> None:
    assert named(sensor, TELEGRAPH) == "telegraph"
    assert named(sensor, HOT) == "hot"
    assert named(sensor, WARM) == "warm"
    assert named(sensor, NOISY) == "noisy"
    assert named(sensor, DEAD) == "dead"
    assert named(sensor, SATURATED) == "saturated"
    assert named(sensor, EVENT) == "ordinary"
    assert named(sensor, (COLUMN, 10)) == "bad column"
    assert sensor.shape == (NY, NX)
    assert sensor.counts["ordinary"] == NY * NX - sum(
        count for name, count in sensor.counts.items() if name != "ordinary"
    )
    assert sensor.counts["bad column"] == NY
    assert sensor.counts["telegraph"] == 1


def test_planes_say_what_the_frames_hold(sensor: SensorMap) -> None:
    x, y = TELEGRAPH
    values = darks()[:, y, x] * GAIN_E
    assert sensor.level_e[y, x] == np.median(values)
    assert sensor.high[y, x] == len(UP)
    assert sensor.last_seen[y, x] == UP[-1]
    assert sensor.highest_e[y, x] == pytest.approx(JUMP * GAIN_E, abs=8 * NOISE)
    x, y = EVENT
    assert (sensor.high[y, x], sensor.last_seen[y, x]) == (1, 2)
    x, y = HOT
    assert sensor.last_seen[y, x] == FRAMES - 1  # it stands out in every frame
    x, y = ORDINARY
    assert (sensor.high[y, x], sensor.last_seen[y, x]) == (0, -1)
    typical = float(np.median(sensor.sigma_e))
    for x, y in (NOISY, TELEGRAPH):
        spread = darks()[:, y, x].std(ddof=1) * GAIN_E
        assert sensor.sigma_e[y, x] == pytest.approx(spread, rel=0.05)
    x, y = ORDINARY
    assert typical == pytest.approx(NOISE * GAIN_E, rel=0.06)
    assert sensor.level_e[y, x] == pytest.approx(LEVEL * GAIN_E, rel=0.02)


def test_a_blinking_pixel_makes_artefacts_often_and_others_hardly(
    sensor: SensorMap,
) -> None:
    x, y = TELEGRAPH
    assert sensor.rate[y, x] == pytest.approx(len(UP) / FRAMES, abs=0.1)
    x, y = EVENT
    assert sensor.rate[y, x] < 1e-3  # one event is nothing of its own
    assert np.isfinite(sensor.rate).all()


def test_pixels_without_values_and_stuck_ones_have_no_data() -> None:
    cube = darks().astype(np.float32)
    cube[:, 10, 10] = np.nan
    cube[:, 11, 10] = 1001
    found = sensor_map(cube)
    assert named(found, (10, 10)) == named(found, (10, 11)) == "no data"
    assert np.isnan(found.level_e[10, 10])
    assert np.isnan(found.sigma_e[10, 10])
    assert 0 <= found.rate[10, 10] <= 1


def test_what_was_read_tells_saturated_and_stuck_pixels() -> None:
    """Where levels that move are removed, these pixels have none to remove."""
    stuck = (12, 40)
    cube = darks() + np.arange(0, 30 * FRAMES, 30, np.uint16)[:, None, None]
    cube[:, SATURATED[1], SATURATED[0]] = 65535
    cube[:, stuck[1], stuck[0]] = 1001
    found = sensor_map(cube, replace(PARAMETERS, master="leave-one-out"))
    assert named(found, SATURATED) == "saturated"
    assert named(found, stuck) == "no data"
    assert named(found, ORDINARY) == "ordinary"


def test_few_frames_and_no_blinking_pixel() -> None:
    rng = np.random.default_rng(2)
    cube = rng.normal(LEVEL, NOISE, (3, 40, 50)).astype(np.uint16)
    found = sensor_map(cube)
    assert found.counts["telegraph"] == found.counts["no data"] == 0
    assert found.n_frames == 3


def test_nothing_at_all() -> None:
    found = sensor_map(np.full((3, 40, 50), np.nan, np.float32))
    assert found.counts["no data"] == 2000


def test_a_frame_that_vanished_is_one_sentence() -> None:
    frames = memory_frames(darks(4))
    calibration = drive(calibrate(CalibrationRequest(1, frames, PARAMETERS)))

    def gone() -> None:
        raise FrameError("00002.fits has vanished")

    frames[1].before = gone
    with pytest.raises(SessionError, match=r"1 of 4 frames can no longer be read"):
        drive(survey(calibration, PARAMETERS))
