"""Stars and hot pixels in masters: what is found, and called by its name.

Masters of ten frames are drawn with 40 stars of 20 000 e- in every frame and the hot
pixels of sensors from cold to warm, clusters by chance among them; expected are 40
star-like sources, and no hot pixel that is called one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from benchmarks.markdown import print_table
from darkviewer.core.vetting.master_sources import MasterSources, master_sources

__all__ = ["report"]

Array = NDArray[np.float64]

SIDE, FRAMES, STARS, FLUX = 512, 10, 40, 20_000.0
EDGE = 8
FINE = 9
"""Sub-pixels of a star along each axis."""

SENSORS = (
    ("cold", 5.0, 0.002),
    ("cool", 100.0, 0.002),
    ("warm", 1300.0, 0.002),
    ("warm, 1 % hot", 1300.0, 0.01),
)
"""Name, dark signal in e- and part of the pixels in the hot tail."""


def _gaussian(r2: Array, fwhm: float) -> Array:
    return np.exp(-4 * np.log(2) * r2 / fwhm**2)


def _moffat(r2: Array, fwhm: float, beta: float = 3.0) -> Array:
    return (1 + 4 * (2 ** (1 / beta) - 1) * r2 / fwhm**2) ** -beta


PROFILES: tuple[tuple[str, Callable[[Array, float], Array], float, float], ...] = (
    ("none", _gaussian, 1.0, 0.0),
    ("Gaussian", _gaussian, 1.0, 0.0),
    ("Moffat 3, seeing +-10 %", _moffat, 1.0, 0.1),
    ("Gaussian, elongated 20 %", _gaussian, 1.2, 0.0),
)
"""Name, shape, ratio of the axes, scatter of the width."""


def report(*, short: bool) -> None:
    """Print what is found in masters."""
    seeds = range(1) if short else range(5)
    print_table(
        f"{STARS} stars of {FLUX:.0f} e- in all {FRAMES} frames of {SIDE}x{SIDE}, "
        f"{len(seeds)} sensors each (expected: all, none, all seen before)",
        _rows(seeds),
    )


def _rows(seeds: range) -> Iterator[list[str]]:
    yield [
        "sensor",
        "stars",
        "called star-like",
        "others called star-like",
        "hot pixels and clusters",
        "of them in the earlier master",
    ]
    for sensor, dark, hot in SENSORS:
        for name, shape, axes, scatter in PROFILES:
            totals = np.zeros(5)
            for seed in seeds:
                rng = np.random.default_rng([41, seed])
                level = _sensor(rng, dark, hot)
                earlier = _master(rng, 0.6 * level)
                places = rng.uniform(EDGE, SIDE - EDGE, (STARS, 2))
                if name == "none":
                    places = places[:0]
                lit = _with_stars(level, places, shape, axes, scatter, rng)
                found = master_sources(
                    _master(rng, lit), fwhm_px=2.0, earlier_e=earlier
                )
                totals += _counted(found, places)
            stars, kept, wrong, spots, seen = totals
            yield [
                f"{sensor}, {dark:.0f} e-",
                name,
                f"{kept:.0f} of {stars:.0f}",
                f"{wrong:.0f}",
                f"{spots:.0f}",
                f"{seen / max(spots, 1):.3f}",
            ]


def _counted(found: MasterSources, places: Array) -> Array:
    star = np.array([(r.y, r.x) for r in found.rows if r.label == "star-like"])
    near = np.zeros((len(places), len(star)), bool)
    if len(star) and len(places):
        near = np.abs(places[:, None] - 0.5 - star).max(axis=2) <= 1.5
    spots = [r for r in found.rows if r.label in ("hot pixel", "cluster")]
    return np.array(
        [
            len(places),
            near.any(axis=1).sum(),
            len(star) - near.any(axis=0).sum(),
            len(spots),
            sum(bool(r.known) for r in spots),
        ],
        float,
    )


def _sensor(rng: np.random.Generator, dark: float, hot: float) -> Array:
    """Dark signal of pixels: log-normal, and a power law that reaches 300 times it."""
    level = dark * rng.lognormal(0, 0.08, (SIDE, SIDE))
    tail = rng.random((SIDE, SIDE)) < hot
    pareto = np.minimum(rng.pareto(1.0, (SIDE, SIDE)) + 1, 60)
    return level + tail * pareto * max(dark, 50.0)


def _master(rng: np.random.Generator, level: Array) -> Array:
    """Median of ten frames of 3 e- read noise."""
    shape = (FRAMES, *level.shape)
    return np.median(rng.poisson(level, shape) + rng.normal(0, 3.0, shape), axis=0)


def _with_stars(
    level: Array,
    places: Array,
    shape: Callable[[Array, float], Array],
    axes: float,
    scatter: float,
    rng: np.random.Generator,
) -> Array:
    lit, half = level.copy(), 7
    steps = (np.arange((2 * half + 1) * FINE) + 0.5) / FINE
    for y, x in places:
        top, left = int(y) - half, int(x) - half
        dy, dx = (steps + top - y)[:, None], (steps + left - x)[None, :]
        fwhm = 2.0 * (1 + scatter * rng.standard_normal())
        light = shape(dy**2 * axes + dx**2 / axes, fwhm)
        pixels = light.reshape(2 * half + 1, FINE, 2 * half + 1, FINE).sum(axis=(1, 3))
        pixels *= FLUX / pixels.sum()
        rows = slice(max(top, 0), min(top + 2 * half + 1, SIDE))
        columns = slice(max(left, 0), min(left + 2 * half + 1, SIDE))
        lit[rows, columns] += pixels[
            rows.start - top : rows.stop - top,
            columns.start - left : columns.stop - left,
        ]
    return lit
