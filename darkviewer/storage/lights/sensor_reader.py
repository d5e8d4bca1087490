"""Reading the map of a sensor that was exported before."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from darkviewer.core.errors import DarkviewerError, FrameError
from darkviewer.core.frames.card_values import number, whole
from darkviewer.core.frames.header import frame_info
from darkviewer.core.hazard.classes import HAZARDS
from darkviewer.core.hazard.sensor_map import PLANES, SensorMap
from darkviewer.storage.fits.file_digest import file_digest
from darkviewer.storage.fits.files import read_from
from darkviewer.storage.lights.planes import PlaneFile, card_of, first_header

if TYPE_CHECKING:
    from darkviewer.core.frames.card_values import CardValue
    from darkviewer.core.frames.frame import FrameInfo

__all__ = ["KIND", "VERSION", "SensorFile", "is_sensor_file", "read_sensor"]

KIND = "Sensor Map"
"""IMAGETYP of the file."""

VERSION = 1
"""Of planes and classes; another one means other things."""

_TYPES = {
    "class_": "u1",
    "level_e": "f4",
    "sigma_e": "f4",
    "rate": "f4",
    "highest_e": "f4",
    "high": "i4",
    "last_seen": "i4",
}
"""Type of each plane in the file; the first is that of the primary HDU."""


@dataclass(frozen=True, slots=True, eq=False)
class SensorFile:
    """A sensor, and the frames that it was surveyed with.

    Attributes
    ----------
    sensor : SensorMap
        Its planes; `classes` are not read.
    info : FrameInfo
        What the header says of all these frames: camera, gain, exposure, region ...
    scale_e : float
        Electrons per saved ADU.
    saturation_adu : float
        Infinite when unknown.
    sha256 : str
        Of the file; empty where it is none, but a session in memory.
    """

    sensor: SensorMap
    info: FrameInfo
    scale_e: float
    saturation_adu: float
    sha256: str = ""


def read_sensor(path: Path) -> SensorFile:
    """Read a file that ``darkviewer sensor`` wrote.

    Raises
    ------
    DarkviewerError
        If it is another file, damaged or of another version; one sentence.
    """
    found = read_from(path, lambda file: _read(file, path))
    return replace(found, sha256=file_digest(path))


def is_sensor_file(path: Path) -> bool:
    """Whether its header says so."""
    try:
        cards, _ = read_from(path, lambda file: first_header(file, path.name))
    except FrameError:
        return False
    return _is_map(cards)


def _is_map(cards: dict[str, CardValue]) -> bool:
    return str(cards.get("IMAGETYP", "")).strip() == KIND


def _read(file: BufferedReader, path: Path) -> SensorFile:
    primary, _ = first_header(file, path.name)
    if not _is_map(primary):
        raise DarkviewerError(
            f"{path.name} is no sensor file: write one with `darkviewer sensor`, or "
            "with File > Export the sensor"
        )
    planes = PlaneFile(file, path.name, "sensor file")
    if card_of(primary, "SENSVER", whole) != VERSION:
        raise DarkviewerError(
            f"{path.name} was written by another version of Darkviewer: write the "
            "sensor file again"
        )
    found = planes.planes({PLANES[field][0]: kind for field, kind in _TYPES.items()})
    values: dict[str, Any] = {field: found[PLANES[field][0]] for field in _TYPES}
    n_frames = card_of(primary, "NCOMBINE", whole) or 0
    sensor = SensorMap(n_frames=n_frames, **values)
    _check(sensor, planes)
    scale = card_of(primary, "ESCALE", number)
    if scale is None or scale <= 0:
        raise planes.damaged("the card ESCALE is missing")
    saturation = card_of(primary, "SATURATE", number)
    info = frame_info(
        primary,
        path=path,
        shape=sensor.shape,
        size_bytes=os.fstat(file.fileno()).st_size,
    )
    return SensorFile(sensor, info, scale, np.inf if saturation is None else saturation)


def _check(sensor: SensorMap, planes: PlaneFile) -> None:
    """Nothing that would make numbers of nonsense."""
    if not 1 <= sensor.class_.min() <= sensor.class_.max() <= len(HAZARDS):
        raise planes.damaged("CLASS holds codes that are no classes")
    if not ((sensor.rate >= 0) & (sensor.rate <= 1)).all():
        raise planes.damaged("RATE is not between 0 and 1")
