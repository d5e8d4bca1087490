"""The map of a sensor from a calibrated session, with the times of its frames."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.frames.exposure_span import span

if TYPE_CHECKING:
    from pathlib import Path

    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.session import Session
    from darkviewer.core.hazard.class_map import ClassMap
    from darkviewer.core.hazard.sensor_map import SensorMap
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.progress import Job
    from darkviewer.storage.lights.sensor_reader import SensorFile

__all__ = [
    "ZERO",
    "as_shown",
    "classes_of",
    "sensor_in_memory",
    "sensor_of",
    "written_sensor",
]

ZERO = datetime(2000, 1, 1)
"""Times of a map count from here, UTC."""


def as_shown(calibration: Calibration, parameters: Parameters) -> Calibration:
    """A calibration asked for with all that is on show.

    Some parameters change how its pixels are examined, and ask for no other run.
    """
    return replace(
        calibration, request=replace(calibration.request, parameters=parameters)
    )


def classes_of(calibration: Calibration) -> Job[ClassMap]:
    """The class of every pixel, and what each class does.

    Raises
    ------
    SessionError
        If a frame cannot be read any more.
    """
    from darkviewer.core.hazard.class_map import class_map
    from darkviewer.core.hazard.survey import survey

    found = yield from survey(calibration, calibration.request.parameters)
    return class_map(found)


def sensor_of(calibration: Calibration, session: Session) -> Job[SensorMap]:
    """Survey every pixel; `last_seen` in seconds.

    Raises
    ------
    SessionError
        If a frame cannot be read any more.
    """
    from darkviewer.core.hazard.survey import survey

    found = yield from survey(calibration, calibration.request.parameters)
    known = {info.name: info for info in session.frames}
    seconds = [-1]
    for source in calibration.used:
        info = known.get(source.name)
        moment = None if info is None else span(info)[0] or info.time
        after = -1 if moment is None else int((moment - ZERO).total_seconds())
        seconds.append(after if 0 <= after < 2**31 else -1)
    times = np.array(seconds, np.int32)
    return replace(found, last_seen=times[found.last_seen + 1])


def sensor_in_memory(calibration: Calibration, session: Session) -> Job[SensorFile]:
    """The same as what would be written and read again, to vet by at once.

    Raises
    ------
    SessionError
        If a frame cannot be read any more.
    """
    from darkviewer.storage.lights.sensor_reader import SensorFile

    sensor = yield from sensor_of(calibration, session)
    return SensorFile(
        sensor,
        replace(session.frames[0], path=session.path),
        calibration.request.parameters.scale,
        calibration.saturation_adu,
    )


def written_sensor(
    calibration: Calibration, session: Session, path: Path
) -> Job[tuple[SensorMap, Path]]:
    """Survey, and write the sensor file; gives the map and where it was written.

    Raises
    ------
    DarkviewerError
        If a frame cannot be read any more, or the file cannot be written.
    """
    from darkviewer.storage.exports.export import check_outside
    from darkviewer.storage.exports.sensor_file import write_sensor

    check_outside(path.parent, session)  # before the work, not after it
    sensor = yield from sensor_of(calibration, session)
    moment = datetime.now(UTC)
    written = yield from write_sensor(sensor, calibration, session, path, moment=moment)
    return sensor, written
