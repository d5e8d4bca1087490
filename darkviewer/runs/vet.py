"""Vetting: the candidates of a light frame against the hazards of its sensor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.foreign_text import shown
from darkviewer.core.progress import Job, Progress
from darkviewer.core.provenance.files import FileInput

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.hazard.lights import LightSources
    from darkviewer.core.hazard.match import Match
    from darkviewer.storage.lights.light import Light
    from darkviewer.storage.lights.sensor_reader import SensorFile

__all__ = ["DARKS", "Vetting", "vet", "vet_file"]

DARKS = ("auto", "subtracted", "none")
"""What is known of the dark of the lights; auto asks the header."""

_FACTS = (
    ("camera", "camera"),
    ("camera_id", "serial number"),
    ("binning", "binning"),
    ("region", "region"),
)
_WORTH_A_NOTE = (
    ("exposure_s", "exposure", " s"),
    ("gain", "gain", ""),
    ("offset", "offset", ""),
    ("set_temperature_c", "set point", " °C"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Vetting:
    """Result, one row per candidate.

    Attributes
    ----------
    name : str
        File that was vetted.
    against : SensorFile
        What it was vetted by.
    x, y : float64 arrays, shape (n,)
        Places, 0-based; NaN where the table has none.
    match : Match
        Probabilities and pixels to blame.
    sources : LightSources or None
        What the light frame itself says; None for a table.
    dark : str
        ``"subtracted"`` (before), ``"level"`` (here, the sensor's level) or ``"none"``.
    slope : float
        How many times the level was subtracted; 0 where it was not.
    notes : tuple of str
        What to know before trusting it, one sentence each.
    fwhm_px : float
        Width of a star that was looked for; NaN for a table.
    inputs : tuple of FileInput
        What was vetted, and by what, with their hashes.
    asked : mapping
        What `vet` was asked for.
    """

    name: str
    against: SensorFile
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    match: Match
    sources: LightSources | None
    dark: str
    slope: float
    notes: tuple[str, ...]
    fwhm_px: float
    inputs: tuple[FileInput, ...]
    asked: Mapping[str, Any]


def vet_file(
    path: Path, sensor_path: Path, *, dark: str = "auto", fwhm_px: float = 2.0
) -> Job[Vetting]:
    """Vet by a sensor file; see `vet`."""
    from darkviewer.storage.lights.sensor_reader import read_sensor

    yield Progress("Reading the sensor file", 0, 3)
    against = read_sensor(sensor_path)
    return (yield from vet(path, against, dark=dark, fwhm_px=fwhm_px))


def vet(
    path: Path, against: SensorFile, *, dark: str = "auto", fwhm_px: float = 2.0
) -> Job[Vetting]:
    """Find out which candidates of a light frame are artefacts of its sensor.

    Parameters
    ----------
    path : Path
        A light frame, or a table of its candidates, see `read_places`.
    against : SensorFile
        Of the same sensor.
    dark : {"auto", "subtracted", "none"}
        Whether the dark was subtracted before. Auto: as the header says; from a frame
        that is raw the sensor's level is subtracted, as many times as its hot pixels
        say; for a table it means none.
    fwhm_px : float
        Width of a star in the light frame.

    Raises
    ------
    DarkviewerError
        If the candidates cannot be of this sensor, or a file cannot be read.
    """
    from darkviewer.storage.fits.file_digest import file_input
    from darkviewer.storage.lights.places import is_table

    place, size = shown(str(against.info.path)), against.info.size_bytes
    sensor = FileInput("sensor file", place, size, against.sha256)
    inputs = file_input("lights", path), sensor
    of = _Asked(path, against, inputs, {"dark": dark, "fwhm_px": fwhm_px})
    if is_table(path):
        return (yield from _vet_table(of, dark))
    return (yield from _vet_light(of, dark, fwhm_px))


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    path: Path
    against: SensorFile
    inputs: tuple[FileInput, ...]
    asked: Mapping[str, Any]


def _vet_table(of: _Asked, dark: str) -> Job[Vetting]:
    from darkviewer.core.hazard.match import match
    from darkviewer.storage.lights.places import read_places

    path, against = of.path, of.against
    yield Progress("Reading the candidates", 1, 3)
    places = read_places(path)
    ny, nx = against.sensor.shape
    with np.errstate(invalid="ignore"):
        outside = (places.x < -0.5) | (places.x >= nx - 0.5)
        outside |= (places.y < -0.5) | (places.y >= ny - 0.5)
    if outside.any():
        raise DarkviewerError(
            f"{np.count_nonzero(outside)} of {len(outside)} candidates of {path.name} "
            f"lie outside the {nx}x{ny} pixels of {against.info.path.name}: they are "
            "of another sensor, region or binning"
        )
    yield Progress("Comparing with the sensor", 2, 3)
    done = dark == "subtracted"
    found = match(against.sensor, places.x, places.y, dark_subtracted=done)
    notes = []
    unplaced = int(np.count_nonzero(~np.isfinite(places.x)))
    if unplaced:
        notes.append(f"{unplaced} candidates have no place and are not vetted")
    if dark == "auto":
        notes.append(
            "nobody says whether the dark was subtracted: taken as not subtracted"
        )
    return Vetting(
        shown(path.name),
        against,
        places.x,
        places.y,
        found,
        None,
        "subtracted" if done else "none",
        0.0,
        tuple(notes),
        np.nan,
        of.inputs,
        of.asked,
    )


def _vet_light(of: _Asked, dark: str, fwhm_px: float) -> Job[Vetting]:
    from darkviewer.core.hazard.lights import find_in_light
    from darkviewer.core.hazard.match import match
    from darkviewer.core.psf.profile import GaussianPsf
    from darkviewer.core.psf.shape import ShapeOptions
    from darkviewer.storage.lights.light import read_light
    from darkviewer.storage.lights.sensor_reader import is_sensor_file

    path, against = of.path, of.against
    yield Progress("Reading the light frame", 1, 3)
    if is_sensor_file(path):
        raise DarkviewerError(
            f"{shown(path.name)} is a sensor file, not a light frame: give a frame of "
            "the sky, or a table of its candidates"
        )
    light = read_light(path)
    _check_same(light.info, against.info)
    image, good, dark, slope = _without_dark(light, against, dark)
    yield Progress("Looking for stars", 2, 3)
    options = ShapeOptions(psf=GaussianPsf(fwhm_px))
    sources = find_in_light(np.where(good, image, 0), good=good, options=options)
    found = match(
        against.sensor,
        sources.pixel_x.astype(np.float64),
        sources.pixel_y.astype(np.float64),
        dark_subtracted=dark != "none",
        dbic_hot=sources.shape.dbic[:, 0],
    )
    return Vetting(
        shown(path.name),
        against,
        sources.x,
        sources.y,
        found,
        sources,
        dark,
        slope,
        tuple(_differences(light.info, against.info)),
        fwhm_px,
        of.inputs,
        of.asked,
    )


def _without_dark(
    light: Light, against: SensorFile, asked: str
) -> tuple[NDArray[np.float64], NDArray[np.bool_], str, float]:
    """Electrons, which pixels are good, what became of the dark and how much of it."""
    from darkviewer.core.hazard.lights import dark_slope
    from darkviewer.storage.lights.light import LARGEST_ADU

    values = light.values.astype(np.float64)
    good = np.abs(values) < min(against.saturation_adu, LARGEST_ADU)
    image = values * against.scale_e
    if asked != "auto" or light.dark_subtracted:
        return image, good, "subtracted" if asked == "auto" else asked, 0.0
    level = against.sensor.level_e
    good &= np.isfinite(level)
    slope = dark_slope(image, against.sensor, good=good)
    if slope is None:
        if light.info.exposure_s != against.info.exposure_s:
            return image, good, "none", 0.0
        slope = 1.0
    return image - slope * level, good, "level", slope


def _check_same(light: FrameInfo, sensor: FrameInfo) -> None:
    """Refuse frames of another sensor or another part of it."""
    if light.shape != sensor.shape:
        (ny, nx), (of_y, of_x) = light.shape, sensor.shape
        raise DarkviewerError(
            f"{light.path.name} is {nx}x{ny} pixels and the sensor file {of_x}x{of_y}: "
            "survey darks of the same read-out region and binning"
        )
    for field, words in _FACTS:
        mine, other = getattr(light, field), getattr(sensor, field)
        if mine and other and mine != other:
            raise DarkviewerError(
                f"{light.path.name} and the sensor file differ in {words} ({mine} and "
                f"{other}): survey darks of the same camera, region and binning"
            )


def _differences(light: FrameInfo, sensor: FrameInfo) -> list[str]:
    notes = []
    for field, words, unit in _WORTH_A_NOTE:
        mine, other = getattr(light, field), getattr(sensor, field)
        if mine is not None and other is not None and mine != other:
            notes.append(
                f"the {words} of the light frame is {mine:g}{unit}, that of the darks "
                f"{other:g}{unit}: the rates are those of the darks"
            )
    return notes
