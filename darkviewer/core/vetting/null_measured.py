"""Measuring the noise at empty places, see `null_noise`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.calibration.bands import Band
from darkviewer.core.levels.amplifiers import Amplifiers
from darkviewer.core.levels.strips import strips
from darkviewer.core.psf.correlated import LAGS, width_of_sum
from darkviewer.core.psf.matched_filter import matched_plane
from darkviewer.core.psf.moderated import matched_sigmas, sigmas, star_shape
from darkviewer.core.vetting.null_noise import NULL, NullNoise

if TYPE_CHECKING:
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
"""Pixels of a part in one frame from which its width is measured."""

LEAST_CHANGE = 0.02
"""Of the width along the rows, from which it is measured in parts."""

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
        They are measured each on its own, and in parts along the rows where the noise
        changes along them.
    psf : Psf
        Expected profile.
    threads : int
        Strips measured at once; the result does not depend on it.
    """
    if n_frames > MOST_READ:
        return NULL
    parts = _between_strips(amplifiers, ny)
    some = np.arange(0, n_frames, -(-n_frames // MOST_FRAMES))
    z = _Widths(np.zeros((len(some), len(parts), len(EDGES) - 1)))
    signal = replace(z, counts=z.counts.copy(), shared=SHARED)
    neighbours = _Neighbours(len(parts))

    def measured(ends: tuple[int, int]) -> list[_Seen]:
        rows = rows_of(Band(*ends, ny, MARGIN))
        return list(_in_strip(rows, ends, some, parts, psf))

    with ThreadPoolExecutor(max(threads, 1)) as pool:
        for seen in chain.from_iterable(pool.map(measured, strips(ny, most=STRIPS))):
            z.add(seen, seen.z)
            signal.add(seen, seen.signal)
            neighbours.add(seen.shared)
    own = _amplifier_of(parts, amplifiers)
    wholes = z.joined(own), signal.joined(own)
    if z.differs_in(own, wholes[0]) or signal.differs_in(own, wholes[1]):
        known = _summed_up(parts, psf, z, signal, neighbours)
    else:
        known = _summed_up(amplifiers, psf, *wholes, neighbours.joined(own))
    return known.of_frames(some, n_frames)


def _between_strips(amplifiers: Amplifiers, ny: int) -> Amplifiers:
    """Amplifiers cut between the strips as well."""
    cuts = set(amplifiers.rows)
    for (_, last), (first, _) in pairwise(strips(ny, most=STRIPS)):
        if not any(last <= cut <= first for cut in amplifiers.rows):
            cuts.add((last + first) // 2)
    return Amplifiers(amplifiers.columns, tuple(sorted(cuts)))


def _amplifier_of(parts: Amplifiers, amplifiers: Amplifiers) -> NDArray[np.intp]:
    """In which amplifier each of the parts lies."""
    y, x = np.array([0, *parts.rows]), np.array([0, *parts.columns])
    return amplifiers.labels(np.repeat(y, len(x)), np.tile(x, len(y)))


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What one frame, the index-th of those measured, adds to some parts."""

    index: int
    parts: NDArray[np.intp]
    z: Array
    signal: Array
    shared: _Shared


def _in_strip(
    rows: ExaminedBand,
    ends: tuple[int, int],
    some: NDArray[np.intp],
    parts: Amplifiers,
    psf: Psf,
) -> Iterator[_Seen]:
    """Of the frames that are measured, one after the other."""
    start, stop = ends
    inner = slice(start - rows.top, stop - rows.top)
    nx = rows.raw.shape[2]
    y, x = np.divmod(np.arange((stop - start) * nx), nx)
    label = parts.labels(y + start, x).reshape(stop - start, nx)
    here = np.unique(label)
    with np.errstate(invalid="ignore", over="ignore"):  # floats hold anything
        planes = [_planes(rows, int(frame), psf, inner) for frame in some]
        # An event raises the variance of its pixels in all other frames.
        events = [np.abs(star) > EVENT for _, star in planes]
    empty = ~_around(np.logical_or.reduce(events))[inner]
    for index, (residual, star) in enumerate(planes):
        z = np.where(empty, residual, np.nan)
        signal = np.where(empty, star[inner], np.nan)
        yield _Seen(
            index,
            here,
            _histograms(z, label, here),
            _histograms(signal, label, here),
            _shared(z, label, len(parts)),
        )


def _summed_up(
    parts: Amplifiers,
    psf: Psf,
    z: _Widths,
    signal: _Widths,
    neighbours: _Neighbours,
) -> NullNoise:
    z_width, z_error = z.widths()
    total, total_error = signal.widths()
    known = NullNoise(
        parts,
        z_width,
        z_error,
        total,
        total_error,
        *neighbours.found(),
        *z.skewness(),
        *signal.skewness(),
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


def _histograms(values: Array, label: Index, parts: Index) -> Array:
    """Between `EDGES`, of some parts."""
    own = (values if len(parts) == 1 else values[label == part] for part in parts)
    return np.array([np.histogram(each, EDGES)[0] for each in own], np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _Widths:
    """Histograms of a value, (frames, parts, bins); so many pixels are one."""

    counts: Array
    shared: float = 1.0

    def add(self, seen: _Seen, counts: Array) -> None:
        self.counts[seen.index, seen.parts] += counts

    def joined(self, own: NDArray[np.intp]) -> _Widths:
        """Of the amplifiers that the parts lie in."""
        whole = np.zeros((len(self.counts), own.max() + 1, self.counts.shape[2]))
        np.add.at(whole.swapaxes(0, 1), own, self.counts.swapaxes(0, 1))
        return replace(self, counts=whole)

    def differs_in(self, own: NDArray[np.intp], whole: _Widths) -> bool:
        """Whether parts differ from their amplifiers by more than chance and a little.

        Not where one of them has too few pixels: its error is endless.
        """
        (width, error), (expected, _) = self.widths(), whole.widths()
        off = width - expected[:, own]
        return bool(np.mean(off**2 - error**2) > LEAST_CHANGE**2)

    def widths(self) -> tuple[Array, Array]:
        """Of the values within 3 widths of 0, and standard errors."""
        squares = ((EDGES[1:] + EDGES[:-1]) / 2) ** 2
        number = self.counts.sum(-1)
        width = np.ones(number.shape)
        for _ in range(20):
            inside = self.counts * (squares < (CLIP * width[..., None]) ** 2)
            total = np.maximum(inside.sum(-1), 1)
            width = np.sqrt((inside * squares).sum(-1) / total / CLIPPED_VARIANCE)
            width = np.clip(width, 0.1, 10.0)
        error = width * np.sqrt(self.shared / 2 / np.maximum(number, 1))
        known = number >= FEWEST
        return np.where(known, width, 1.0), np.where(known, error, np.inf)

    def skewness(self) -> tuple[Array, Array]:
        """Of the values within 4 widths of 0, and standard errors."""
        middle = (EDGES[1:] + EDGES[:-1]) / 2
        limit = SKEW_CLIP * self.widths()[0][..., None]
        inside = self.counts * (np.abs(middle) < limit)
        number = np.maximum(inside.sum(-1), 1)
        mean = (inside * middle).sum(-1) / number
        off = middle - mean[..., None]
        square = np.maximum((inside * off**2).sum(-1) / number, 1e-9)
        value = (inside * off**3).sum(-1) / number / square**1.5 / SKEW_SEEN
        error = np.sqrt(6 * self.shared / number)
        known = number >= FEWEST
        return np.where(known, value, 0.0), np.where(known, error, np.inf)


@dataclass(frozen=True, slots=True, eq=False)
class _Shared:
    """Sums over the pixels of one frame in one strip.

    `pairs`: column of `LAGS`, products, squares and number of each part's pairs.
    """

    pairs: list[tuple[int, Array, Array, Array]]


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
    return _Shared(pairs)


class _Neighbours:
    """Products of z with those of its neighbours, per part."""

    def __init__(self, count: int) -> None:
        self._products = np.zeros((count, len(LAGS)))
        self._squares = np.zeros((count, len(LAGS)))
        self._numbers = np.zeros((count, len(LAGS)))

    def joined(self, own: NDArray[np.intp]) -> _Neighbours:
        """Of the amplifiers that the parts lie in."""
        whole = _Neighbours(int(own.max()) + 1)
        np.add.at(whole._products, own, self._products)
        np.add.at(whole._squares, own, self._squares)
        np.add.at(whole._numbers, own, self._numbers)
        return whole

    def add(self, shared: _Shared) -> None:
        for column, product, power, number in shared.pairs:
            self._products[:, column] += product
            self._squares[:, column] += power
            self._numbers[:, column] += number

    def found(self) -> tuple[Array, Array]:
        """Correlations, and their error."""
        correlation = self._products / np.maximum(self._squares, 1e-9)
        number = self._numbers.min(1)
        error = np.where(number >= FEWEST, 1 / np.sqrt(np.maximum(number, 1)), np.inf)
        return correlation, error


def _sums(label: Index, values: Array, count: int) -> Array:
    """Over each of so many parts."""
    return np.asarray(np.bincount(label.ravel(), values.ravel(), count), np.float64)


def _pairs(dy: int, dx: int) -> list[tuple[Any, Any]]:
    """Both ends of all pairs at a distance; the two diagonals for (1, 1)."""
    ends: list[tuple[Any, Any]] = [
        (np.s_[: -dy or None, : -dx or None], np.s_[dy:, dx:])
    ]
    if dy and dx:
        ends.append((np.s_[:-dy, dx:], np.s_[dy:, :-dx]))
    return ends
