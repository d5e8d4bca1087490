"""Measuring the noise at empty places, see `null_noise`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.calibration.bands import Band
from darkviewer.core.levels.strips import strips
from darkviewer.core.psf.correlated import LAGS, width_of_sum
from darkviewer.core.psf.matched_filter import matched_plane
from darkviewer.core.psf.moderated import matched_sigmas, sigmas, star_shape
from darkviewer.core.vetting.null_noise import NULL, NullNoise

if TYPE_CHECKING:
    from darkviewer.core.levels.amplifiers import Amplifiers
    from darkviewer.core.psf.profile import Psf
    from darkviewer.core.vetting.band import ExaminedBand

__all__ = ["measure_null"]

Array = NDArray[np.float64]
Index = NDArray[np.integer[Any]]

MOST_FRAMES = 64
"""Evenly spaced ones of more are measured; the others are taken as they are said."""

MOST_READ = 512
"""Frames of a session that is measured at all: the rows of all of them are read."""

STRIPS = 8
MARGIN = 6
"""Rows beside a strip: what is bright there reaches into it."""

EDGE = 2
"""Columns at the border without the whole signal of a star."""

EVENT = 4.0
"""Signal of a star (up or down) of a place that is not empty."""

REACH = 4
"""Pixels around it that its light reaches."""

CLIP = 3.0
"""Values beyond so many widths are events, not noise."""

CLIPPED_VARIANCE = 0.9733369
"""Of a normal variate between -3 and 3."""

SKEW_CLIP = 4.0
SKEW_SEEN = 0.9475
"""Part of the skewness that values between -4 and 4 show (Gram and Charlier)."""

FEWEST = 2000
"""Pixels of an amplifier in one frame from which its width is measured."""

EDGES = np.linspace(-12.0, 12.0, 1201)
"""Of the histograms of significances."""

SHARED = 10.0
"""Pixels that a star's signal has in common with its neighbours': so many are one."""


def measure_null(
    rows_of: Callable[[Band], ExaminedBand],
    ny: int,
    n_frames: int,
    *,
    amplifiers: Amplifiers,
    psf: Psf,
    threads: int = 1,
) -> NullNoise:
    """Measure on evenly spaced strips of all frames.

    Parameters
    ----------
    rows_of : callable
        Reads the rows of a band, with all the noise that was measured but this.
    ny, n_frames : int
        Rows of a frame, and frames.
    amplifiers : Amplifiers
        Parts of the frame that are measured each on its own.
    psf : Psf
        Expected profile.
    threads : int
        Strips measured at once; the result does not depend on it.
    """
    if n_frames > MOST_READ:
        return NULL
    count = len(amplifiers)
    z, signal = _Widths(n_frames, count), _Widths(n_frames, count)
    neighbours = _Neighbours(count)

    def measured(ends: tuple[int, int]) -> list[_Seen]:
        rows = rows_of(Band(*ends, ny, MARGIN))
        return list(_in_strip(rows, ends, n_frames, amplifiers, psf))

    with ThreadPoolExecutor(max(threads, 1)) as pool:
        for seen in chain.from_iterable(pool.map(measured, strips(ny, most=STRIPS))):
            z.add(seen.frame, seen.z)
            signal.add(seen.frame, seen.signal)
            neighbours.add(seen.shared)
    return _summed_up(amplifiers, psf, z, signal, neighbours)


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What one frame adds in one strip."""

    frame: int
    z: Array
    signal: Array
    shared: _Shared


