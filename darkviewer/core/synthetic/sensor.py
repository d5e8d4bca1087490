"""A sensor that never was, and its darks: for the demo and for tests.

The rates of telegraph pixels and radiation are guesses to exercise the software, not
a claim about any camera. The same numbers and seed give the same bytes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "SensorModel",
    "SyntheticSensor",
    "Telegraph",
    "make_sensor",
    "random_stream",
]

_STREAMS = {"sensor": 0, "frame": 1, "telegraph": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorModel:
    """The numbers a synthetic sensor is made from (defaults: a warm QHY42 Pro).

    Attributes
    ----------
    shape : tuple of int
        (ny, nx) in pixels.
    seed : int
        Of everything random.
    gain_e_per_adu, padding_bits : float, int
        Electrons per code of the 12-bit converter, and zero bits appended to it.
    native_16bit : bool
        Codes of 16 bits, all used, instead of padded 12-bit ones.
    metadata_row : bool
        The first 32 pixels of row 0 hold binary data, as GPS cameras write.
    bias_e, column_noise_e, row_noise_e : float
        Level without signal; fixed pattern of columns; noise of rows in each frame.
    read_noise_e, read_noise_spread : float
        Median and logarithmic width of the pixels' read noise; a tail reaches 10 x.
    dark_e_per_s, dark_spread : float
        Median dark current at `reference_c` and its logarithmic width.
    reference_c, doubling_k : float
        Dark current doubles every `doubling_k` kelvin.
    hot_fraction, hot_index : float
        Part of the pixels in the power-law tail of the dark current; N(>D) ~ D^-index.
    telegraph2_fraction, telegraph2_e_per_s : float
        Pixels whose dark current blinks, and the mean step.
    telegraph3_fraction, telegraph3_e : float
        Pixels whose reading jumps by -a, 0 or +a, and the mean of a.
    stuck_per_mpx : float
        Saturated and, as many again, dead pixels.
    glow_e_per_s, glow_reach : float
        Amplifier glow in the last corner and its reach as a part of the width.
    cluster_e_per_s : float
        Mean excess of a patch of warm pixels in the lower left.
    pixel_um : float
        Pixel pitch, for rates per area.
    radiation : float
        Factor on the rates of `darkviewer.core.synthetic.particles.PARTICLES`.
    """

    shape: tuple[int, int] = (2048, 2048)
    seed: int = 20240508
    gain_e_per_adu: float = 1.39
    padding_bits: int = 4
    native_16bit: bool = False
    metadata_row: bool = False
    bias_e: float = 55.6
    column_noise_e: float = 3.0
    row_noise_e: float = 0.5
    read_noise_e: float = 1.6
    read_noise_spread: float = 0.2
    dark_e_per_s: float = 43.3
    dark_spread: float = 0.08
    reference_c: float = 20.0
    doubling_k: float = 6.5
    hot_fraction: float = 0.002
    hot_index: float = 1.8
    telegraph2_fraction: float = 0.00035
    telegraph2_e_per_s: float = 8.0
    telegraph3_fraction: float = 0.001
    telegraph3_e: float = 20.0
    stuck_per_mpx: float = 8.0
    glow_e_per_s: float = 30.0
    glow_reach: float = 0.06
    cluster_e_per_s: float = 25.0
    pixel_um: float = 11.0
    radiation: float = 1.0

    def warmth(self, temperature_c: float) -> float:
        """Dark current at a temperature over that at the reference."""
        return float(2 ** ((temperature_c - self.reference_c) / self.doubling_k))


@dataclass(frozen=True, slots=True)
class Telegraph:
    """Pixels that jump between levels.

    Attributes
    ----------
    y, x : int64 arrays, shape (n,)
    rate_e_per_s : float array
        Dark current added in the upper state; 0 for three-level pixels.
    swing_e : float array
        Electrons added or taken in the outer states; 0 for two-level pixels.
    """

    y: NDArray[np.int64]
    x: NDArray[np.int64]
    rate_e_per_s: NDArray[np.float64]
    swing_e: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SyntheticSensor:
    """Properties fixed on the sensor.

    Attributes
    ----------
    model : SensorModel
    bias_e : float32 array, shape (nx,)
        Level without signal, with the pattern of the columns.
    dark_e_per_s, glow_e_per_s, read_noise_e : float32 arrays, shape (ny, nx)
        Dark current at the reference temperature, glow, read noise.
    telegraph : Telegraph
    saturated, dead : bool arrays, shape (ny, nx)
        Pixels that always read full scale or zero.
    """

    model: SensorModel
    bias_e: NDArray[np.float32]
    dark_e_per_s: NDArray[np.float32]
    glow_e_per_s: NDArray[np.float32]
    read_noise_e: NDArray[np.float32]
    telegraph: Telegraph
    saturated: NDArray[np.bool_]
    dead: NDArray[np.bool_]

    def window(self, y0: int, x0: int, shape: tuple[int, int]) -> SyntheticSensor:
        """The same sensor read out in a region: origin (y0, x0), shape (ny, nx)."""
        rows, columns = slice(y0, y0 + shape[0]), slice(x0, x0 + shape[1])
        all_y, all_x = self.telegraph.y - y0, self.telegraph.x - x0
        inside = np.isin(all_y, range(shape[0])) & np.isin(all_x, range(shape[1]))
        return SyntheticSensor(
            model=replace(self.model, shape=shape),
            bias_e=self.bias_e[columns],
            dark_e_per_s=self.dark_e_per_s[rows, columns],
            glow_e_per_s=self.glow_e_per_s[rows, columns],
            read_noise_e=self.read_noise_e[rows, columns],
            telegraph=Telegraph(
                all_y[inside],
                all_x[inside],
                self.telegraph.rate_e_per_s[inside],
                self.telegraph.swing_e[inside],
            ),
            saturated=self.saturated[rows, columns],
            dead=self.dead[rows, columns],
        )


def make_sensor(model: SensorModel) -> SyntheticSensor:
    """Draw everything that is fixed on a sensor."""
    rng = random_stream(model, "sensor")
    columns = rng.normal(model.bias_e, model.column_noise_e, model.shape[1])
    return SyntheticSensor(
        model=model,
        bias_e=columns.astype(np.float32),
        dark_e_per_s=_dark_current(model, rng),
        glow_e_per_s=_glow(model),
        read_noise_e=_read_noise(model, rng),
        telegraph=_telegraph(model, rng),
        saturated=_scattered(model, rng),
        dead=_scattered(model, rng),
    )


def random_stream(model: SensorModel, what: str, *key: int) -> np.random.Generator:
    """An independent stream for one purpose, so that threads cannot mix results."""
    sequence = np.random.SeedSequence(model.seed, spawn_key=(_STREAMS[what], *key))
    return np.random.Generator(np.random.PCG64(sequence))


def _dark_current(model: SensorModel, rng: np.random.Generator) -> NDArray[np.float32]:
    """Log-normal body, power-law tail, one patch of warm pixels."""
    body = rng.standard_normal(model.shape, dtype=np.float32)
    np.exp(body * np.float32(model.dark_spread), out=body)
    body *= np.float32(model.dark_e_per_s)
    tail = _some(model, model.hot_fraction, rng)
    body.flat[tail] *= 1.5 * (1 - rng.random(len(tail))) ** (-1 / model.hot_index)
    ny, nx = model.shape
    reach, at_y, at_x = 0.02 * nx, 0.9 * ny, 0.195 * nx
    count = int(reach**2)
    y = np.clip(rng.normal(at_y, reach, count).round().astype(int), 0, ny - 1)
    x = np.clip(rng.normal(at_x, reach, count).round().astype(int), 0, nx - 1)
    body[y, x] += rng.exponential(model.cluster_e_per_s, count)
    return body


def _glow(model: SensorModel) -> NDArray[np.float32]:
    ny, nx = model.shape
    y = np.arange(ny - 1, -1, -1, dtype=np.float32)[:, None]
    x = np.arange(nx - 1, -1, -1, dtype=np.float32)[None, :]
    glow = np.exp(-np.hypot(y, x) / np.float32(model.glow_reach * nx))
    return np.asarray(glow * np.float32(model.glow_e_per_s), dtype=np.float32)


def _read_noise(model: SensorModel, rng: np.random.Generator) -> NDArray[np.float32]:
    noise = rng.standard_normal(model.shape, dtype=np.float32)
    np.exp(noise * np.float32(model.read_noise_spread), out=noise)
    noise *= np.float32(model.read_noise_e)
    tail = _some(model, 0.01, rng)
    noise.flat[tail] *= rng.uniform(2, 10, len(tail))
    return noise


def _telegraph(model: SensorModel, rng: np.random.Generator) -> Telegraph:
    two = _some(model, model.telegraph2_fraction, rng)
    three = _some(model, model.telegraph3_fraction, rng)
    rates = rng.exponential(model.telegraph2_e_per_s, len(two))
    swings = rng.exponential(model.telegraph3_e, len(three))
    y, x = np.unravel_index(np.concatenate([two, three]), model.shape)
    # Drawn with replacement: of pixels met twice the first meeting counts.
    _, first = np.unique(y * model.shape[1] + x, return_index=True)
    return Telegraph(
        y[first],
        x[first],
        np.concatenate([rates, np.zeros(len(three))])[first],
        np.concatenate([np.zeros(len(two)), swings])[first],
    )


def _scattered(model: SensorModel, rng: np.random.Generator) -> NDArray[np.bool_]:
    mask = np.zeros(model.shape, bool)
    mask.flat[_some(model, model.stuck_per_mpx / 1e6, rng)] = True
    return mask


def _some(
    model: SensorModel, fraction: float, rng: np.random.Generator
) -> NDArray[np.int64]:
    pixels = math.prod(model.shape)
    return rng.integers(0, pixels, round(fraction * pixels))
