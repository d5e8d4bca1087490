"""Events in a small patch of simulated darks, tested as the program tests them.

Nothing here comes from the engine except the profile of a star: noise, quantisation,
master and variances are written out once more, plainly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.psf.profile import FWHM_PER_SIGMA, pixel_fractions

__all__ = ["SHAPES", "Leaders", "leaders_of"]

Array = NDArray[np.float64]

GAIN_E = 1.39
READ_NOISE_E = 3.0
"""With 100 e- of dark signal the residual's sigma is 11.3 e-, as expected."""
FRAMES = 10
SIZE = 11
MIDDLE = SIZE // 2
MEDIAN_OF_9 = 0.1661
"""Variance of the median of nine Gaussian values, in units of theirs."""

INNER = 7
"""Pixels along an axis that a stamp around any of the nine middle pixels can reach."""
_DRAWN = np.concatenate(
    [
        np.arange(SIZE**2).reshape(SIZE, SIZE)[2:-2, 2:-2].ravel(),
        [0, SIZE - 1, SIZE * (SIZE - 1), SIZE**2 - 1],
    ]
)
"""Those, and the corners: noise of other pixels is not looked at."""


@dataclass(frozen=True)
class Leaders:
    """Tested pixels: 5x5 residuals, their true and their estimated variances."""

    stamps_e: Array
    true_variance_e2: Array
    shrunk_variance_e2: Array
    offset_px: Array
    simulated: int


def star(rng: np.random.Generator, n: int, fwhm_px: float = 2.0) -> Array:
    """Light of stars anywhere in the middle pixel, total 1."""
    x, y = rng.uniform(-0.5, 0.5, (2, n))
    return pixel_fractions(x, y, fwhm_px, half=MIDDLE)


def blob(rng: np.random.Generator, n: int) -> Array:
    return star(rng, n, 4.0)


def spot(rng: np.random.Generator, n: int) -> Array:
    return star(rng, n, 0.4 * FWHM_PER_SIGMA)


def hot(rng: np.random.Generator, n: int) -> Array:  # noqa: ARG001
    return _single(n)


def pair(rng: np.random.Generator, n: int) -> Array:
    """A second pixel, 30 to 100 % as bright, on one of the eight sides."""
    shape = _single(n)
    sides = [(-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)]
    dy, dx = np.array(sides)[rng.integers(0, 8, n)].T
    shape[np.arange(n), MIDDLE + dy, MIDDLE + dx] = rng.uniform(0.3, 1, n)
    return shape


def plus(rng: np.random.Generator, n: int) -> Array:  # noqa: ARG001
    """The notebooks' injection: a centre and four neighbours of a third."""
    shape = _single(n)
    for dy, dx in [(-1, 0), (1, 0), (0, -1), (0, 1)]:
        shape[:, MIDDLE + dy, MIDDLE + dx] = 1 / 3
    return shape


def track(rng: np.random.Generator, n: int) -> Array:
    """A straight line of 1 to 5 pixels."""
    angle = rng.uniform(0, np.pi, n)
    length = rng.uniform(1, 5, n)
    start = -length * rng.uniform(0, 1, n)
    along = start[:, None] + length[:, None] * np.linspace(0, 1, 40)
    x = along * np.cos(angle)[:, None] + rng.uniform(-0.5, 0.5, n)[:, None]
    y = along * np.sin(angle)[:, None] + rng.uniform(-0.5, 0.5, n)[:, None]
    return _line(x, y)


def worm(rng: np.random.Generator, n: int) -> Array:
    """A random walk of 2 to 6 pixels in steps of a quarter of a pixel."""
    steps = 24
    turns = np.cumsum(rng.normal(0, 0.7, (n, steps)), axis=1)
    turns += rng.uniform(0, 2 * np.pi, (n, 1))
    done = np.arange(steps) >= rng.integers(8, steps + 1, n)[:, None]
    x, y = (
        np.cumsum(0.25 * along(turns), 1) + rng.uniform(-0.5, 0.5, (n, 1))
        for along in (np.cos, np.sin)
    )
    return _line(x, y, done)


