"""Taking darks with a synthetic sensor: signal, particles, stars, noise, read-out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.psf.profile import FWHM_PER_SIGMA
from darkviewer.core.synthetic.particles import PARTICLES, deposit
from darkviewer.core.synthetic.sensor import SensorModel, SyntheticSensor, random_stream

__all__ = ["SyntheticFrame", "Truth", "expose", "static_truth", "telegraph_states"]

_POISSON_BELOW_E = 30.0


class Truth(NamedTuple):
    """One line of the truth table.

    ``frame`` counts from 1 as the file names do, 0 means all; x and y are 0-based;
    ``charge_e`` is the flux of a star or particle, the excess of a hot pixel, the step
    of a telegraph pixel; ``injected`` marks what no dark frame contains.
    """

    frame: int
    kind: str
    x: float
    y: float
    charge_e: float
    injected: bool = False


@dataclass(frozen=True, slots=True)
class SyntheticFrame:
    """Raw ADU, uint16, shape (ny, nx), and what happened in this frame only."""

    raw: NDArray[np.uint16]
    truth: tuple[Truth, ...]


def telegraph_states(
    sensor: SyntheticSensor, n_frames: int, *, session: int = 0
) -> NDArray[np.int8]:
    """State of every telegraph pixel in every frame, shape (n_frames, n).

    Two-level pixels are 0 or 1, each up in its own part of the frames (a tenth to nine
    tenths), three-level ones -1, 0 or +1; each keeps its state for some frames, by its
    own rate.
    """
    rng = random_stream(sensor.model, "telegraph", session)
    n = len(sensor.telegraph.x)
    three = sensor.telegraph.swing_e > 0
    change = rng.uniform(0.2, 1.0, n)
    away = np.where(three, 0.5, rng.uniform(0.1, 0.9, n))
    states = np.empty((n_frames, n), np.int8)
    now = np.zeros(n, np.int8)
    for index in range(n_frames):
        redraw = (rng.random(n) < change) | (index == 0)
        side = np.where(three & (rng.random(n) < 0.5), -1, 1)
        drawn = side * (rng.random(n) < away)
        now = np.where(redraw, drawn, now).astype(np.int8)
        states[index] = now
    return states


def expose(
    sensor: SyntheticSensor,
    index: int,
    *,
    exposure_s: float,
    temperature_c: float,
    states: NDArray[np.int8] | None = None,
    stars: int = 0,
    star_fwhm_px: float = 2.0,
    session: int = 0,
) -> SyntheticFrame:
    """Take one dark frame.

    Parameters
    ----------
    sensor : SyntheticSensor
    index : int
        Frame number within the session, from 0; part of the seed.
    exposure_s, temperature_c : float
    states : int8 array, shape (n,), optional
        One row of `telegraph_states`; without it no pixel blinks.
    stars : int
        Point sources to inject at random places, 1500 to 20 000 e-.
    star_fwhm_px : float
    session : int
        Part of the seed, so that sessions differ.
    """
    rng = random_stream(sensor.model, "frame", session, index)
    warmth = sensor.model.warmth(temperature_c)
    signal = sensor.dark_e_per_s * np.float32(warmth * exposure_s)
    signal += sensor.glow_e_per_s * np.float32(exposure_s)
    blink = sensor.telegraph
    up = np.zeros(len(blink.x), np.int8) if states is None else states
    at = blink.y, blink.x
    signal[at] += up * blink.rate_e_per_s * warmth * exposure_s
    truth = [
        *_particles(signal, sensor.model, exposure_s, index + 1, rng),
        *_stars(signal, stars, star_fwhm_px, index + 1, rng),
    ]
    electrons = _noisy(signal, sensor.read_noise_e, rng)
    electrons[at] += up * blink.swing_e
    rows = rng.standard_normal((len(electrons), 1), dtype=np.float32)
    electrons += sensor.bias_e + rows * np.float32(sensor.model.row_noise_e)
    return SyntheticFrame(_read_out(electrons, sensor, index), tuple(truth))


def static_truth(
    sensor: SyntheticSensor, *, exposure_s: float, temperature_c: float
) -> list[Truth]:
    """Hot (above 3 x the median), telegraph, saturated and dead pixels."""
    warmth = sensor.model.warmth(temperature_c)
    median = sensor.model.dark_e_per_s
    excess = (sensor.dark_e_per_s - median) * warmth * exposure_s
    y, x = np.nonzero(sensor.dark_e_per_s > 3 * median)
    rows = _truths("hot", x, y, excess[y, x])
    blink = sensor.telegraph
    step = blink.rate_e_per_s * warmth * exposure_s + blink.swing_e
    for kind, chosen in (
        ("telegraph2", blink.swing_e == 0),
        ("telegraph3", blink.swing_e > 0),
    ):
        rows += _truths(kind, blink.x[chosen], blink.y[chosen], step[chosen])
    for kind, mask in (("saturated", sensor.saturated), ("dead", sensor.dead)):
        y, x = np.nonzero(mask)
        rows += _truths(kind, x, y, np.full(len(x), np.nan))
    return rows


def _particles(
    signal: NDArray[np.float32],
    model: SensorModel,
    exposure_s: float,
    frame: int,
    rng: np.random.Generator,
) -> list[Truth]:
    cm2 = math.prod(model.shape) * (model.pixel_um * 1e-4) ** 2
    rows = []
    for kind, (make, per_cm2_min) in PARTICLES.items():
        expected = model.radiation * per_cm2_min * cm2 * exposure_s / 60
        for _ in range(rng.poisson(expected)):
            hit = make(rng)
            x, y = _somewhere(model.shape, rng)
            deposit(signal, x + hit.x, y + hit.y, hit.charge_e, sigma_px=hit.sigma_px)
            rows.append(Truth(frame, kind, x, y, float(hit.charge_e.sum())))
    return rows


def _stars(
    signal: NDArray[np.float32],
    count: int,
    fwhm_px: float,
    frame: int,
    rng: np.random.Generator,
) -> list[Truth]:
    rows = []
    for _ in range(count):
        x, y = _somewhere(signal.shape, rng, margin=3)
        flux = float(np.exp(rng.uniform(math.log(1500), math.log(20_000))))
        deposit(signal, x, y, flux, sigma_px=fwhm_px / FWHM_PER_SIGMA)
        rows.append(Truth(frame, "star", x, y, flux, injected=True))
    return rows


def _somewhere(
    shape: tuple[Any, ...], rng: np.random.Generator, margin: float = 0
) -> tuple[float, float]:
    """(x, y) uniform over the frame."""
    ny, nx = shape
    low = margin - 0.5
    return rng.uniform(low, nx - 1 - low), rng.uniform(low, ny - 1 - low)


def _noisy(
    signal: NDArray[np.float32],
    read_noise_e: NDArray[np.float32],
    rng: np.random.Generator,
) -> NDArray[np.float32]:
    """Shot and read noise from one normal deviate per pixel.

    Mean, variance and third cumulant are those of Poisson plus normal (Cornish and
    Fisher's expansion); faint pixels, where more would matter, are drawn from Poisson.
    """
    z = rng.standard_normal(signal.shape, dtype=np.float32)
    faint = signal < _POISSON_BELOW_E
    counts = rng.poisson(signal[faint]) + read_noise_e[faint] * z[faint]
    variance = signal + read_noise_e * read_noise_e
    noisy = np.sqrt(variance) * z
    z *= z
    z -= 1
    z *= signal
    z /= np.maximum(6 * variance, 1)
    noisy += z
    noisy += signal
    noisy[faint] = counts
    return noisy


def _read_out(
    electrons: NDArray[np.float32], sensor: SyntheticSensor, index: int
) -> NDArray[np.uint16]:
    """Electrons -> raw ADU, with what never changes and what is not a pixel."""
    model = sensor.model
    bits = 0 if model.native_16bit else model.padding_bits
    step_e = model.gain_e_per_adu / 2 ** (model.padding_bits - bits)
    full = 2 ** (16 - bits) - 1
    electrons *= np.float32(1 / step_e)
    np.rint(electrons, out=electrons)
    np.clip(electrons, 0, full, out=electrons)
    raw = electrons.astype(np.uint16)
    raw[sensor.saturated] = full
    raw[sensor.dead] = 0
    raw <<= bits
    if model.metadata_row:
        words = np.arange(25, 57, dtype=np.uint16) * 256
        words[16:] += np.uint16(index % 256)
        raw[0, :32] = words[: model.shape[1]]
    return raw


def _truths(
    kind: str, x: NDArray[Any], y: NDArray[Any], charge_e: NDArray[Any]
) -> list[Truth]:
    columns = (values.tolist() for values in (x, y, charge_e))
    return [Truth(0, kind, *row) for row in zip(*columns, strict=True)]
