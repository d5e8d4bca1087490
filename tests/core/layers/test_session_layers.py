"""The examiner that is made when somebody asks: shared, and stopped by each alone."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import pytest

from darkviewer.core.calibration.pipeline import (
    Calibration,
    CalibrationRequest,
    calibrate,
)
from darkviewer.core.errors import Cancelled
from darkviewer.core.layers.session_layers import LazyExaminer
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.vetting.dossier import dossier
from darkviewer.core.vetting.noise_alone import simulate_noise
from darkviewer.core.vetting.sensor_pixels import sensor_pixels
from tests.helpers.simulated import darks

TEST = Parameters(criterion="psf")


class Reading:
    """A frame that lets the test look on while rows of it are read."""

    def __init__(self, frame: object, reads: list[int], stop: Event, last: int) -> None:
        self._frame, self._reads = frame, reads
        self._stop, self._last = stop, last

    def __getattr__(self, name: str) -> object:
        return getattr(self._frame, name)

    def read_rows(self, start: int, stop: int) -> object:
        self._reads.append(start)
        if len(self._reads) == self._last:
            self._stop.set()
        return self._frame.read_rows(start, stop)


@pytest.fixture(scope="module")
def calibration() -> Calibration:
    frames = darks((60, 90)).frames()
    return drive(calibrate(CalibrationRequest(0, frames, TEST)))


def test_measuring_ends_before_the_next_frame_once_it_is_stopped(
    calibration: Calibration,
) -> None:
    stop, reads = Event(), list[int]()
    used = tuple(Reading(one, reads, stop, last=3) for one in calibration.used)
    noise = LazyExaminer(replace(calibration, used=used))
    with pytest.raises(Cancelled):
        noise.get(TEST, stop=stop)
    assert len(reads) == 3
    examiner = noise.get(TEST)  # whoever asks again has it measured
    assert len(reads) > 3
    assert dossier(examiner, 40, 30, TEST).x == 40


def test_one_that_is_stopped_stops_nobody_else(calibration: Calibration) -> None:
    noise, stop = LazyExaminer(calibration), Event()
    mine, other = noise.get(TEST, stop=stop), noise.get(TEST, stop=Event())
    stop.set()
    for work in (
        lambda: simulate_noise(mine, floor_e=90.0),
        lambda: sensor_pixels(mine),
        lambda: dossier(mine, 40, 30, TEST),
    ):
        with pytest.raises(Cancelled):
            work()
    assert sensor_pixels(other) == sensor_pixels(noise.get(TEST))
    assert len(simulate_noise(other, floor_e=90.0).value_e)