SHAPES: dict[str, Callable[[np.random.Generator, int], Array]] = {
    "star": star,
    "hot": hot,
    "pair": pair,
    "spot": spot,
    "track": track,
    "worm": worm,
    "plus": plus,
    "blob": blob,
}


def _single(n: int) -> Array:
    shape = np.zeros((n, SIZE, SIZE))
    shape[:, MIDDLE, MIDDLE] = 1
    return shape


def _line(x: Array, y: Array, beyond: NDArray[np.bool_] | None = None) -> Array:
    """Equal charges on points, but for those beyond the end; brightest pixel inside."""
    width = 0.35 * FWHM_PER_SIGMA
    charge = np.ones_like(x) if beyond is None else 1.0 * ~beyond
    events = []
    for at_x, at_y, q in zip(x, y, charge, strict=True):
        half = 2 * MIDDLE + 4
        whole = np.tensordot(q, pixel_fractions(at_x, at_y, width, half=half), 1)
        row, column = np.unravel_index(whole.argmax(), whole.shape)
        near = np.s_[row - MIDDLE : row + MIDDLE + 1]
        events.append(whole[near, column - MIDDLE : column + MIDDLE + 1] / q.sum())
    return np.stack(events)


def leaders_of(
    shape: Array,
    rng: np.random.Generator,
    *,
    dark_e: float,
    flux_e: float | None = None,
    peak_e: float | None = None,
    threshold_e: float = 200.0,
    d0: float = 20.0,
) -> Leaders:
    """Expose the shapes in one of ten darks and cut out the leaders they make.

    Give the total `flux_e` of a shape that sums to 1, or the expected `peak_e`.
    """
    n = len(shape)
    event = (
        shape * flux_e if flux_e else peak_e * shape / shape.max((1, 2))[:, None, None]
    )
    event = event.reshape(n, SIZE**2)[:, _DRAWN]
    frames = rng.poisson(dark_e, (FRAMES, *event.shape)).astype(np.float32)
    frames[0] += rng.poisson(event)
    frames += READ_NOISE_E * rng.standard_normal(frames.shape, np.float32)
    frames /= GAIN_E
    np.rint(frames, out=frames)
    frames *= GAIN_E
    others = frames[1:]
    residual = (frames[0] - np.median(others, axis=0)).astype(float)
    # A median lies below the mean of a Poisson; the offset of the rows takes it out.
    residual -= residual[:, INNER**2 :].mean()
    residual = residual[:, : INNER**2].reshape(n, INNER, INNER)
    # The leader may be any of the nine middle pixels.
    middle = INNER // 2
    inner = residual[:, middle - 1 : middle + 2, middle - 1 : middle + 2]
    best = inner.reshape(n, 9).argmax(1)
    y, x = middle - 1 + best // 3, middle - 1 + best % 3
    found = np.flatnonzero(inner.reshape(n, 9).max(1) > threshold_e)
    rows = y[found, None, None] + np.arange(-2, 3)[None, :, None]
    columns = x[found, None, None] + np.arange(-2, 3)[None, None, :]
    at = (found[:, None, None], rows, columns)
    true = dark_e + READ_NOISE_E**2 + GAIN_E**2 / 12
    own = others[..., : INNER**2].var(0, ddof=1, dtype=float)
    own = own.reshape(residual.shape)[at]
    shrunk = (d0 * true + (FRAMES - 2) * own) / (d0 + FRAMES - 2)
    offset = np.stack([x[found] - middle, y[found] - middle], 1).astype(float)
    factor = 1 + MEDIAN_OF_9
    stamps = residual[at]
    return Leaders(
        stamps, np.full_like(stamps, true * factor), shrunk * factor, offset, n
    )
