"""Electrons per ADU by photon transfer from dark frames alone.

Dark charge is Poisson: where it differs from pixel to pixel, variance over the frames
rises with the level, by one ADU squared per ADU and e-/ADU. The hot tail has the
longest lever, and measured from its surroundings it knows nothing of amplifiers; where
there is glow, whose own noise would hide it, it is left out. Pixels are sorted by some
frames and measured in the others: sorted by the same
ones, noise alone would look like level.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.robust import MAD_TO_SIGMA

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameSource

__all__ = [
    "FEWEST_FRAMES",
    "MOST_FRAMES",
    "STRIPS",
    "STRIP_ROWS",
    "Transfer",
    "TransferPoint",
    "measure_transfer",
    "transfer_frames",
    "transfer_of_strips",
]

Array = NDArray[np.float64]
Source = TypeVar("Source")

FEWEST_FRAMES = 4
"""Two to sort the pixels by, and two to measure them in."""

STRIPS, STRIP_ROWS = 12, 16
BLOCK_PIXELS = 512
"""Surroundings of a pixel: in all rows of its strip, side by side."""
THIN = 3
"""Of so many pixels along each side one tells the level of a frame."""

MOST_FRAMES = 10
"""More would cost time and tell little more."""

TAIL_SIGMA = 8.0
"""A hot pixel lies so far above its surroundings, in sigmas of all pixels."""

FEWEST_PER_BIN, BINS = 25, 12
BLINKING, PASSES = 0.002, 4
"""A pixel whose variance a quiet one exceeds so seldom blinks: it is left out, and the
line is fitted again."""

LIT = 1.5
"""Surroundings with so many times the usual variance glow."""

LARGEST_ERROR = 0.25
"""Relative standard error above which there is no estimate."""


@dataclass(frozen=True, slots=True)
class TransferPoint:
    """Pixels of about one level, above their surroundings.

    Attributes
    ----------
    level_adu, variance_adu2 : float
        What they have beyond the pixels around them; saved ADU, and squared.
    sigma_adu2 : float
        Standard error of the variance, by the number of pixels and frames alone.
    pixels : int
        So many.
    """

    level_adu: float
    variance_adu2: float
    sigma_adu2: float
    pixels: int


@dataclass(frozen=True, slots=True)
class Transfer:
    """What these frames say about the scale.

    Attributes
    ----------
    e_per_adu : float or None
        Electrons per saved ADU; None where the levels differ too little to tell.
    sigma : float
        Standard error of it, the scatter about the line included.
    noise_adu : float
        Temporal noise of the median pixel, saved ADU; NaN when unknown.
    hot_pixels : int
        Pixels in the tail that the line was fitted through.
    points : tuple of TransferPoint
        What the line was fitted through, from the lowest level; of the last fit, where
        there is no estimate.
    """

    e_per_adu: float | None
    sigma: float
    noise_adu: float
    hot_pixels: int
    points: tuple[TransferPoint, ...] = ()


def transfer_frames(sources: Sequence[Source]) -> Sequence[Source]:
    """Those that are measured; none where there are too few."""
    return sources[:MOST_FRAMES] if len(sources) >= FEWEST_FRAMES else ()


def measure_transfer(
    sources: Sequence[FrameSource], *, saturation_adu: float = np.inf
) -> Transfer:
    """Measure on evenly spaced strips of rows of up to 10 frames.

    Parameters
    ----------
    sources : sequence of FrameSource
        Frames of one series, at least 4.
    saturation_adu : float
        Pixels that reach half of it in any frame are left out.
    """
    sources = transfer_frames(sources)
    if not sources:
        return Transfer(None, np.nan, np.nan, 0)
    ny = sources[0].shape[0]
    height = min(STRIP_ROWS, ny)
    count = min(STRIPS, max(1, ny // height))
    tops = np.linspace(0, ny - height, count).astype(int).tolist()
    # Frame by frame: one that is compressed is decoded once.
    read = [[source.read_rows(y, y + height) for y in tops] for source in sources]
    strips = (np.stack([rows[k] for rows in read]) for k in range(count))
    return transfer_of_strips(strips, saturation_adu=saturation_adu)


def transfer_of_strips(
    strips: Iterable[NDArray[Any]], *, saturation_adu: float = np.inf
) -> Transfer:
    """The same of rows that are read already.

    Parameters
    ----------
    strips : iterable of arrays, shape (frames, rows, nx)
        Adjacent rows of the same frames, at least 4.
    saturation_adu : float
        See `measure_transfer`.
    """
    parts = [_measured(strip, saturation_adu / 2) for strip in strips]
    columns = (np.concatenate(rows) for rows in zip(*parts, strict=True))
    return _fitted(*columns)


def _measured(
    strip: NDArray[Any], highest: float
) -> tuple[Array, Array, Array, Array, NDArray[np.intp]]:
    """Excess by the frames to sort by, by the others, their variance and the usual.

    Usual is the variance of the surroundings: where glow lifts the level, it lifts the
    variance as well, and only what a pixel has beyond both tells of the scale. Last,
    the degrees of freedom of each variance.
    """
    cube = strip.astype(np.float64)
    with np.errstate(invalid="ignore", over="ignore"):
        usable = np.isfinite(cube).all(axis=0) & (cube < highest).all(axis=0)
        cube = np.where(usable, cube, 0.0)
        some = cube[:, ::THIN, ::THIN]
        cube -= np.median(some - some[0], axis=(1, 2), keepdims=True)
        measured, others = cube[::2], cube[1::2]
        by, level = others.mean(axis=0), measured.mean(axis=0)
        variance = measured.var(axis=0, ddof=1)
        dof = np.full(int(usable.sum()), len(measured) - 1, np.intp)
        return (
            (by - _around(by))[usable],
            (level - _around(level))[usable],
            variance[usable],
            _around(variance)[usable],
            dof,
        )


def _around(values: Array) -> Array:
    """The median of blocks of columns, at every pixel."""
    rows, nx = values.shape
    blocks = max(1, rows * nx // BLOCK_PIXELS)
    wide = nx // blocks
    cut = values[:, : blocks * wide].reshape(rows, blocks, wide)
    medians = np.median(cut.transpose(1, 0, 2).reshape(blocks, -1), axis=1)
    place = np.minimum(np.arange(nx) // wide, blocks - 1)
    return np.broadcast_to(medians[place], values.shape)


def _fitted(
    sorted_by: Array, level: Array, variance: Array, usual: Array, of: NDArray[np.intp]
) -> Transfer:
    from scipy.special import chdtri, gammaincinv

    if not variance.size:
        return Transfer(None, np.nan, np.nan, 0)
    dof = int(of[0])
    dark = usual <= LIT * np.median(usual)
    sorted_by, level = sorted_by[dark], level[dark]
    variance, usual = variance[dark], usual[dark]
    to_mean = dof / (2 * gammaincinv(dof / 2, 0.5))
    spread = MAD_TO_SIGMA * np.median(np.abs(sorted_by - np.median(sorted_by)))
    tail = np.flatnonzero(sorted_by > max(TAIL_SIGMA * spread, 1e-9))
    core = np.abs(sorted_by) <= max(3 * spread, 1e-9)
    base = to_mean * float(np.median(variance[core])) if core.any() else 0.0
    found = Transfer(None, np.nan, float(np.sqrt(base)), tail.size)
    usual *= to_mean
    steady, slope, sigma = np.ones(tail.size, np.bool_), 0.0, np.inf
    for _ in range(PASSES):
        some = tail[steady]
        if some.size < 2 * FEWEST_PER_BIN:
            return found
        order = some[np.argsort(sorted_by[some], kind="stable")]
        slope, sigma, points = _line(level[order], variance[order], usual[order], dof)
        found = replace(found, points=points)
        if slope <= 0:
            return found
        expected = usual[tail] + slope * np.maximum(level[tail], 0)
        steady = variance[tail] <= chdtri(dof, BLINKING) / dof * expected
    if sigma > LARGEST_ERROR * slope:
        return found
    return replace(found, e_per_adu=1 / slope, sigma=sigma / slope**2)


def _line(
    level: Array, variance: Array, usual: Array, dof: int
) -> tuple[float, float, tuple[TransferPoint, ...]]:
    """Slope through the medians of bins of sorted pixels, its error, and they."""
    from scipy.special import gammaincinv

    to_mean = dof / (2 * gammaincinv(dof / 2, 0.5))
    bins = min(BINS, level.size // FEWEST_PER_BIN)
    groups = np.array_split(np.arange(level.size), bins)
    x = np.array([np.median(level[g]) for g in groups])
    around = np.array([np.median(usual[g]) for g in groups])
    y = np.array([to_mean * np.median(variance[g]) for g in groups]) - around
    share = np.sqrt(np.pi / (dof * np.array([g.size for g in groups])))
    expected = y + around
    slope, sigma = 0.0, np.inf
    for _ in range(3):  # scattering medians as weights would favour the low ones
        slope, sigma = _slope(x, y, np.maximum(expected * share, 1e-12))
        expected = np.maximum(around + slope * x, 1e-12)
    error = expected * share
    points = (
        TransferPoint(float(x[n]), float(y[n]), float(error[n]), group.size)
        for n, group in enumerate(groups)
    )
    return slope, sigma, tuple(sorted(points, key=lambda one: one.level_adu))


def _slope(x: Array, y: Array, error: Array) -> tuple[float, float]:
    """Through the origin, the ordinary pixels; the error grows with the scatter."""
    weight: Any = 1 / error**2
    spread = float((weight * x * x).sum())
    if spread <= 0:
        return 0.0, np.inf
    slope = float((weight * x * y).sum()) / spread
    chi2 = float((weight * (y - slope * x) ** 2).sum()) / max(1, len(x) - 1)
    return slope, float(np.sqrt(max(1.0, chi2) / spread))
