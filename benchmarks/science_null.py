"""What noise alone does, observed in simulated and real darks, beside what is said.

Sessions without particles, blinking pixels or stars: every leader is made by noise.
Simulated ones are looked at above 4 sigma, where there are enough to count in a few
frames, real ones above lower limits and above the 5 of the program. ``DARKS=FOLDER`` in
the environment names a session of real darks of several amplifiers.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from unittest import mock

import numpy as np
from astropy.io import fits
from numpy.typing import NDArray

from benchmarks.markdown import print_table
from benchmarks.science_sessions import ArrayFrame
from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
from darkviewer.core.candidates.false_positives import poisson_interval
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.vetting.noise_alone import simulate_noise
from darkviewer.core.vetting.session import examine_session

__all__ = ["report"]

Counts = tuple[tuple[int, int], tuple[float, float], tuple[int, int]]

SIZE, SHORT_SIZE = 512, 384
SENSORS = 4
LIMIT = 4.0
OFFSET_E = 200.0
STEP_E = 0.1
PARAMETERS = Parameters(
    criterion="psf", gain_e_per_adu=STEP_E, padding_bits=0, profile_error=0.0
)

CASES = {
    "warm, uniform": (10, "3.8", "2.3"),
    "cool, read noise +-20 %": (10, "11", "3.1"),
    "cold, 1.5 % noisy pixels": (10, "152", "3.3"),
    "cold, 1.5 % noisy pixels, 4 frames": (4, "907", "-"),
    "cool, neighbour correlation 0.05": (10, "-", "10"),
    "cool, neighbour correlation 0.10": (10, "-", "36"),
    "cool, two amplifiers drifting 5 e-": (10, "-", "115"),
}
"""Case -> frames, and what an independent simulation found observed over said above
5 sigma while pixels were taken as equal and independent: peaks; accepted, matched."""


def report(*, short: bool) -> None:
    """Print the tables; `short` with one small sensor of each kind."""
    size = SHORT_SIZE if short else SIZE
    print_table(
        f"noise alone, {LIMIT:g} sigma, leaders of all frames of {size}x{size}",
        _simulated(1 if short else SENSORS, size),
    )
    folder = os.environ.get("DARKS")
    if folder is None:
        print("\nreal darks: DARKS=FOLDER names a session of them; passed over")
    else:
        print_table(f"real darks: {folder}", _real(Path(folder)))


def _simulated(sensors: int, size: int) -> Iterator[list[str]]:
    yield [
        "noise",
        "sensors, frames",
        "peak: observed / said",
        "ratio (expected: 0.7 to 1.4)",
        "matched: observed / said",
        "ratio (expected: 0.7 to 1.4)",
        "before, above 5 sigma: peaks; accepted, matched",
    ]
    for case, (frames, peaks, accepted) in CASES.items():
        cubes = [_cube(case, frames, seed, size) for seed in range(sensors)]
        yield [
            case,
            f"{sensors} x {frames}",
            *_beside(cubes, "peak"),
            *_beside(cubes, "matched"),
            f"{peaks}; {accepted}",
        ]


def _cube(case: str, frames: int, seed: int, size: int) -> NDArray[np.uint16]:
    """Frames of a sensor of one kind, saved in steps of 0.1 e-."""
    rng = np.random.default_rng([list(CASES).index(case), seed])
    shape = (frames, size, size)
    if case.startswith("warm"):
        electrons = rng.poisson(1300, shape) + rng.normal(0, 1.6, shape)
    elif case.startswith("cold"):
        noisy = rng.random(shape[1:]) < 0.015
        read = np.where(noisy, 2.5 * rng.uniform(2, 10, shape[1:]) ** 0.8, 2.5)
        electrons = rng.poisson(5, shape) + rng.normal(0, 1, shape) * read
    elif "read noise" in case:
        read = 10 * np.exp(rng.normal(0, 0.2, shape[1:]))
        electrons = rng.poisson(100, shape) + rng.normal(0, 1, shape) * read
    elif "correlation" in case:
        electrons = 100 + _shared(rng.normal(0, 10, shape), float(case[-4:]) / 2)
    else:
        electrons = rng.poisson(100, shape) + rng.normal(0, 2, shape)
        left, right = rng.normal(0, 5, (2, frames, 1, 1))
        electrons[..., : size // 2] += left
        electrons[..., size // 2 :] += right + 300
    raw = np.rint((electrons + OFFSET_E) / STEP_E)
    return np.asarray(raw.clip(0, 65535), np.uint16)


def _shared(noise: NDArray[np.float64], part: float) -> NDArray[np.float64]:
    """Every pixel with a part of its four neighbours."""
    near = (np.roll(noise, step, axis) for axis in (1, 2) for step in (1, -1))
    return np.asarray(noise + part * sum(near))


def _counted(cube: NDArray[np.uint16], detection: str) -> tuple[int, float]:
    """Leaders of all frames above 4 sigma, and how many were said to be."""
    observed, said, _ = _above(LIMIT, cube, PARAMETERS, detection)
    return observed[0], said[0]


def _above(
    limit: float, cube: NDArray[np.uint16], parameters: Parameters, detection: str
) -> Counts:
    """What is found above a number of sigmas, see `_examined`."""
    sigma = float(np.median(cube[:, ::8].std(0, ddof=1))) * parameters.scale
    parameters = replace(
        parameters,
        detection=detection,
        threshold_e=round((LIMIT - 1) * sigma, 1),
        threshold_sigma=limit if detection == "peak" else 0.0,
    )
    with (
        mock.patch("darkviewer.core.vetting.examiner.MATCHED_SIGMA", limit),
        mock.patch("darkviewer.core.vetting.noise_alone.MATCHED_SIGMA", limit),
    ):
        return _examined(cube, parameters)


def _examined(cube: NDArray[np.uint16], parameters: Parameters) -> Counts:
    """Leaders and accepted candidates of all frames, said, and in the negative."""
    frames = tuple(ArrayFrame(f"{k:05d}.fits", raw) for k, raw in enumerate(cube, 1))
    calibration = drive(calibrate(CalibrationRequest(0, frames, parameters)))
    found = drive(examine_session(calibration, parameters))
    table = found.selection.table(parameters)
    noise = simulate_noise(
        found.examiner, floor_e=found.floor_e, floor_sigma=found.floor_sigma
    )
    said = noise.expected(parameters)
    n = len(cube)
    leaders, accepted = found.negatives.counted(parameters, n)
    return (
        (int(table.leaders.sum()), int(table.candidates.sum())),
        (said[0] * n, said[1] * n),
        (int(leaders.sum()), int(accepted.sum())),
    )


def _beside(cubes: Sequence[NDArray[np.uint16]], detection: str) -> tuple[str, str]:
    counts = [_counted(cube, detection) for cube in cubes]
    observed = sum(leaders for leaders, _ in counts)
    said = sum(expected for _, expected in counts)
    return f"{observed} / {said:.0f}", _ratio(observed, said)


def _ratio(observed: int, said: float) -> str:
    low, high = (value / said for value in poisson_interval(observed))
    return f"{observed / said:.2f} [{low:.2f}, {high:.2f}]"


def _real(darks: Path) -> Iterator[list[str]]:
    """Frames of a folder, and their negative: noise is in both, particles in one."""
    yield [
        "detection",
        "above",
        "leaders: observed / said",
        "ratio (expected: 0.7 to 1.4)",
        "accepted: observed / said",
        "in the negative: leaders, accepted",
    ]
    cube = np.stack([fits.getdata(path) for path in sorted(darks.glob("*.fits"))])
    parameters = replace(PARAMETERS, gain_e_per_adu=1.0)
    for detection, limit in product(("matched", "peak"), (4.0, 4.5, 5.0)):
        observed, said, negative = _above(limit, cube, parameters, detection)
        yield [
            detection,
            f"{limit:g} sigma",
            f"{observed[0]} / {said[0]:.1f}",
            _ratio(observed[0], said[0]),
            f"{observed[1]} / {said[1]:.2f}",
            f"{negative[0]}, {negative[1]}",
        ]