def _in_strip(
    rows: ExaminedBand,
    ends: tuple[int, int],
    n_frames: int,
    amplifiers: Amplifiers,
    psf: Psf,
) -> Iterator[_Seen]:
    """Of the frames that are measured, one after the other."""
    start, stop = ends
    inner = slice(start - rows.top, stop - rows.top)
    nx, count = rows.raw.shape[2], len(amplifiers)
    y, x = np.divmod(np.arange((stop - start) * nx), nx)
    label = amplifiers.labels(y + start, x).reshape(stop - start, nx)
    measured = range(0, n_frames, -(-n_frames // MOST_FRAMES))
    with np.errstate(invalid="ignore", over="ignore"):  # floats hold anything
        planes = [_planes(rows, index, psf, inner) for index in measured]
        # An event raises the variance of its pixels in all other frames.
        events = [np.abs(star) > EVENT for _, star in planes]
    empty = ~_around(np.logical_or.reduce(events))[inner]
    for index, (residual, star) in zip(measured, planes, strict=True):
        here = np.where(empty, residual, np.nan)
        signal = np.where(empty, star[inner], np.nan)
        yield _Seen(
            index,
            _histograms(here, label, count),
            _histograms(signal, label, count),
            _shared(here, label, count),
        )


def _summed_up(
    amplifiers: Amplifiers,
    psf: Psf,
    z: _Widths,
    signal: _Widths,
    neighbours: _Neighbours,
) -> NullNoise:
    z_width, z_error = z.widths(1.0)
    total, total_error = signal.widths(SHARED)
    correlation, correlation_error, skewness = neighbours.found()
    known = NullNoise(
        amplifiers,
        z_width,
        z_error,
        total,
        total_error,
        correlation,
        correlation_error,
        skewness,
    )
    explained = width_of_sum(star_shape(psf), known.lags)
    explained = explained * known.sigma_factors
    return replace(
        known,
        signal_width=total / explained,
        signal_error=total_error / explained,
    )


def _planes(
    rows: ExaminedBand, index: int, psf: Psf, inner: slice
) -> tuple[Array, Array]:
    """z of the inner rows and the signal of a star, NaN where there is none."""
    frame = rows.frame(index)
    variance, frames = rows.residual_variance_e2(index, None, frame.factor)
    good = np.isfinite(variance) & np.isfinite(frame.residual_e)
    good &= ~rows.saturated(index, None)
    z = sigmas(frame.residual_e[inner], variance[inner], frames[inner])
    plane = matched_plane(frame.residual_e, variance.astype(np.float32), good, psf)
    star = matched_sigmas(plane, frames, psf)
    star[:, :EDGE] = star[:, -EDGE:] = np.nan
    return np.where(good[inner], z, np.nan), np.where(good, star, np.nan)


def _around(event: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pixels that the light of an event reaches."""
    for axis in (0, 1):
        near = np.moveaxis(event.copy(), axis, 0)
        source = np.moveaxis(event, axis, 0)
        for step in range(1, REACH + 1):
            near[step:] |= source[:-step]
            near[:-step] |= source[step:]
        event = np.moveaxis(near, 0, axis)
    return event


def _histograms(values: Array, label: Index, count: int) -> Array:
    """Between `EDGES`, of each amplifier."""
    own = (values if count == 1 else values[label == part] for part in range(count))
    return np.array([np.histogram(each, EDGES)[0] for each in own], np.float64)


class _Widths:
    """Histograms of a value per frame and amplifier."""

    def __init__(self, n_frames: int, count: int) -> None:
        self._counts = np.zeros((n_frames, count, len(EDGES) - 1))

    def add(self, frame: int, counts: Array) -> None:
        self._counts[frame] += counts

    def widths(self, shared: float) -> tuple[Array, Array]:
        """Of the values within 3 widths of 0, and standard errors."""
        squares = ((EDGES[1:] + EDGES[:-1]) / 2) ** 2
        number = self._counts.sum(-1)
        width = np.ones(number.shape)
        for _ in range(20):
            inside = self._counts * (squares < (CLIP * width[..., None]) ** 2)
            total = np.maximum(inside.sum(-1), 1)
            width = np.sqrt((inside * squares).sum(-1) / total / CLIPPED_VARIANCE)
            width = np.clip(width, 0.1, 10.0)
        error = width * np.sqrt(shared / 2 / np.maximum(number, 1))
        known = number >= FEWEST
        return np.where(known, width, 1.0), np.where(known, error, np.inf)


@dataclass(frozen=True, slots=True, eq=False)
class _Shared:
    """Sums over the pixels of one frame in one strip.

    `pairs`: column of `LAGS`, products, squares and number of each amplifier's pairs.
    """

    pairs: list[tuple[int, Array, Array, Array]]
    cubes: float
    second: float
    pixels: int


def _shared(z: Array, label: Index, count: int) -> _Shared:
    size = np.abs(z)
    known = size < CLIP
    ordinary = np.where(known, z, 0.0)
    square = ordinary**2
    pairs = []
    for column, (dy, dx) in enumerate(LAGS):
        for first, second in _pairs(dy, dx):
            pair = known[first] & known[second]
            own = label[first]
            if count > 1:
                pair &= own == label[second]
            product = np.where(pair, ordinary[first] * ordinary[second], 0)
            power = np.where(pair, (square[first] + square[second]) / 2, 0)
            number = np.bincount(own[pair], minlength=count).astype(np.float64)
            pairs.append(
                (column, _sums(own, product, count), _sums(own, power, count), number)
            )
    near = z[size < SKEW_CLIP]
    squares = near**2
    cubes = float(np.sum(squares * near))  # a power of 3 takes ten times
    return _Shared(pairs, cubes, float(np.sum(squares)), near.size)


class _Neighbours:
    """Products of z with those of its neighbours, per amplifier, and cubes."""

    def __init__(self, count: int) -> None:
        self._products = np.zeros((count, len(LAGS)))
        self._squares = np.zeros((count, len(LAGS)))
        self._numbers = np.zeros((count, len(LAGS)))
        self._cubes = self._pixels = self._second = 0.0

    def add(self, shared: _Shared) -> None:
        for column, product, power, number in shared.pairs:
            self._products[:, column] += product
            self._squares[:, column] += power
            self._numbers[:, column] += number
        self._cubes += shared.cubes
        self._second += shared.second
        self._pixels += shared.pixels

    def found(self) -> tuple[Array, Array, float]:
        """Correlations, their error, and the skewness."""
        correlation = self._products / np.maximum(self._squares, 1e-9)
        number = self._numbers.min(1)
        error = np.where(number >= FEWEST, 1 / np.sqrt(np.maximum(number, 1)), np.inf)
        pixels = max(self._pixels, 1)
        scale = max(self._second / pixels, 1e-9) ** 1.5
        sure = pixels >= FEWEST
        skewness = self._cubes / pixels / scale / SKEW_SEEN if sure else 0.0
        return correlation, error, skewness


def _sums(label: Index, values: Array, count: int) -> Array:
    """Over each of so many amplifiers."""
    return np.asarray(np.bincount(label.ravel(), values.ravel(), count), np.float64)


def _pairs(dy: int, dx: int) -> list[tuple[Any, Any]]:
    """Both ends of all pairs at a distance; the two diagonals for (1, 1)."""
    ends: list[tuple[Any, Any]] = [
        (np.s_[: -dy or None, : -dx or None], np.s_[dy:, dx:])
    ]
    if dy and dx:
        ends.append((np.s_[:-dy, dx:], np.s_[dy:, :-dx]))
    return ends
