"""A small sensor with pixels that the tests know: its darks, and lights it took."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from astropy.io import fits
from numpy.typing import NDArray

from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
from darkviewer.core.hazard.sensor_map import SensorMap
from darkviewer.core.hazard.survey import survey
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.runs.sensor import written_sensor
from darkviewer.runs.session import calibrated, read_capture, request_for
from tests.helpers.frames import memory_frames

NY, NX, FRAMES = 96, 160, 8
LEVEL, NOISE = 1000.0, 6.0
GAIN_E = 2.0
PARAMETERS = Parameters(gain_e_per_adu=GAIN_E, padding_bits=0)

TELEGRAPH = (20, 30)  # x, y
UP = (1, 4, 6)
JUMP = 300
HOT = (50, 60)
WARM = (52, 30)
NOISY = (70, 15)
DEAD = (90, 70)
SATURATED = (100, 20)
EVENT = (30, 80)  # high in one frame alone
COLUMN = 130
ORDINARY = (60, 45)
PLANTED = {
    **{TELEGRAPH: "telegraph", HOT: "hot", WARM: "warm", NOISY: "noisy"},
    **{DEAD: "dead", SATURATED: "saturated", ORDINARY: "ordinary"},
    **{(COLUMN, y): "bad column" for y in (3, 12)},
}
"""Class of pixels (x, y)."""
STARS = ((40.3, 20.2), (75.0, 50.4), (110.4, 75.3))

CARDS = {
    "INSTRUME": "Testcam",
    "CAMID": "0815",
    "GAIN": 7,
    "OFFSET": 20,
    "EXPTIME": 30.0,
    "SET-TEMP": -10.0,
    "XORGSUBF": 100,
    "YORGSUBF": 200,
    "EGAIN": GAIN_E,
}


def _pattern() -> NDArray[np.float64]:
    """What is the same in every dark frame."""
    pattern = np.random.default_rng(99).normal(LEVEL, 4, (NY, NX))
    pattern[HOT[1], HOT[0]] += 900
    pattern[WARM[1], WARM[0]] += 30
    pattern[:, COLUMN] += 120
    others = np.random.default_rng(7).integers(8, (NY - 8, NX - 8), (25, 2))
    pattern[others[:, 0], others[:, 1]] += 700
    return pattern


def darks(n: int = FRAMES, *, seed: int = 1) -> NDArray[np.uint16]:
    """Raw ADU of dark frames, at least three."""
    rng = np.random.default_rng(seed)
    cube = _pattern() + rng.normal(0, NOISE, (n, NY, NX))
    x, y = TELEGRAPH
    cube[[k for k in UP if k < n], y, x] += JUMP
    x, y = NOISY
    cube[:, y, x] += NOISE * 5 * np.linspace(-1, 1, n)[rng.permutation(n)]
    x, y = EVENT
    cube[2, y, x] += 500
    raw = np.rint(cube).astype(np.uint16)
    raw[:, DEAD[1], DEAD[0]] = 3
    raw[:, SATURATED[1], SATURATED[0]] = 65535
    return raw


def light(
    *,
    stars: Sequence[tuple[float, float]] = STARS,
    flux: float = 3000,
    times: float = 1.0,
    up: bool = True,
    seed: int = 5,
) -> NDArray[np.uint16]:
    """Raw ADU of a frame of the sky; `times`: of the darks' signal above 900 ADU."""
    rng = np.random.default_rng(seed)
    frame = (_pattern() - 900) * times + 950 + rng.normal(0, NOISE, (NY, NX))
    if up:
        frame[TELEGRAPH[1], TELEGRAPH[0]] += JUMP
    y, x = np.mgrid[:NY, :NX]
    for at_x, at_y in stars:
        r2 = (x - at_x) ** 2 + (y - at_y) ** 2
        profile = np.exp(-r2 / (2 * 0.85**2)) / (2 * np.pi * 0.85**2)
        frame += rng.poisson(flux * profile) / GAIN_E
    frame[SATURATED[1], SATURATED[0]] = 65535
    return np.rint(frame).clip(0, 65535).astype(np.uint16)


def sensor_map(cube: Any = None, parameters: Parameters = PARAMETERS) -> SensorMap:
    """Of darks in memory; `last_seen` holds frames."""
    frames = memory_frames(darks() if cube is None else cube)
    calibration = drive(calibrate(CalibrationRequest(1, frames, parameters)))
    return drive(survey(calibration, parameters))


def write_darks(folder: Path) -> Path:
    """A capture of these darks, one a minute."""
    folder.mkdir(parents=True)
    for number, raw in enumerate(darks()):
        when = f"2024-05-08T03:{10 + number}:00"
        cards = {**CARDS, "IMAGETYP": "DARK", "DATE-OBS": when}
        fits.writeto(folder / f"{number + 1:05}.fits", raw, fits.Header(cards))
    return folder


def write_light(path: Path, raw: NDArray[Any] | None = None, **cards: Any) -> Path:
    """A light frame of the same sensor; cards that are None are left out."""
    path.parent.mkdir(parents=True, exist_ok=True)
    known = {**CARDS, "IMAGETYP": "LIGHT", **cards}
    kept = {key: value for key, value in known.items() if value is not None}
    fits.writeto(path, light() if raw is None else raw, fits.Header(kept))
    return path


def write_sensor_file(folder: Path) -> Path:
    """The darks in a capture, and the sensor file that was made of them."""
    session = drive(read_capture(write_darks(folder / "2024-05-08" / "Dark30s")))
    calibration = drive(calibrated(request_for(session, PARAMETERS)))
    _, path = drive(
        written_sensor(calibration, session, folder / "sensors" / "sensor.fits")
    )
    return path
