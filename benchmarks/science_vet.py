"""Stars and artefacts in simulated lights: how many of each the vetting kills.

The sensor's darks are surveyed, then the same sensor takes lights on another night:
its telegraph pixels have jumped, particles fall, and stars with Moffat profiles lie on
a sky. A third of the stars is put beside hazards on purpose. Tables of candidates come
from photutils' DAOStarFinder, an independent detector.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from photutils.background import Background2D
from photutils.detection import DAOStarFinder
from scipy.spatial import cKDTree

from benchmarks.markdown import print_table
from benchmarks.science_sessions import ArrayFrame
from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
from darkviewer.core.hazard.classes import ORDINARY
from darkviewer.core.hazard.lights import dark_slope, find_in_light
from darkviewer.core.hazard.match import Match, match
from darkviewer.core.hazard.sensor_map import SensorMap
from darkviewer.core.hazard.survey import survey
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.psf.profile import GaussianPsf
from darkviewer.core.psf.shape import ShapeOptions
from darkviewer.core.synthetic.exposures import Truth, expose, telegraph_states
from darkviewer.core.synthetic.particles import PARTICLES
from darkviewer.core.synthetic.sensor import SensorModel, SyntheticSensor, make_sensor

__all__ = ["report"]

Array = NDArray[np.float64]

SIDE = 1024
DARKS, LIGHTS = 10, 4
STARS = 450
EXPOSURE_S = 30.0
SKY_E = 150.0
BETA, FWHM_PX, SEEING = 3.0, 2.0, 0.1
OTHER_S = 60.0
"""Exposure of further lights: as many times the level as their hot pixels say."""

SENSORS = {"warm, 1300 e-": 20.0, "cool, 100 e-": -4.0}
"""Temperature of each."""

NEAR_PX = 2.0
"""A candidate is a star's if it lies so near; else it is what the frame made."""

HOT = 1.5
"""Times the median dark current."""

BINS = (0.0, 0.1, 0.5, 0.9, 1.0)


@dataclass(frozen=True)
class Light:
    """One frame of the sky, and what is in it."""

    raw: NDArray[np.uint16]
    stars: Array  # (n, 2): x, y
    beside: NDArray[np.bool_]  # put beside a hazard
    particles: Array  # (n, 2)


def report(*, short: bool) -> None:
    """Print the tables; `short`: with one light of each sensor instead of four."""
    warnings.filterwarnings("ignore", module="photutils")
    lights = 1 if short else LIGHTS
    found = {name: list(_vetted(degrees, lights)) for name, degrees in SENSORS.items()}
    print_table(f"kills in lights of 10 darks, {lights} lights each", _kills(found))
    print_table("probability said and share of artefacts", _said(found))


@dataclass(frozen=True)
class Vetted:
    """One way to vet one light; rows are candidates."""

    way: str
    match: Match
    star: NDArray[np.bool_]
    beside: NDArray[np.bool_]
    artefact: NDArray[np.bool_]  # no star, and a pixel is bad there in truth
    masked: NDArray[np.bool_]  # within 1 px of any hazard: a bad-pixel mask kills it


def _vetted(degrees: float, lights: int) -> Iterator[Vetted]:
    sensor = make_sensor(SensorModel(shape=(SIDE, SIDE)))
    take = partial(expose, sensor, temperature_c=degrees)
    states = telegraph_states(sensor, DARKS)
    darks = tuple(
        ArrayFrame(f"{k}", take(k, exposure_s=EXPOSURE_S, states=states[k]).raw)
        for k in range(DARKS)
    )
    calibration = drive(calibrate(CalibrationRequest(1, darks, Parameters())))
    found = drive(survey(calibration, Parameters()))
    hazards = _hazards(sensor)
    rng = np.random.default_rng(5)
    states = telegraph_states(sensor, lights, session=1)
    for number in range(lights):
        for seconds in (EXPOSURE_S, OTHER_S):
            frame = take(number, exposure_s=seconds, states=states[number], session=1)
            light = _light(frame.raw, frame.truth, sensor, found, rng)
            top = calibration.saturation_adu
            ways = _ways(light, found, top, tables=seconds == EXPOSURE_S)
            for way, known, x, y in ways:
                yield _judged(
                    f"{way}, {seconds:g} s", known, light, (found, hazards), (x, y)
                )


def _hazards(sensor: SyntheticSensor) -> Array:
    """Places of the pixels that blink, are hot, saturated or dead in truth, (n, 2)."""
    dark = sensor.dark_e_per_s
    bad = (dark > HOT * np.median(dark)) | sensor.saturated | sensor.dead
    bad[sensor.telegraph.y, sensor.telegraph.x] = True
    return np.argwhere(bad)[:, ::-1].astype(np.float64)


