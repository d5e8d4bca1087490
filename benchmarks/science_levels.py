"""Levels that move: sigma, p-values and completeness on sensors that drift.

The sensors are drawn here, with nothing of the program's own simulator: dark current
with a spread and hot pixels, Poisson noise, read noise, 12 bits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.markdown import print_table
from benchmarks.science_sessions import ArrayFrame
from darkviewer.core.calibration.bands import Band
from darkviewer.core.calibration.pipeline import (
    CalibrationRequest,
    calibrate,
    processors,
)
from darkviewer.core.candidates.false_positives import wilson_interval
from darkviewer.core.injection.plan import InjectionPlan
from darkviewer.core.injection.recovery import Recovery, inject_and_recover
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.vetting.examiner import Examiner
from darkviewer.core.vetting.session import Examination, examine_session

__all__ = ["report"]

FRAMES = 10
BIAS_E = 300.0
DOUBLING_K = 6.5
MEMORY = 512 * 2**20
PARAMETERS = Parameters(criterion="psf", detection="matched", profile_error=0.0)


@dataclass(frozen=True)
class Case:
    """A session to draw; `without` is the scatter of z before levels were removed."""

    words: str
    dark_e: float
    fluxes_e: tuple[float, ...]
    without: str = "1.00"
    drift_e: float = 0.0
    rows_e: float = 0.0
    ramp_k: float = 0.0
    amplifiers: int = 1
    second_gain: float = 1.0
    read_e: float = 2.5


WARM = Case("warm", 1300, (650, 800, 1000, 2000))
COOL = Case("cool", 100, (250, 350, 500, 2000))
COLD = Case("cold", 5, (80, 110, 150, 500))
CASES = (
    WARM,
    replace(WARM, words="warm, ramp 0.5 K", ramp_k=0.5, without="0.84"),
    replace(WARM, words="warm, ramp 1 K", ramp_k=1, without="0.62"),
    replace(WARM, words="warm, ramp 2 K", ramp_k=2, without="0.39"),
    replace(WARM, words="warm, ramp 4 K", ramp_k=4, without="refused"),
    COOL,
    replace(COOL, words="cool, drift 5 e-", drift_e=5, without="0.90"),
    replace(COOL, words="cool, drift 10 e-", drift_e=10, without="0.65"),
    replace(COOL, words="cool, drift 50 e-", drift_e=50, without="0.21"),
    replace(
        COOL,
        words="cool, two amplifiers drifting 5 e-",
        drift_e=5,
        amplifiers=2,
        without="-",
    ),
    COLD,
    replace(COLD, words="cold, drift 5 e-", drift_e=5, without="0.58"),
    replace(COLD, words="cold, drift 10 e-", drift_e=10, without="0.42"),
    replace(COLD, words="cold, row noise 3 e-", rows_e=3, without="0.77"),
    replace(COLD, words="cold, row noise 10 e-", rows_e=10, without="0.37"),
    replace(
        WARM, words="two gains at one level", second_gain=1.39, without="1.14, 0.87"
    ),
)


def raw_frames(case: Case, size: int, seed: int) -> NDArray[np.uint16]:
    """Frames of 12 bits, 16 ADU each."""
    rng = np.random.default_rng(seed)
    dark = case.dark_e * np.exp(rng.normal(0, 0.05, (size, size)))
    hot = rng.random((size, size)) < 0.003
    dark[hot] *= 1 + rng.pareto(1.8, int(hot.sum()))
    temperature = np.linspace(-0.5, 0.5, FRAMES) * case.ramp_k
    half = np.arange(size) * case.amplifiers // size
    frames = np.empty((FRAMES, size, size), np.uint16)
    for index in range(FRAMES):
        electrons = rng.poisson(dark * 2 ** (temperature[index] / DOUBLING_K))
        value = electrons + rng.normal(0, case.read_e, dark.shape)
        value[:, size // 2 :] = _with_gain(value[:, size // 2 :], case)
        value += rng.normal(0, case.drift_e, case.amplifiers)[half]
        value += rng.normal(0, case.rows_e, (size, 1)) + BIAS_E
        frames[index] = np.rint(value / PARAMETERS.gain_e_per_adu).clip(0, 4095) * 16
    return frames


def _with_gain(value: NDArray[np.float64], case: Case) -> NDArray[np.float64]:
    """The same level, with the noise of another gain."""
    return case.dark_e + (value - case.dark_e) * case.second_gain


def examined(case: Case, size: int) -> Examination:
    frames = tuple(
        ArrayFrame(f"{number:05d}.fits", values)
        for number, values in enumerate(raw_frames(case, size, 1), start=1)
    )
    made = drive(calibrate(CalibrationRequest(0, frames, PARAMETERS)))
    return drive(examine_session(made, PARAMETERS))


def z_of(examiner: Examiner) -> NDArray[np.float32]:
    """Residuals of all pixels in their sigmas, (n, ny, nx)."""
    ny = examiner.master.shape[0]
    rows = examiner.rows(Band(0, ny, ny, 0))
    planes = []
    for index in range(rows.n_frames):
        frame = rows.frame(index)
        pixel = np.arange(frame.residual_e.size).reshape(frame.residual_e.shape)
        variance, _ = rows.residual_variance_e2(index, pixel, frame.factor)
        planes.append(frame.residual_e / np.sqrt(variance))
    return np.stack(planes)


def recovered(examiner: Examiner, case: Case, per_flux: int) -> Recovery:
    return drive(
        inject_and_recover(
            examiner,
            InjectionPlan(case.fluxes_e, per_flux),
            floor_e=0.0,
            memory_bytes=MEMORY,
            threads=processors(),
        )
    )


def lines(size: int, per_flux: int) -> Iterator[list[str]]:
    """One case a line; completeness below its own steady case is what drift costs."""
    yield [
        "case",
        "std of z without removal (independent)",
        "std of z (expected: 0.97 to 1.04)",
        "of single frames",
        "slopes of the frames",
        "completeness (expected: within 0.03 of the steady case)",
        "P(p > 0.5) of the brightest (expected: 0.5)",
    ]
    for case in CASES:
        examiner = examined(case, size).examiner
        z = z_of(examiner)
        found = recovered(examiner, case, per_flux)
        kept, seen = found.recovered(PARAMETERS), ~found.lost
        of_flux = [seen & (found.flux_e == flux) for flux in case.fluxes_e]
        frames, slope = z.std((1, 2)), examiner.noise.levels.slope
        yield [
            f"{case.words} ({examiner.noise.amplifiers})",
            case.without,
            _scatter(z, case),
            f"{frames.min():.2f} to {frames.max():.2f}",
            f"{slope.min():+.3f} to {slope.max():+.3f}" if slope.any() else "none",
            ", ".join(
                f"{_completeness(kept[those])} at {flux:g} e-"
                for flux, those in zip(case.fluxes_e, of_flux, strict=True)
            ),
            f"{np.nanmean(found.shape.p[of_flux[-1]] > 0.5):.3f}",
        ]


def _completeness(kept: NDArray[np.bool_]) -> str:
    """With its 95 % interval."""
    low, high = wilson_interval(int(kept.sum()), len(kept))
    return f"{kept.mean():.3f} [{low:.3f}, {high:.3f}]"


def _scatter(z: NDArray[np.float32], case: Case) -> str:
    """Of all pixels; of either half where they have gains of their own."""
    if case.second_gain == 1:
        return f"{z.std():.3f}"
    left, right = np.split(z, 2, axis=2)
    return f"{left.std():.3f}, {right.std():.3f}"


def report(*, short: bool) -> None:
    """Print the table of levels."""
    size, per_flux = (384, 50) if short else (1024, 250)
    print_table(
        f"Levels that move, {FRAMES} frames of {size}x{size}", lines(size, per_flux)
    )
