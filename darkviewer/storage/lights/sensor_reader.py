"""Reading the map of a sensor that was exported before."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import DarkviewerError, FrameError
from darkviewer.core.frames.card_values import number, whole
from darkviewer.core.frames.header import frame_info
from darkviewer.core.hazard.classes import HAZARDS
from darkviewer.core.hazard.sensor_map import PLANES, SensorMap
from darkviewer.storage.fits.cards import read_cards
from darkviewer.storage.fits.files import read_from
from darkviewer.storage.fits.layout import Layout, data_bytes, image_layout, physical
from darkviewer.storage.fits.room import check_room

if TYPE_CHECKING:
    from darkviewer.core.frames.card_values import CardValue
    from darkviewer.core.frames.frame import FrameInfo

__all__ = ["KIND", "VERSION", "SensorFile", "is_sensor_file", "read_sensor"]

KIND = "Sensor Map"
"""IMAGETYP of the file."""

VERSION = 1
"""Of planes and classes; another one means other things."""

_MOST_HDUS = 50

_FIELDS = {name: field for field, (name, _, _) in PLANES.items()}
_TYPES = {
    "class_": "u1",
    "level_e": "f4",
    "sigma_e": "f4",
    "rate": "f4",
    "highest_e": "f4",
    "high": "i4",
    "last_seen": "i4",
}
"""Type of each plane in the file."""

Value = TypeVar("Value")


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
    """

    sensor: SensorMap
    info: FrameInfo
    scale_e: float
    saturation_adu: float


def read_sensor(path: Path) -> SensorFile:
    """Read a file that ``darkviewer sensor`` wrote.

    Raises
    ------
    DarkviewerError
        If it is another file, damaged or of another version; one sentence.
    """
    return read_from(path, lambda file: _read(file, path))


def is_sensor_file(path: Path) -> bool:
    """Whether its header says so."""
    try:
        cards, _ = read_from(path, lambda file: _header(file, 0, path.name))
    except FrameError:
        return False
    return _is_map(cards)


def _is_map(cards: dict[str, CardValue]) -> bool:
    return str(cards.get("IMAGETYP", "")).strip() == KIND


def _read(file: BufferedReader, path: Path) -> SensorFile:
    primary, start = _header(file, 0, path.name)
    if not _is_map(primary):
        raise DarkviewerError(
            f"{path.name} is no sensor file: write one with `darkviewer sensor`, or "
            "with File > Export the sensor"
        )
    if _card(primary, "SENSVER", whole) != VERSION:
        raise DarkviewerError(
            f"{path.name} was written by another version of Darkviewer: write the "
            "sensor file again"
        )
    layouts = _layouts(file, path.name, primary, start)
    planes: dict[str, Any] = {
        field: _plane(file, layouts.get(name), layouts.get("CLASS"), field, path.name)
        for name, field in _FIELDS.items()
    }
    sensor = SensorMap(n_frames=_card(primary, "NCOMBINE", whole) or 0, **planes)
    _check(sensor, path.name)
    scale = _card(primary, "ESCALE", number)
    if scale is None or scale <= 0:
        raise _damaged(path.name, "the card ESCALE is missing")
    saturation = _card(primary, "SATURATE", number)
    info = frame_info(
        primary,
        path=path,
        shape=sensor.shape,
        size_bytes=os.fstat(file.fileno()).st_size,
    )
    return SensorFile(sensor, info, scale, np.inf if saturation is None else saturation)


def _header(
    file: BufferedReader, start: int, name: str
) -> tuple[dict[str, CardValue], int]:
    """Cards of the HDU at a byte, and where its data begin."""
    file.seek(start)
    if start == 0:
        if file.read(6) != b"SIMPLE":
            raise FrameError(
                f"{name} is not a FITS file: it does not begin with SIMPLE"
            )
        file.seek(0)
    cards, length = read_cards(file, name)
    return cards, start + length


def _layouts(
    file: BufferedReader, name: str, primary: dict[str, CardValue], offset: int
) -> dict[str, Layout]:
    """Where the planes lie, by EXTNAME."""
    found: dict[str, Layout] = {}
    cards = primary
    for _ in range(_MOST_HDUS):
        layout = image_layout(cards, primary, name, offset)
        plane = str(cards.get("EXTNAME", "")).strip()
        if layout is not None and plane in _FIELDS:
            found.setdefault(plane, layout)
        after = offset + data_bytes(cards, name)
        if after >= os.fstat(file.fileno()).st_size or len(found) == len(_FIELDS):
            break
        cards, offset = _header(file, after, name)
    return found


def _plane(
    file: BufferedReader,
    layout: Layout | None,
    first: Layout | None,
    field: str,
    name: str,
) -> NDArray[Any]:
    plane, _, _ = PLANES[field]
    if layout is None or first is None:
        raise _damaged(name, f"the plane {plane} is missing")
    if layout.shape != first.shape or layout.dtype != _TYPES[field] or layout.tiles:
        raise _damaged(name, f"the plane {plane} has another size or type")
    check_room(layout.image_bytes, name)
    values = np.empty(layout.shape, layout.stored)
    file.seek(layout.offset)
    if file.readinto(memoryview(values.view("u1").reshape(-1).data)) < values.nbytes:
        raise _damaged(name, f"it ends inside the plane {plane}")
    return physical(values, layout)


def _check(sensor: SensorMap, name: str) -> None:
    """Nothing that would make numbers of nonsense."""
    if not 1 <= sensor.class_.min() <= sensor.class_.max() <= len(HAZARDS):
        raise _damaged(name, "CLASS holds codes that are no classes")
    if not ((sensor.rate >= 0) & (sensor.rate <= 1)).all():
        raise _damaged(name, "RATE is not between 0 and 1")


def _card(
    cards: dict[str, CardValue], key: str, read: Callable[[CardValue], Value]
) -> Value | None:
    try:
        return read(cards[key])
    except (KeyError, ValueError, TypeError):
        return None


def _damaged(name: str, what: str) -> FrameError:
    return FrameError(f"{name} is damaged: {what}; write the sensor file again")
