"""The map of a sensor with the times of its frames."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from darkviewer.core.progress import drive
from darkviewer.runs.sensor import sensor_of
from darkviewer.runs.session import calibrated, read_capture, request_for
from tests.helpers.lights import PARAMETERS, TELEGRAPH, UP


@pytest.mark.parametrize("when", [None, datetime(1999, 1, 1), datetime(2100, 1, 1)])
def test_frames_whose_time_is_not_known(sensor_path: Path, when: datetime) -> None:
    folder = sensor_path.parents[1] / "2024-05-08" / "Dark30s"
    session = drive(read_capture(folder))
    found = drive(calibrated(request_for(session, PARAMETERS)))
    frames = tuple(replace(frame, time=when) for frame in session.frames)
    sensor = drive(sensor_of(found, replace(session, frames=frames)))
    x, y = TELEGRAPH
    assert sensor.high[y, x] == len(UP)
    assert np.all(sensor.last_seen == -1)
