"""The map of a sensor as a FITS file: an HDU for each plane, and where it came from."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from darkviewer.core.hazard.classes import HAZARDS
from darkviewer.core.hazard.sensor_map import PLANES, SensorMap
from darkviewer.core.progress import Job, Progress
from darkviewer.storage.exports.export import check_outside
from darkviewer.storage.exports.folder import write_listed
from darkviewer.storage.exports.inputs import input_table, inputs
from darkviewer.storage.exports.provenance_table import provenance_table
from darkviewer.storage.exports.survey_cards import (
    Surveyed,
    survey_cards,
    survey_history,
)
from darkviewer.storage.lights.sensor_reader import KIND, VERSION

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.session import Session
    from darkviewer.storage.exports.master_cards import Card

__all__ = ["put_sensor", "write_sensor"]


def write_sensor(
    sensor: SensorMap,
    calibration: Calibration,
    session: Session,
    path: Path,
    *,
    moment: datetime,
) -> Job[Path]:
    """Write the planes with their provenance; an existing file is never touched.

    Parameters
    ----------
    sensor : SensorMap
        With times in `last_seen`.
    calibration, session : Calibration, Session
        That it was surveyed from.
    path : Path
        The name wanted.
    moment : datetime
        UTC, when it is written.

    Returns
    -------
    Job of Path
        Where it was written.

    Raises
    ------
    DarkviewerError
        If the folder is a capture's, or the file cannot be written.
    """
    check_outside(path.parent, session)
    rows = yield from inputs(calibration, session)
    yield Progress("Writing the sensor file", 0, 1)
    facts = Surveyed(calibration, session, rows, moment)
    content, title = partial(put_sensor, sensor, facts), session.title
    return write_listed(path, content, what="Sensor", of=title, moment=moment)


def put_sensor(sensor: SensorMap, facts: Surveyed, file: BinaryIO) -> None:
    """Planes, and tables of classes, inputs and provenance."""
    import astropy.io.fits

    fits: Any = astropy.io.fits  # untyped
    hdus: list[Any] = []
    for field, (name, unit, sentence) in PLANES.items():
        values = getattr(sensor, field)
        if values.dtype == np.uint16:
            values = values.astype(np.int32)
        hdu = fits.ImageHDU(values, name=name) if hdus else fits.PrimaryHDU(values)
        hdu.header["EXTNAME"] = name
        if unit:
            hdu.header["BUNIT"] = unit
        hdu.header.add_comment(sentence)
        hdus.append(hdu)
    hdus[0].header.extend(_cards(facts))
    for line in survey_history(facts):
        hdus[0].header.add_history(line)
    hdus[-1].header.extend(_TIME_CARDS)
    hdus += [_class_table(fits, sensor), input_table(fits, facts.rows)]
    hdus.append(provenance_table(fits, facts.record()))
    fits.HDUList(hdus).writeto(file, checksum=True)


_TIME_CARDS: list[Card] = [
    ("TIMESYS", "UTC", "time scale"),
    ("MJDREF", 51544.0, "[d] zero of the times: 2000-01-01T00:00:00"),
    ("TIMEUNIT", "s", "unit of the times"),
]


def _cards(facts: Surveyed) -> list[Card]:
    return [
        ("IMAGETYP", KIND, "what the pixels of this sensor do in the dark"),
        ("SENSVER", VERSION, "version of these planes and classes"),
        *survey_cards(facts),
    ]


def _class_table(fits: Any, sensor: SensorMap) -> Any:
    """Codes of CLASS, what they mean, and how often such pixels make artefacts."""
    columns = [
        fits.Column("CODE", "I", array=np.arange(1, len(HAZARDS) + 1)),
        fits.Column("NAME", "12A", array=[rule.name for rule in HAZARDS]),
        fits.Column(
            "RULE",
            f"{max(len(rule.words) for rule in HAZARDS)}A",
            array=[rule.words for rule in HAZARDS],
        ),
        fits.Column("PIXELS", "K", array=[rate.pixels for rate in sensor.classes]),
        fits.Column("RATE", "D", array=[rate.mean for rate in sensor.classes]),
        fits.Column("STRENGTH", "D", array=[rate.strength for rate in sensor.classes]),
    ]
    return fits.BinTableHDU.from_columns(columns, name="CLASSES")
