"""Stars of many shapes and particles, drawn without the engine.

Light and charge are points spread by a profile that is integrated over the pixels, on
squares of 21 pixels; the event's own place is within half a pixel of the middle.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

__all__ = ["HALF", "PARTICLE_KINDS", "STAR_KINDS", "gaussian_star", "particles"]

Array = NDArray[np.float64]
Paths = tuple[Array, Array, Array, Array]
"""Points x and y, their charges, and the sigmas of their diffusion."""

HALF = 10
"""Pixels from the middle of a square to its side."""

FINE = 7
"""Points per pixel and axis, where no formula integrates a profile."""

PER_SIGMA = 2.3548200450309493
BLOCK = 256

MUON_E_PER_PX = 800.0
"""Electrons freed on a pixel of path by a particle that barely ionises."""


def _places(rng: np.random.Generator, n: int) -> tuple[Array, Array]:
    x, y = rng.uniform(-0.5, 0.5, (2, n))
    return x, y


def gaussian_star(
    rng: np.random.Generator, n: int, *, fwhm_px: float | Array = 2.0
) -> tuple[Array, Array, Array]:
    """Squares that sum to one at most, and the places x and y."""
    x, y = _places(rng, n)
    sigma = np.broadcast_to(np.asarray(fwhm_px, float), n) / PER_SIGMA
    return _spread(x[:, None], y[:, None], np.ones((n, 1)), sigma[:, None]), x, y


def moffat_star(
    rng: np.random.Generator,
    n: int,
    *,
    beta: float,
    fwhm_px: float = 2.0,
    seeing: float = 0.0,
) -> tuple[Array, Array, Array]:
    """Round, ``(1 + (r / a)^2)^-beta``; the FWHM is within a part `seeing`."""
    x, y = _places(rng, n)
    width = fwhm_px * (1 + seeing * rng.uniform(-1, 1, n))
    core = width / (2 * np.sqrt(2 ** (1 / beta) - 1))

    def light(dx: Array, dy: Array, rows: slice) -> Array:
        a = core[rows, None, None] ** 2
        return (beta - 1) / (np.pi * a) * (1 + (dx**2 + dy**2) / a) ** -beta

    return _sampled(x, y, light), x, y


def elongated_star(
    rng: np.random.Generator, n: int, *, by: float, fwhm_px: float = 2.0
) -> tuple[Array, Array, Array]:
    """A Gaussian whose long axis exceeds the short one by a part `by`, at any angle."""
    x, y = _places(rng, n)
    angle = rng.uniform(0, np.pi, n)
    long = fwhm_px * np.sqrt(1 + by) / PER_SIGMA
    short = long / (1 + by)

    def light(dx: Array, dy: Array, rows: slice) -> Array:
        c, s = (f(angle[rows])[:, None, None] for f in (np.cos, np.sin))
        along, across = (dx * c + dy * s) / long, (dy * c - dx * s) / short
        return np.exp(-(along**2 + across**2) / 2) / (2 * np.pi * long * short)

    return _sampled(x, y, light), x, y


def trailed_star(
    rng: np.random.Generator, n: int, *, by_px: float = 1.0, fwhm_px: float = 2.0
) -> tuple[Array, Array, Array]:
    """A Gaussian drawn along a straight line."""
    x, y = _places(rng, n)
    angle = rng.uniform(0, np.pi, n)
    along = by_px * np.linspace(-0.5, 0.5, 21)
    path_x = x[:, None] + along * np.cos(angle)[:, None]
    path_y = y[:, None] + along * np.sin(angle)[:, None]
    sigma = np.full((n, 1), fwhm_px / PER_SIGMA)
    return _spread(path_x, path_y, np.full(path_x.shape, 1 / 21), sigma), x, y


STAR_KINDS: dict[str, Callable[[np.random.Generator, int], tuple[Array, ...]]] = {
    "Gaussian": gaussian_star,
    "Moffat 4": lambda rng, n: moffat_star(rng, n, beta=4.0),
    "Moffat 3": lambda rng, n: moffat_star(rng, n, beta=3.0),
    "Moffat 2.5": lambda rng, n: moffat_star(rng, n, beta=2.5),
    "elongated 10 %": lambda rng, n: elongated_star(rng, n, by=0.1),
    "elongated 20 %": lambda rng, n: elongated_star(rng, n, by=0.2),
    "trailed 1 px": lambda rng, n: trailed_star(rng, n, by_px=1.0),
    "Moffat 3, seeing 10 %": lambda rng, n: moffat_star(rng, n, beta=3.0, seeing=0.1),
}


def muons(rng: np.random.Generator, n: int, d_px: float) -> Paths:
    """Straight through 1 px of depth, mostly from above: long tracks are rare."""
    cosine = np.maximum(rng.random(n) ** (1 / 4), 0.1)
    length = np.sqrt(1 - cosine**2) / cosine
    charge = MUON_E_PER_PX / cosine * rng.gamma(8, 1 / 8, n)
    x, y = _straight(rng, length)
    down = np.broadcast_to(np.linspace(0, 1, x.shape[1]), x.shape)
    return x, y, _evenly(charge, x), _diffused(d_px, down)


def tracks(rng: np.random.Generator, n: int, d_px: float) -> Paths:
    """Straight lines of 1 to 8 px, as slant particles leave."""
    length = rng.uniform(1, 8, n)
    x, y = _straight(rng, length)
    charge = MUON_E_PER_PX * length * rng.gamma(8, 1 / 8, n)
    down = np.broadcast_to(np.linspace(0, 1, x.shape[1]), x.shape)
    return x, y, _evenly(charge, x), _diffused(d_px, down)


def worms(rng: np.random.Generator, n: int, d_px: float) -> Paths:
    """Electrons of gamma rays: they curl, and lose most at their ends."""
    steps = 48
    turns = rng.uniform(0, 2 * np.pi, (n, 1)) + np.cumsum(
        rng.normal(0, 0.35, (n, steps)), axis=1
    )
    last = rng.integers(8, steps + 1, n)[:, None]
    here = np.arange(steps) < last
    x, y = (np.cumsum(0.25 * f(turns) * here, axis=1) for f in (np.cos, np.sin))
    share = here * (1 + 2 * np.arange(steps) / last)
    charge = rng.lognormal(np.log(4000), 0.6, n)[:, None]
    sigma = _diffused(d_px, np.broadcast_to(rng.random((n, 1)), x.shape))
    return x, y, charge * share / share.sum(1, keepdims=True), sigma


def x_rays(rng: np.random.Generator, n: int, d_px: float) -> Paths:
    """All charge in one place, at any depth: half of the photons of 5.9 keV."""
    charge = np.where(rng.random(n) < 0.5, 1620.0, rng.lognormal(np.log(2500), 0.6, n))
    place = np.zeros((n, 1))
    return place, place.copy(), charge[:, None], _diffused(d_px, rng.random((n, 1)))


def _straight(rng: np.random.Generator, length: Array) -> tuple[Array, Array]:
    angle = rng.uniform(0, np.pi, len(length))
    along = length[:, None] * np.linspace(-0.5, 0.5, 41)
    return along * np.cos(angle)[:, None], along * np.sin(angle)[:, None]


def _evenly(charge: Array, points: Array) -> Array:
    return np.broadcast_to(charge[:, None] / points.shape[1], points.shape)


def _diffused(d_px: float, depth: Array) -> Array:
    """Sigma of charge from a part of the depth; that from the bottom has `d_px`."""
    return np.maximum(d_px * np.sqrt(depth), 0.1)


PARTICLE_KINDS = {"muon": muons, "track": tracks, "worm": worms, "X-ray": x_rays}
SHARES = (0.30, 0.30, 0.25, 0.15)


def particles(
    rng: np.random.Generator, n: int, *, diffusion_px: float
) -> tuple[Array, NDArray[np.str_]]:
    """Squares in electrons, and which kind each is."""
    kinds = rng.choice(list(PARTICLE_KINDS), n, p=SHARES)
    squares = np.zeros((n, 2 * HALF + 1, 2 * HALF + 1))
    for kind, draw in PARTICLE_KINDS.items():
        rows = np.flatnonzero(kinds == kind)
        x, y, charge, sigma = draw(rng, len(rows), diffusion_px)
        weight = charge / charge.sum(1, keepdims=True)
        for path in (x, y):  # the centre of the charge anywhere in the middle pixel
            path -= (path * weight).sum(1, keepdims=True)
            path += rng.uniform(-0.5, 0.5, (len(rows), 1))
        squares[rows] = _spread(x, y, charge, sigma)
    return squares, kinds


def _spread(x: Array, y: Array, charge: Array, sigma: Array) -> Array:
    """Gaussians on points (n, m), integrated over the pixels, (n, 21, 21)."""
    edges = np.arange(-HALF, HALF + 2) - 0.5
    result = np.empty((len(x), 2 * HALF + 1, 2 * HALF + 1))
    for i in range(0, len(x), BLOCK):
        part = slice(i, i + BLOCK)
        across, down = (
            np.diff(ndtr((edges - p[part, :, None]) / sigma[part, :, None]))
            for p in (x, y)
        )
        result[part] = np.einsum("nm,nmy,nmx->nyx", charge[part], down, across)
    return result


def _sampled(
    x: Array, y: Array, light: Callable[[Array, Array, slice], Array]
) -> Array:
    """Light per pixel of profiles (n,), summed over finer points."""
    size = 2 * HALF + 1
    fine = (np.arange(size * FINE) + 0.5) / FINE - HALF - 0.5
    result = np.empty((len(x), size, size))
    for i in range(0, len(x), BLOCK):
        part = slice(i, i + BLOCK)
        dx = fine[None, None, :] - x[part, None, None]
        dy = fine[None, :, None] - y[part, None, None]
        values = light(dx, dy, part)
        cells = values.reshape(len(values), size, FINE, size, FINE)
        result[part] = cells.sum((2, 4)) / FINE**2
    return result
