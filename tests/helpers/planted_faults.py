"""Sound sessions of a synthetic sensor, and one fault for each check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.health.baseline import Baseline, Night, Typical
from darkviewer.core.health.measures import SessionMeasures
from darkviewer.core.health.measuring import measure
from darkviewer.core.health.table import SessionChecks, judge
from darkviewer.core.health.usual_checks import typical_of
from darkviewer.core.progress import drive
from darkviewer.core.synthetic.exposures import expose, telegraph_states
from darkviewer.core.synthetic.sensor import SensorModel, make_sensor
from tests.helpers.frames import memory_frames

EXPOSURE_S = 30.0
START = datetime(2024, 5, 8, 3, 38, 48)


@dataclass
class Planted:
    """A session in memory, that faults change."""

    cube: NDArray[Any]
    infos: list[FrameInfo]
    sigma: float
    rng: np.random.Generator
    baseline: Baseline | None = None
    scale_e: float = np.nan

    @property
    def ny(self) -> int:
        return self.cube.shape[1]

    @property
    def nx(self) -> int:
        return self.cube.shape[2]

    def add(self, signal: Any, frames: Any = slice(None)) -> None:
        """Signal in ADU, in the same integer type."""
        limits = np.iinfo(self.cube.dtype)
        changed = np.rint(self.cube[frames] + np.asarray(signal))
        self.cube[frames] = np.clip(changed, limits.min, limits.max)

    def tell(self, **columns: list[Any]) -> None:
        """Other facts in the headers."""
        for k in range(len(self.infos)):
            facts = {name: values[k] for name, values in columns.items()}
            self.infos[k] = replace(self.infos[k], **facts)

    @property
    def spatial(self) -> float:
        """Scatter of the pixels of a frame, without the hottest."""
        first = self.cube[0]
        return float(np.std(first[first < np.quantile(first, 0.99)]))

    @property
    def measures(self) -> SessionMeasures:
        found = drive(measure(memory_frames(self.cube), self.infos))
        return replace(found, baseline=self.baseline, scale_said_e=self.scale_e)

    @property
    def checks(self) -> SessionChecks:
        return judge(self.measures)


def sound_session(
    n: int = 10,
    *,
    seed: int = 1,
    temperature_c: float = 20.0,
    size: int = 256,
    night: int = 0,
    **model: Any,
) -> Planted:
    """Darks of 30 s as they should be; temperatures scatter by 0.03 °C.

    Of one seed the sensor is the same every night.
    """
    sensor = make_sensor(SensorModel(shape=(size, size), seed=seed, **model))
    rng = np.random.default_rng((seed, night) if night else seed)
    begin = START + timedelta(days=night)
    states = telegraph_states(sensor, n)
    warmth = temperature_c + rng.normal(0, 0.03, n)
    cube = [
        expose(
            sensor,
            k,
            exposure_s=EXPOSURE_S,
            temperature_c=warmth[k],
            states=states[k],
            session=night,
        ).raw
        for k in range(n)
    ]
    infos = [
        FrameInfo(
            Path(f"{k + 1:05}.fits"),
            (size, size),
            kind="dark",
            exposure_s=EXPOSURE_S,
            temperature_c=temperature_c + rng.choice([-0.2, 0.2]),
            set_temperature_c=temperature_c,
            time=begin + timedelta(seconds=k * 30.7),
        )
        for k in range(n)
    ]
    raw = np.array(cube)
    sigma = float(np.std(raw[1].astype(float) - raw[0]) / np.sqrt(2)) if n > 1 else 1.0
    spread = raw[: 2 * (n // 2)].astype(np.float32)
    middle = np.median(np.abs(spread[1::2] - spread[::2])) if n > 1 else 0.0
    known = SensorModel(**model)
    scale_e = known.gain_e_per_adu / 2**known.padding_bits
    return Planted(raw, infos, float(middle * 1.0484) or sigma, rng, scale_e=scale_e)


def after_ten_nights(s: Planted) -> Planted:
    """The same, after nights whose levels scatter by a tenth of its noise."""
    now = typical_of(s.measures)
    assert now is not None
    nights = []
    for k in range(10):
        begin = START - timedelta(days=10 - k)
        scatter = s.rng.normal(0, [0.1 * now.noise_adu, 0.01 * now.noise_adu])
        level, noise = np.array([now.level_adu, now.noise_adu]) + scatter
        numbers = Typical(float(level), float(noise), now.hot_per_mpx)
        nights.append(Night(begin, begin + timedelta(minutes=9), numbers))
    s.baseline = Baseline(tuple(nights))
    return s


def _of_another_scale(s: Planted) -> None:
    """Twice the e-/ADU in use, and Poisson hot pixels that tell."""
    hot = s.rng.random((s.ny, s.nx)) < 0.05
    dark_e = hot * s.rng.uniform(9, 13, hot.shape) * s.spatial * s.scale_e
    steps = int(np.gcd.reduce(s.cube[0].ravel()))
    for k in range(len(s.cube)):
        added = s.rng.poisson(dark_e) / s.scale_e
        s.add(np.rint(added / steps) * steps, k)
    s.scale_e *= 2


def _hotter(s: Planted) -> None:
    """The same pixels in every frame."""
    hot = s.rng.random((s.ny, s.nx)) < 0.01
    s.add(np.where(hot, 30 * s.spatial, 0))


def _gradient(s: Planted, height: float) -> NDArray[Any]:
    return np.linspace(0, height, s.nx)[None, :] * np.ones((s.ny, 1))


def _lit(s: Planted) -> None:
    y, x = np.mgrid[-1 : 1 : s.ny * 1j, -1 : 1 : s.nx * 1j]
    level = float(np.median(s.cube))
    s.add(max(0.2 * level, 20 * s.sigma) * (1 - (x**2 + y**2) / 2))


def add_stars(s: Planted, height: float = 60) -> None:
    """At the same places in all frames, so many times as high as pixels scatter."""
    y, x = np.mgrid[: s.ny, : s.nx]
    places = s.rng.uniform(8, [s.ny - 8, s.nx - 8], (40, 2))
    spatial = s.spatial
    for cy, cx in places:
        s.add(
            height * spatial * np.exp(-((y - cy) ** 2 + (x - cx) ** 2) / (2 * 0.85**2))
        )


def _clipped(s: Planted) -> None:
    s.add(s.sigma - float(np.median(s.cube)))


def _saturated(s: Planted) -> None:
    s.cube[:, s.rng.random((s.ny, s.nx)) < 0.05] = 65535
    s.cube[0, s.rng.random((s.ny, s.nx)) < 0.05] = 65535


def _copied(s: Planted) -> None:
    s.cube[-1] = s.cube[-2]


def _without_noise(s: Planted) -> None:
    s.cube[:] = s.cube[0]
    s.add(np.arange(len(s.cube))[:, None, None] * 16)


def _exchanged(s: Planted) -> None:
    times = [info.time for info in s.infos]
    times[1], times[2] = times[2], times[1]
    s.tell(time=times)


def _fast(s: Planted) -> None:
    s.tell(time=[START + timedelta(seconds=10 * k) for k in range(len(s.infos))])


def _faded(s: Planted) -> None:
    places = s.rng.integers(0, s.ny * s.nx, 200)
    bright = s.rng.uniform(60, 200, 200) * s.sigma
    for k in range(len(s.cube)):
        signal = np.zeros(s.ny * s.nx)
        signal[places] = bright / (1 + k) ** 1.2
        s.add(signal.reshape(s.ny, s.nx), k)


def _banded(s: Planted) -> None:
    for k in range(len(s.cube)):
        s.add(s.rng.normal(0, s.sigma, (s.ny, 1)), k)


def _bad_column(s: Planted) -> None:
    spatial = float(np.std(np.median(s.cube[0].astype(float), axis=0)))
    signal = np.zeros(s.nx)
    signal[s.nx // 3] = 5 * s.sigma + 15 * spatial
    s.add(signal)


def _jumping_column(s: Planted) -> None:
    signal = np.zeros(s.nx)
    signal[s.nx // 3] = 4 * s.sigma
    s.add(signal, slice(0, None, 2))


def _blank(s: Planted) -> None:
    s.cube = s.cube.astype(np.float32)
    s.cube[1, s.rng.random((s.ny, s.nx)) < 0.02] = np.nan


def _stretched(s: Planted) -> None:
    s.cube = np.rint(s.cube // 16 * 1.7).astype(np.uint16)


def _unpadded(s: Planted) -> None:
    s.cube = s.cube // 16 * 16
    s.cube[1] += s.rng.integers(0, 2, (s.ny, s.nx), np.uint16)


def _showered(s: Planted) -> None:
    signal = np.zeros(s.ny * s.nx)
    signal[s.rng.integers(0, s.ny * s.nx, 400)] = 100 * s.sigma
    s.add(signal.reshape(s.ny, s.nx), 1)


def _metadata(s: Planted) -> None:
    s.cube[:, 0, :32] = s.rng.integers(0, 256, 32) * 256


def _only(s: Planted, count: int) -> None:
    s.cube, s.infos = s.cube[:count], s.infos[:count]


def _each(s: Planted, value: Any) -> list[Any]:
    return [value] * len(s.infos)


FAULTS: dict[str, Callable[[Planted], None]] = {
    "level": lambda s: s.add(3 * s.sigma, 1),
    "first_frame": lambda s: s.add(3 * s.sigma, slice(1, None)),
    "level_drift": lambda s: s.add(
        np.linspace(0, 3 * s.sigma, len(s.cube))[:, None, None]
    ),
    "temperature": lambda s: s.tell(
        temperature_c=np.linspace(20, 23, len(s.infos)).tolist()
    ),
    "set_points": lambda s: s.tell(
        set_temperature_c=[15.0, *_each(s, 20.0)[1:]],
    ),
    "cooling": lambda s: s.tell(temperature_c=_each(s, s.infos[0].temperature_c + 4)),
    "light_leak": lambda s: s.add(_gradient(s, 4 * s.sigma), 2),
    "stars": add_stars,
    "lit_field": _lit,
    "clipped_at_zero": _clipped,
    "rail": _saturated,
    "noise": lambda s: s.add(s.rng.normal(0, 1.8 * s.sigma, (s.ny, s.nx)), 1),
    "no_noise": _without_noise,
    "identical": _copied,
    "altered": lambda s: s.tell(altered=_each(s, ("Subtract Dark on",))),
    "order": _exchanged,
    "cadence": _fast,
    "persistence": _faded,
    "banding": _banded,
    "bad_columns": _bad_column,
    "telegraph_columns": _jumping_column,
    "egain": lambda s: s.tell(egain=_each(s, 0.5), egain_saved=_each(s, 0.2)),
    "gain": _of_another_scale,
    "missing_codes": _stretched,
    "steps": _unpadded,
    "missing_values": _blank,
    "metadata": _metadata,
    "particles": _showered,
    "frames": lambda s: _only(s, 2),
    "usual_level": lambda s: after_ten_nights(s).add(3 * s.sigma),
    "usual_noise": lambda s: after_ten_nights(s).add(
        s.rng.normal(0, 1.2 * s.sigma, s.cube.shape)
    ),
    "usual_hot": lambda s: _hotter(after_ten_nights(s)),
}
"""Name of a check -> the fault that its row of the table names."""
