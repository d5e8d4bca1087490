"""A surveyed sensor in numbers and words."""

from __future__ import annotations

from pathlib import Path

from darkviewer.core.hazard.classes import HAZARDS
from darkviewer.core.progress import drive
from darkviewer.reports.sensor import sensor_document, sensor_lines
from darkviewer.runs.sensor import sensor_of
from darkviewer.runs.session import calibrated, read_capture, request_for
from tests.helpers.lights import NX, NY, PARAMETERS


def test_every_class_with_its_pixels_and_rate(sensor_path: Path) -> None:
    folder = sensor_path.parents[1] / "2024-05-08" / "Dark30s"
    session = drive(read_capture(folder))
    found = drive(calibrated(request_for(session, PARAMETERS)))
    sensor = drive(sensor_of(found, session))
    document = sensor_document(sensor, found, session)
    classes = {one["name"]: one for one in document["classes"]}
    assert list(classes) == [rule.name for rule in HAZARDS]
    assert sum(one["pixels"] for one in classes.values()) == NX * NY
    assert classes["telegraph"]["pixels"] == 1
    assert 0.2 < classes["telegraph"]["artefacts_per_frame"] < 0.5
    assert (document["n_frames"], document["shape"]) == (8, [NY, NX])
    lines = list(sensor_lines(sensor, session))
    assert lines[0].endswith(f"{NX}x{NY} pixels in 8 frames")
    assert len(lines) == len(HAZARDS) + 4
    expected = sum(one["alerts_per_frame"] for one in classes.values())
    assert lines[-1] == f"{expected:.3g} false alerts are to be expected in a frame"
    rates = sensor.rate.astype(float)
    assert abs(expected - rates.sum()) < 1e-9 * NX * NY
