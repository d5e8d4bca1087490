"""Electrons per ADU by photon transfer from dark frames alone.

Dark charge is Poisson: where it differs from pixel to pixel, variance over the frames
rises with the level, by one ADU squared per ADU and e-/ADU. The hot tail has the
longest lever, and measured from its surroundings it knows nothing of amplifiers and
glow. Pixels are sorted by some frames and measured in the others: sorted by the same
ones, noise alone would look like level.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.robust import MAD_TO_SIGMA

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameSource

__all__ = [
    "FEWEST_FRAMES",
    "STRIPS",
    "STRIP_ROWS",
    "Transfer",
    "measure_transfer",
    "transfer_frames",
]

Array = NDArray[np.float64]
Source = TypeVar("Source")

FEWEST_FRAMES = 4
"""Two to sort the pixels by, and two to measure them in."""

STRIPS, STRIP_ROWS, BLOCK_COLUMNS = 12, 16, 32
MOST_FRAMES = 10
"""More would cost time and tell little more."""

TAIL_SIGMA = 8.0
"""A hot pixel lies so far above its surroundings, in sigmas of all pixels."""

FEWEST_PER_BIN, BINS = 25, 12
LARGEST_ERROR = 0.25
"""Relative standard error above which there is no estimate."""


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
    """

    e_per_adu: float | None
    sigma: float
    noise_adu: float
    hot_pixels: int


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
    parts = list(_strips(sources, saturation_adu / 2))
    sorted_by, level, variance = (
        np.concatenate(rows) for rows in zip(*parts, strict=True)
    )
    dof = (len(sources) + 1) // 2 - 1
    return _fitted(sorted_by, level, variance, dof)


def _strips(
    sources: Sequence[FrameSource], highest: float
) -> Iterator[tuple[Array, Array, Array]]:
    """Excess by the frames to sort by, by the others, and their variance."""
    ny = sources[0].shape[0]
    height = min(STRIP_ROWS, ny)
    count = min(STRIPS, max(1, ny // height))
    tops = np.linspace(0, ny - height, count).astype(int).tolist()
    # Frame by frame: one that is compressed is decoded once.
    read = [[source.read_rows(y, y + height) for y in tops] for source in sources]
    for index in range(count):
        cube = np.stack([strips[index] for strips in read]).astype(np.float64)
        with np.errstate(invalid="ignore", over="ignore"):
            usable = np.isfinite(cube).all(axis=0) & (cube < highest).all(axis=0)
            cube = np.where(usable, cube, 0.0)
            cube -= np.median(cube - cube[0], axis=(1, 2), keepdims=True)
            measured, others = cube[::2], cube[1::2]
            yield (
                _excess(others.mean(axis=0))[usable],
                _excess(measured.mean(axis=0))[usable],
                measured.var(axis=0, ddof=1)[usable],
            )


def _excess(level: Array) -> Array:
    """Above the median of blocks of columns."""
    blocks = np.array_split(level, max(1, level.shape[1] // BLOCK_COLUMNS), axis=1)
    return np.concatenate([block - np.median(block) for block in blocks], axis=1)


def _fitted(sorted_by: Array, level: Array, variance: Array, dof: int) -> Transfer:
    from scipy.special import gammaincinv

    if not variance.size:
        return Transfer(None, np.nan, np.nan, 0)
    to_mean = dof / (2 * gammaincinv(dof / 2, 0.5))
    spread = MAD_TO_SIGMA * np.median(np.abs(sorted_by - np.median(sorted_by)))
    tail = np.flatnonzero(sorted_by > max(TAIL_SIGMA * spread, 1e-9))
    core = np.abs(sorted_by) <= max(3 * spread, 1e-9)
    base = to_mean * float(np.median(variance[core])) if core.any() else 0.0
    noise = float(np.sqrt(base))
    bins = min(BINS, tail.size // FEWEST_PER_BIN)
    if bins < 2:
        return Transfer(None, np.nan, noise, tail.size)
    order = tail[np.argsort(sorted_by[tail], kind="stable")]
    groups = np.array_split(order, bins)
    x = np.array([np.median(level[g]) for g in groups])
    y = np.array([to_mean * np.median(variance[g]) for g in groups]) - base
    share = np.sqrt(np.pi / (dof * np.array([g.size for g in groups])))
    expected = y + base
    for _ in range(3):  # scattering medians as weights would favour the low ones
        slope, sigma = _slope(x, y, np.maximum(expected * share, 1e-12))
        expected = np.maximum(base + slope * x, 1e-12)
    if slope <= 0 or sigma > LARGEST_ERROR * slope:
        return Transfer(None, np.nan, noise, tail.size)
    return Transfer(1 / slope, sigma / slope**2, noise, tail.size)


def _slope(x: Array, y: Array, error: Array) -> tuple[float, float]:
    """Through the origin, the ordinary pixels; the error grows with the scatter."""
    weight: Any = 1 / error**2
    spread = float((weight * x * x).sum())
    if spread <= 0:
        return 0.0, np.inf
    slope = float((weight * x * y).sum()) / spread
    chi2 = float((weight * (y - slope * x) ** 2).sum()) / max(1, len(x) - 1)
    return slope, float(np.sqrt(max(1.0, chi2) / spread))
