"""Captures in which as many checks as can fail together do, written as FITS.

Some exclude each other: photon transfer tells nothing of frames whose levels move, one
that misses values holds no whole numbers, and two frames have no first one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from astropy.io import fits
from scipy.ndimage import gaussian_filter

from darkviewer.core.health.table import SessionChecks, judge
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import Job, drive
from darkviewer.runs.check import checked
from darkviewer.runs.session import Outcome, process
from tests.helpers.planted_faults import (
    FAULTS,
    START,
    Planted,
    add_stars,
    after_ten_nights,
    sound_session,
)

__all__ = ["SESSIONS", "worst_outcome", "write_worst"]


def _many() -> Planted:
    """Of ten frames, as many faults as do not hide each other."""
    s = after_ten_nights(sound_session(10, size=256))
    for name in ("persistence", "bad_columns", "telegraph_columns"):
        FAULTS[name](s)
    unit = s.sigma
    for k, values in enumerate(s.cube):
        wide = gaussian_filter(s.rng.normal(0, 1, values.shape), 0.6)
        s.add(1.5 * unit * wide / wide.std(), k)
    s.add(np.linspace(0, 3 * unit, 10)[:, None, None])
    FAULTS["light_leak"](s)
    FAULTS["lit_field"](s)
    s.add(s.rng.normal(0, 3 * unit, s.cube.shape[1:]), 4)
    s.add(s.rng.normal(0, unit, (10, s.ny, 1)))
    _holes(s, 30 * unit)
    FAULTS["particles"](s)
    s.cube = s.cube // 16 * 16
    s.cube[:, s.rng.random(s.cube.shape[1:]) < 0.05] = 65520
    s.cube[3] += s.rng.integers(0, 2, s.cube.shape[1:], np.uint16)
    s.cube[3][s.cube[0] == 65520] = 65520
    s.cube[9] = s.cube[8]
    s.tell(
        temperature_c=np.linspace(23, 26, 10).tolist(),
        set_temperature_c=[20.0] * 10,
        altered=[("Subtract Dark",)] * 10,
        egain=[0.5] * 10,
        egain_saved=[0.2] * 10,
        time=[START + timedelta(seconds=5 * (k ^ 1)) for k in range(10)],
    )
    return s


def _holes(s: Planted, depth: float) -> None:
    """Light taken from single frames, in the shape of stars."""
    y, x = np.mgrid[: s.ny, : s.nx]
    for k in range(len(s.cube)):
        for cy, cx in s.rng.uniform(8, s.ny - 8, (12, 2)):
            shape = np.exp(-((y - cy) ** 2 + (x - cx) ** 2) / (2 * 0.85**2))
            s.add(-depth * shape, k)


def _steady() -> Planted:
    """What only frames show whose levels stay."""
    s = sound_session(8, size=256)
    for name in ("gain", "first_frame", "missing_codes"):
        FAULTS[name](s)
    return s


def _still() -> Planted:
    """Frames with stars that differ by a constant alone, and miss values."""
    s = sound_session(6, size=256)
    add_stars(s, 20)
    FAULTS["no_noise"](s)
    s.add(5 * s.sigma, 3)
    FAULTS["missing_values"](s)
    return s


def _few() -> Planted:
    """Two frames, at both ends of their range."""
    s = sound_session(4, size=256)
    for name in ("clipped_at_zero", "rail", "frames"):
        FAULTS[name](s)
    return s


SESSIONS: dict[str, Callable[[], Planted]] = {
    "many": _many,
    "steady": _steady,
    "still": _still,
    "few": _few,
}


def write_worst(root: Path, name: str) -> tuple[Path, Planted]:
    """A capture below a root, as SharpCap would write it, and what is in it."""
    planted = SESSIONS[name]()
    folder = root / "2024-05-08" / "03_38_48" / "Dark30s"
    folder.mkdir(parents=True)
    for raw, info in zip(planted.cube, planted.infos, strict=True):
        hdu = fits.PrimaryHDU(raw)
        hdu.header.update(
            {
                "INSTRUME": "QHY42 Pro",
                "EXPTIME": info.exposure_s,
                "GAIN": 5,
                "CCD-TEMP": round(float(info.temperature_c or 0), 2),
                "SET-TEMP": info.set_temperature_c,
                "DATE-END": f"{info.time:%Y-%m-%dT%H:%M:%S.%f}",
            }
        )
        for key, value in (("EGAIN", info.egain), ("EGAINSAV", info.egain_saved)):
            if value:
                hdu.header[key] = value
        hdu.writeto(folder / info.name)
    if planted.infos[0].altered:
        text = "[QHY42 Pro]\nSubtract Dark=dark.fits\n"
        (folder / "00001.CameraSettings.txt").write_text(text)
    return folder, planted


def worst_outcome(folder: Path, planted: Planted, **more: Any) -> Outcome:
    """Examined, and judged against the nights before."""
    parameters = Parameters(criterion="psf", gain_e_per_adu=16 * planted.scale_e)

    def check(session: Any) -> Job[SessionChecks]:
        found = yield from checked(session)
        assert found.measures is not None
        return judge(
            replace(
                found.measures, baseline=planted.baseline, scale_said_e=planted.scale_e
            )
        )

    return drive(process(folder, parameters, check=check, **more))