def _light(
    raw: NDArray[np.uint16],
    truth: tuple[Truth, ...],
    sensor: SyntheticSensor,
    found: SensorMap,
    rng: np.random.Generator,
) -> Light:
    """Stars and sky on top of a dark, each with its shot noise."""
    places = rng.uniform(8, SIDE - 9, (STARS, 2))
    hazards = np.argwhere(found.class_[8:-8, 8:-8] != ORDINARY)[:, ::-1] + 8
    beside = np.arange(STARS) < STARS // 3
    chosen = hazards[rng.integers(0, len(hazards), STARS // 3)]
    places[beside] = chosen + rng.uniform(-0.7, 0.7, chosen.shape)
    signal = np.full((SIDE, SIDE), SKY_E)
    for x, y in places:
        flux = np.exp(rng.uniform(np.log(500), np.log(20_000)))
        width = FWHM_PX * (1 + SEEING * rng.standard_normal())
        column, row = round(x), round(y)
        stamp = flux * _moffat(x - column, y - row, max(width, 1.2))
        signal[row - 7 : row + 8, column - 7 : column + 8] += stamp
    model = sensor.model
    codes = np.rint(rng.poisson(signal) / model.gain_e_per_adu)
    step = 2**model.padding_bits
    whole = np.minimum(raw.astype(np.float64) + codes * step, 65535 // step * step)
    hits = [(t.x, t.y) for t in truth if t.kind in PARTICLES]
    return Light(
        whole.astype(np.uint16), places, beside, np.array(hits, float).reshape(-1, 2)
    )


def _moffat(dx: float, dy: float, fwhm: float, over: int = 7) -> Array:
    """A Moffat profile integrated over 15x15 pixels by 7x7 points in each."""
    fine = (np.arange(15 * over) + 0.5) / over - 7.5
    alpha = fwhm / (2 * np.sqrt(2 ** (1 / BETA) - 1))
    r2 = (fine - dx) ** 2 + ((fine - dy) ** 2)[:, None]
    light = (BETA - 1) / (np.pi * alpha**2) * (1 + r2 / alpha**2) ** -BETA
    return light.reshape(15, over, 15, over).sum((1, 3)) / over**2


def _ways(
    light: Light, sensor: SensorMap, saturation: float, *, tables: bool
) -> Iterator[tuple[str, Match, Array, Array]]:
    """How candidates are found, what is made of them, and their places."""
    image = light.raw * Parameters().scale
    good = np.isfinite(sensor.level_e) & (light.raw < saturation)
    slope = dark_slope(image, sensor, good=good)
    clean = np.where(good, image - (slope or 0) * sensor.level_e, 0)
    options = ShapeOptions(GaussianPsf(FWHM_PX))
    seen = find_in_light(clean, good=good, options=options)
    x, y = seen.pixel_x.astype(float), seen.pixel_y.astype(float)
    shape = seen.shape.dbic[:, 0]
    known = match(sensor, x, y, dark_subtracted=True, dbic_hot=shape)
    yield "frame", known, seen.x, seen.y
    for way, plane in (("dark subtracted", clean), ("raw", image)) if tables else ():
        x, y = _table_of(np.where(good, plane, np.median(plane)))
        known = match(sensor, x, y, dark_subtracted=way != "raw")
        yield f"table, {way}", known, x, y


def _table_of(image: Array) -> tuple[Array, Array]:
    background = Background2D(image, 64)
    clean = image - background.background
    sigma = float(background.background_rms_median)
    table = DAOStarFinder(threshold=4 * sigma, fwhm=FWHM_PX)(clean)
    names = [n for n in ("xcentroid", "x_centroid") if n in table.colnames]
    x, y = (np.asarray(table[n], float) for n in (names[0], "y" + names[0][1:]))
    return x, y


def _judged(
    way: str,
    found: Match,
    light: Light,
    sensor: tuple[SensorMap, Array],
    place: tuple[Array, Array],
) -> Vetted:
    survey_, hazards = sensor
    places = np.column_stack(place)
    away, which = cKDTree(light.stars).query(places)
    star = away < NEAR_PX
    hits = light.particles if len(light.particles) else np.full((1, 2), -1e6)
    struck = cKDTree(hits).query(places)[0] < 4
    artefact = ~star & ~struck & (cKDTree(hazards).query(places)[0] < NEAR_PX)
    at = np.argwhere(survey_.class_ != ORDINARY)[:, ::-1]
    masked = cKDTree(at).query(places)[0] < 1
    beside = star & light.beside[which]
    return Vetted(way, found, star, beside, artefact, masked)


def _kills(found: dict[str, list[Vetted]]) -> Iterator[list[str]]:
    yield [
        *("sensor", "candidates from", "stars killed, anywhere", "beside a hazard"),
        *("artefacts of the sensor killed", "noise, particles and the rest"),
        *("by a mask: stars", "beside", "artefacts"),
    ]
    for name, ways in found.items():
        for way in dict.fromkeys(item.way for item in ways):
            own = [item for item in ways if item.way == way]
            parts = [
                [item.star & ~item.beside for item in own],
                [item.beside for item in own],
                [item.artefact for item in own],
                [~item.star & ~item.artefact for item in own],
            ]
            dead = [item.match.artefact for item in own]
            mask = [item.masked for item in own]
            cells = [_share(dead, part) for part in parts]
            yield [name, way, *cells, *(_share(mask, part) for part in parts[:3])]


def _share(dead: list[NDArray[np.bool_]], of: list[NDArray[np.bool_]]) -> str:
    killed, total = np.concatenate(dead), np.concatenate(of)
    if not total.any():
        return "-"
    return f"{killed[total].mean():.3f} of {np.count_nonzero(total)}"


def _said(found: dict[str, list[Vetted]]) -> Iterator[list[str]]:
    yield [
        *("sensor", "candidates from", "said", "mean of it", "artefacts", "candidates")
    ]
    for name, ways in found.items():
        for way in dict.fromkeys(item.way for item in ways):
            own = [item for item in ways if item.way == way]
            p = np.concatenate([item.match.probability for item in own])
            keep = np.concatenate(
                [(item.star & ~item.beside) | item.artefact for item in own]
            )
            false = np.concatenate([~item.star for item in own])
            for low, high in pairwise(BINS):
                rows = keep & (p >= low) & ((p < high) | (high == 1))
                if rows.any():
                    mean, share = p[rows].mean(), false[rows].mean()
                    cells = [f"{low:g} to {high:g}", f"{mean:.3f}", f"{share:.3f}"]
                    yield [name, way, *cells, str(np.count_nonzero(rows))]
