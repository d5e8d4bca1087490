"""Labels of pixels that only seem to be telegraph pixels, and of those that are.

Sensors without a telegraph pixel: *warm* has 1300 e- of dark signal, *cool* 100 e- and
*cold* 5 e-; read noise 2.5 e-, from pixel to pixel +-20 % (log-normal). *Noisy* ones
have 1.5 % of pixels with 2 to 10 times the read noise. Everything is digitised in steps
of 1.39 e- unless said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from benchmarks.markdown import print_table
from benchmarks.science_sessions import ArrayFrame
from darkviewer.core.calibration.bands import Band
from darkviewer.core.calibration.pipeline import (
    Calibration,
    CalibrationRequest,
    calibrate,
)
from darkviewer.core.candidates.behaviour import Behaviour
from darkviewer.core.candidates.false_positives import wilson_interval
from darkviewer.core.candidates.selection import CandidateTable
from darkviewer.core.injection.plan import InjectionPlan
from darkviewer.core.injection.recovery import inject_and_recover
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.psf.profile import pixel_fractions
from darkviewer.core.vetting.band import MARGIN
from darkviewer.core.vetting.histories import histories
from darkviewer.core.vetting.session import examine_session, examiner_for

Array = NDArray[np.float64]

DARK_E = {"cold": 5.0, "cool": 100.0, "warm": 1300.0}
READ_E = 2.5
SCATTER = 0.2
NOISY_SHARE = 0.015
OFFSET = 100
FRAMES = (4, 10, 30, 100)

ALIKE = {4: 0.004, 10: 0.009, 30: 0.015, 100: 0.026}
LOST = {4: 0.03, 10: 0.07, 30: 0.14, 100: 0.21}
"""Of the cold noisy sensor by a limit that takes all pixels as alike: pixels called
telegraph, and injected stars called lost."""


@dataclass
class Sensor:
    """Frames of a sensor, in electrons before they are read out."""

    dark_e: float
    frames: int
    size: int = 512
    noisy: float = 0.0
    read_e: float = READ_E
    step_e: float = 1.39
    seed: int = 1
    electrons: Array = field(init=False)
    is_noisy: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        rng = np.random.default_rng([self.seed, self.frames, int(self.dark_e)])
        shape = self.size, self.size
        read = self.read_e * np.exp(rng.normal(0, SCATTER, shape))
        self.is_noisy = rng.random(shape) < self.noisy
        read[self.is_noisy] *= np.exp(
            rng.uniform(np.log(2), np.log(10), self.is_noisy.sum())
        )
        level = self.dark_e * np.exp(rng.normal(0, 0.03, shape))
        self.electrons = np.empty((self.frames, *shape), np.float32)
        for frame in self.electrons:
            frame[:] = rng.poisson(level) + read * rng.normal(0, 1, shape)

    @property
    def noise_e(self) -> float:
        return float(np.sqrt(self.dark_e + self.read_e**2 + self.step_e**2 / 12))

    def star(self, frame: int, x: float, y: float, flux_e: float) -> None:
        rng = np.random.default_rng([frame, int(10 * x), int(10 * y)])
        column, row = round(x), round(y)
        light = flux_e * pixel_fractions(x - column, y - row, 2.0, half=4)
        place = np.s_[row - 4 : row + 5, column - 4 : column + 5]
        self.electrons[frame][place] += rng.poisson(light)

    def calibrated(self, parameters: Parameters) -> Calibration:
        raw = np.rint(self.electrons / self.step_e) + OFFSET
        cube = raw.clip(0, 65535).astype(np.uint16)
        frames = tuple(ArrayFrame(f"{n:03d}", frame) for n, frame in enumerate(cube))
        return drive(calibrate(CalibrationRequest(0, frames, parameters)))


def parameters_of(sensor: Sensor) -> Parameters:
    """Leaders are above 5 sigma of an ordinary pixel: blinking ones make them, too."""
    return Parameters(
        criterion="psf",
        profile_error=0.0,
        padding_bits=0,
        gain_e_per_adu=sensor.step_e,
        threshold_e=5 * sensor.noise_e,
    )


def table_of(sensor: Sensor) -> CandidateTable:
    """The leaders of a session, examined."""
    parameters = parameters_of(sensor)
    tests = drive(examine_session(sensor.calibrated(parameters), parameters))
    return tests.selection.table(parameters)


def near(table: CandidateTable, x: Array, y: Array) -> NDArray[np.bool_]:
    """Rows within a pixel of some places."""
    away = np.hypot(table.x[:, None] - x, table.y[:, None] - y)
    return np.asarray((away <= 1).any(1))


def counted(table: CandidateTable, rows: NDArray[np.bool_]) -> str:
    """``28 PSF-like, 2 noisy``, the most frequent first."""
    counts = Counter(table.label_counts(rows, "leader"))
    return ", ".join(f"{n} {label}" for label, n in counts.most_common()) or "none"


def behaviours(sensor: Sensor) -> tuple[NDArray[np.int8], Array, Array]:
    """Of each pixel, seen from some frame; its variance ratio and the limit."""
    parameters = parameters_of(sensor)
    examiner = examiner_for(sensor.calibrated(parameters), parameters)
    ny, nx = examiner.master.shape
    found: list[tuple[NDArray[np.int8], Array, Array]] = []
    rows = 32
    for top in range(0, ny, rows):
        band = Band(top, top + rows, ny, MARGIN)
        seen = examiner.rows(band)
        offsets = np.array([seen.frame(n).offset_e for n in range(seen.n_frames)])
        y, x = np.divmod(np.arange(rows * nx), nx)
        frame = (y + x) % seen.n_frames
        past = histories(seen, frame, y + top, x, offsets)
        found.append((past.behaviour, past.variance_ratio, past.variance_limit))
    together = [np.concatenate(part) for part in zip(*found, strict=True)]
    return together[0], together[1], together[2]


def false_telegraph(*, short: bool) -> Iterator[list[str]]:
    yield [
        "sensor without telegraph pixels",
        "frames",
        "quiet pixels beyond the limit (claimed 0.010 %)",
        "called telegraph (at most 0.020 %)",
        "called noisy",
        "called persistence",
    ]
    for name, noisy in (("cold", 0.0), ("cold", NOISY_SHARE), ("cool", 0), ("warm", 0)):
        for frames in FRAMES[:2] if short else FRAMES:
            size = 512 if short or frames > 30 else 768
            sensor = Sensor(DARK_E[name], frames, size=size, noisy=noisy)
            behaviour, ratio, limit = behaviours(sensor)
            quiet = ~sensor.is_noisy.ravel()
            each = [np.mean(behaviour == kind) for kind in ORDER]
            beyond = (ratio > limit)[quiet]
            low, high = wilson_interval(beyond.sum(), beyond.size)
            old = f" (pixels taken as alike: {ALIKE[frames]:.1%})" if noisy else ""
            yield [
                f"{name}, {noisy:.1%} noisy" if noisy else name,
                f"{frames}",
                f"{beyond.mean():.4%} [{low:.4%}, {high:.4%}]",
                f"{each[0]:.4%}{old}",
                f"{each[1]:.3%}",
                f"{each[2]:.4%}",
            ]


ORDER = Behaviour.TELEGRAPH, Behaviour.NOISY, Behaviour.PERSISTENCE


def lost_stars(*, short: bool) -> Iterator[list[str]]:
    yield [
        "sensor without telegraph pixels",
        "frames",
        "injected stars lost (at most 2 %; pixels taken as alike)",
        "recovered of 20 sigma and more",
    ]
    for frames in FRAMES[:2] if short else FRAMES:
        sensor = Sensor(DARK_E["cold"], frames, noisy=NOISY_SHARE)
        parameters = parameters_of(sensor)
        examiner = examiner_for(sensor.calibrated(parameters), parameters)
        plan = InjectionPlan((400.0, 2000.0), per_flux=max(2, 600 // frames))
        found = drive(
            inject_and_recover(examiner, plan, floor_e=0, memory_bytes=2**28, threads=1)
        )
        kept = found.by_psf_test(parameters)[~found.lost]
        low, high = wilson_interval(found.lost.sum(), len(found))
        lost = (
            f"{found.lost.mean():.2%} [{low:.2%}, {high:.2%}] of {len(found)} "
            f"({LOST[frames]:.0%})"
        )
        yield ["cold, 1.5% noisy", f"{frames}", lost, f"{kept.mean():.1%}"]


def noisy_pixels(*, short: bool) -> Iterator[list[str]]:
    yield ["sensor", "frames", "leaders on noisy pixels", "other leaders", "accepted"]
    for frames in (4, 10) if short else (4, 10, 30):
        sensor = Sensor(DARK_E["cold"], frames, noisy=NOISY_SHARE)
        table = table_of(sensor)
        noisy = sensor.is_noisy[table.y, table.x]
        yield [
            "cold, 1.5% noisy",
            f"{frames}",
            counted(table, noisy),
            counted(table, ~noisy),
            f"{table.accepted.sum()}",
        ]


def ghosts(*, short: bool) -> Iterator[list[str]]:
    """Thirty ghosts decaying as 1/t, of sources before the session or in it."""
    yield [
        "sensor",
        "source",
        "leaders of 30 ghosts (expected: persistence)",
        "accepted of them (all called telegraph before)",
    ]
    for name in ("cool", "warm"):
        for source in (3,) if short else (None, 3):
            sensor = Sensor(DARK_E[name], 10)
            x, y = places(sensor, 30)
            light = np.geomspace(2000, 20_000, 30)
            for star in zip(x, y, light, strict=True):
                ghost(sensor, *star, source)
            table = table_of(sensor)
            mine = near(table, x, y)
            mine &= (table.frame > source) if source else True
            words = (
                "before the first frame" if source is None else "100 times, in the 4th"
            )
            yield [
                name,
                words,
                counted(table, mine),
                f"{(mine & table.accepted).sum()}",
            ]


def ghost(
    sensor: Sensor, x: float, y: float, light_e: float, source: int | None
) -> None:
    """Light in the frame after the source; a half of it in the next."""
    first = 0 if source is None else source + 1
    if source is not None:
        sensor.star(source, x, y, 100 * light_e)
    for frame in range(first, sensor.frames):
        sensor.star(frame, x, y, light_e / (frame - first + 1))


def places(sensor: Sensor, count: int) -> tuple[Array, Array]:
    """Places far from each other, at any part of a pixel."""
    rng = np.random.default_rng(count)
    side = int(np.ceil(np.sqrt(count)))
    step = sensor.size / (side + 1)
    grid = np.divmod(rng.permutation(side**2)[:count], side)
    y, x = (step * (np.array(n) + 1) + rng.uniform(-3, 3, count) for n in grid)
    return x, y


def coarse() -> Iterator[list[str]]:
    yield [
        "noise 1 e-, e-/ADU",
        "frames",
        "accepted stars (none metadata; 50 to 89 % before)",
        "all leaders",
    ]
    for step in (5.0, 6.5, 8.0):
        for frames in (5, 10):
            sensor = Sensor(0.3, frames, read_e=0.8, step_e=step)
            x, y = places(sensor, 100)
            for n, (column, row) in enumerate(zip(x, y, strict=True)):
                sensor.star(n % frames, column, row, 600 + 40 * n)
            table = table_of(sensor)
            stars = near(table, x, y) & table.accepted
            every = np.ones(len(table), np.bool_)
            yield [
                f"{step:g}",
                f"{frames}",
                counted(table, stars),
                counted(table, every),
            ]


def real_ones(*, short: bool) -> Iterator[list[str]]:
    """What section 8 of the method asks: each kind of pixel by its own label."""
    yield ["sensor", "frames", "what", "labels of its leaders", "expected"]
    for name in DARK_E:
        for frames in (10,) if short else (10, 30):
            sensor = Sensor(DARK_E[name], frames)
            kinds = plant(sensor)
            table = table_of(sensor)
            for what, (x, y, expected) in kinds.items():
                mine = near(table, x, y)
                yield [name, f"{frames}", what, counted(table, mine), expected]


Kinds = dict[str, tuple[Array, Array, str]]


def plant(sensor: Sensor) -> Kinds:
    """Blinking pixels, particles and stars, 36 of each."""
    rng = np.random.default_rng(8)
    x, y = places(sensor, 144)
    column, row = np.rint(x).astype(int), np.rint(y).astype(int)
    noise = sensor.noise_e
    for n in range(36):
        on = rng.random(sensor.frames) < rng.uniform(0.2, 0.8)
        step = noise * rng.uniform(7, 40)
        sensor.electrons[on, row[n], column[n]] += rng.poisson(step, on.sum())
    for n in range(36, 72):
        on = rng.integers(-1, 2, sensor.frames)
        sensor.electrons[:, row[n], column[n]] += on * noise * rng.uniform(7, 40)
    for n in range(72, 108):
        frame = rng.integers(sensor.frames)
        sensor.electrons[frame, row[n], column[n]] += noise * rng.uniform(10, 40)
    for n in range(108, 144):
        for frame in rng.choice(sensor.frames, 2, replace=False):
            sensor.star(frame, x[n], y[n], 100 * noise)
    words = (
        ("two levels", "telegraph"),
        ("three levels", "telegraph"),
        ("one pixel in one frame", "single pixel"),
        ("stars on one pixel in two frames", "PSF-like"),
    )
    return {
        what: (x[36 * n : 36 * n + 36], y[36 * n : 36 * n + 36], expected)
        for n, (what, expected) in enumerate(words)
    }


def report(*, short: bool) -> None:
    """Print all tables."""
    print_table("false telegraph pixels", false_telegraph(short=short))
    print_table("injected stars lost", lost_stars(short=short))
    print_table("leaders of a cold sensor with noisy pixels", noisy_pixels(short=short))
    print_table("ghosts that decay as 1/t", ghosts(short=short))
    print_table("stars on a coarse converter", coarse())
    print_table("what the labels are for", real_ones(short=short))
