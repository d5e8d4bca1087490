"""The map of a sensor with the times of its frames."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.hazard.class_map import SEVERITIES
from darkviewer.core.progress import drive
from darkviewer.runs.mask import MaskPlan, written_mask
from darkviewer.runs.sensor import as_shown, classes_of, sensor_of
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


def test_classes_are_those_of_the_mask_that_is_written(
    sensor_path: Path, tmp_path: Path
) -> None:
    folder = sensor_path.parents[1] / "2024-05-08" / "Dark30s"
    session = drive(read_capture(folder))
    found = drive(calibrated(request_for(session, PARAMETERS)))
    known = drive(classes_of(found))
    written = drive(written_mask(found, session, tmp_path / "mask", MaskPlan()))
    with fits.open(written.paths[0]) as hdus:
        bits, header = hdus[0].data, hdus[0].header
    bit = {header[f"DQBIT{place}"]: 1 << place for place in range(11)}
    np.testing.assert_array_equal(known.severity == 0, bits == 0)
    for code, rule in enumerate(SEVERITIES[1:], start=1):
        if rule.name != "no data":  # none of them is
            reason = bit[{"noisy": "unstable"}.get(rule.name, rule.name)]
            assert np.all(bits[known.severity == code] & reason), rule.name
    assert {known.name(x, y) for y, x in np.argwhere(bits == bit["telegraph"])} == {
        "telegraph"
    }


def test_what_is_on_show_decides_how_pixels_are_classified(sensor_path: Path) -> None:
    folder = sensor_path.parents[1] / "2024-05-08" / "Dark30s"
    session = drive(read_capture(folder))
    found = drive(calibrated(request_for(session, PARAMETERS)))
    other = as_shown(found, replace(PARAMETERS, amplifiers="2x1"))
    assert other.request.parameters.amplifiers == "2x1"
    assert other.master is found.master
