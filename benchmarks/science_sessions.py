"""Whole synthetic sessions through the PSF test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.markdown import print_table
from darkviewer.core.calibration.pipeline import (
    Calibration,
    CalibrationRequest,
    calibrate,
)
from darkviewer.core.candidates.selection import CandidateTable, candidate_table
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.synthetic.exposures import Truth, expose, telegraph_states
from darkviewer.core.synthetic.sensor import SensorModel, SyntheticSensor, make_sensor
from darkviewer.core.vetting.session import examine_session

__all__ = ["ArrayFrame", "Session", "report", "session"]

FRAMES = 10
EXPOSURE_S = 30.0
PARAMETERS = Parameters(criterion="psf", profile_error=0.0)
SESSIONS = *((20.0, seed) for seed in range(7, 13)), (-4.0, 7)
"""Temperature and seed of each."""


def report(*, short: bool) -> None:
    """Print the tables; `short` with the first of the sessions."""
    made = SESSIONS[:1] if short else SESSIONS
    print_table("sessions of 10 x 2048x2048 with 300 stars", sessions(made))


@dataclass(frozen=True)
class ArrayFrame:
    """A frame that is an array."""

    name: str
    pixels: NDArray[np.uint16]

    @property
    def shape(self) -> tuple[int, int]:
        ny, nx = self.pixels.shape
        return ny, nx

    @property
    def dtype(self) -> np.dtype[np.uint16]:
        return self.pixels.dtype

    def read_rows(self, start: int, stop: int) -> NDArray[np.uint16]:
        return self.pixels[start:stop]


@dataclass(frozen=True)
class Session:
    """A synthetic session, calibrated, and the truth about it."""

    sensor: SyntheticSensor
    calibration: Calibration
    truth: list[tuple[Truth, ...]]


def session(temperature_c: float, *, seed: int) -> Session:
    sensor = make_sensor(SensorModel(seed=seed))
    states = telegraph_states(sensor, FRAMES)
    taken = [
        expose(
            sensor,
            index,
            exposure_s=EXPOSURE_S,
            temperature_c=temperature_c,
            states=states[index],
            stars=30,
        )
        for index in range(FRAMES)
    ]
    frames = tuple(ArrayFrame(f"{n + 1:05d}.fits", t.raw) for n, t in enumerate(taken))
    calibration = drive(calibrate(CalibrationRequest(0, frames, PARAMETERS)))
    return Session(sensor, calibration, [t.truth for t in taken])


def sessions(which: Sequence[tuple[float, int]]) -> Iterator[list[str]]:
    yield [
        "sensor",
        "stars above 200 e-",
        "kept by the PSF test (expected: at least 99 %)",
        "by the ratio",
        "false positives per frame (expected: at most 0.15)",
        "telegraph pixels labelled so (expected: at least 90 %)",
        "of those high in 2 frames or more",
    ]
    for temperature_c, seed in which:
        made = session(temperature_c, seed=seed)
        tests = drive(examine_session(made.calibration, PARAMETERS))
        shape = made.calibration.master.shape
        table = candidate_table(
            tests.leaders, shape, PARAMETERS, evidence=tests.evidence
        )
        yield [f"{temperature_c:g} C, seed {seed}", *_labelled(made, table)]


def _labelled(made: Session, table: CandidateTable) -> list[str]:
    stars, owner = _stars(made, table)
    assert table.classification is not None  # tests were made
    leads = np.array([np.flatnonzero(owner == n)[:1] for n in range(stars)], object)
    seen = [int(rows[0]) for rows in leads if len(rows)]
    kept = table.accepted[seen]
    ratio = table.min_neighbour_ratio[seen] >= 0.3
    false = table.accepted & (owner < 0)
    blink = made.sensor.telegraph
    telegraph = np.isin(
        table.y.astype(np.int64) * 4096 + table.x, blink.y * 4096 + blink.x
    ) & (owner < 0)
    named = table.classification.words == "telegraph"
    again = telegraph & (table.classification.evidence.past.recurrence >= 2)
    return [
        f"{len(seen)}",
        f"{kept.mean():.1%} ({kept.sum()})",
        f"{ratio.mean():.1%}",
        f"{false.sum() / FRAMES:.2f} ({false.sum()} in {FRAMES} frames)",
        _share(named, telegraph),
        _share(named, again),
    ]


def _share(named: NDArray[np.bool_], among: NDArray[np.bool_]) -> str:
    total = int(among.sum())
    return f"{named[among].mean():.1%} of {total}" if total else "none"


def _stars(made: Session, table: CandidateTable) -> tuple[int, NDArray[np.int64]]:
    """Number of stars, and for each leader the star whose light it is, or -1.

    The leader on a star's pixel comes first; bright stars make others on their wings.
    """
    owner = np.full(len(table), -1, np.int64)
    number = 0
    for index, events in enumerate(made.truth):
        for event in events:
            if event.kind != "star":
                continue
            away = np.hypot(table.x - event.x, table.y - event.y)
            owner[(table.frame == index) & (away < 3) & (owner < 0)] = number
            number += 1
    return number, owner
