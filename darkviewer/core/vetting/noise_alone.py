"""False positives of the noise alone under the current rule.

The part of the false positives that is neither particles nor blinking pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.progress import go_on
from darkviewer.core.psf.correlated import correlation_matrix, width_of_sum
from darkviewer.core.psf.moderated import (
    frames_of_sum,
    inverse_correction,
    matched_sigmas,
    signal_spread,
    star_shape,
)
from darkviewer.core.psf.profile import PIXELS, SIZE
from darkviewer.core.psf.shape import StampNoise, examine_stamps
from darkviewer.core.robust import NEIGHBOURS
from darkviewer.core.vetting.drawn_noise import (
    draw_pixels,
    drawn_above,
    least_ratio,
    signal_left,
    skewness_left,
    tail,
)
from darkviewer.core.vetting.examiner import MATCHED_SIGMA
from darkviewer.core.vetting.noise_leaders import NoiseLeaders

if TYPE_CHECKING:
    from darkviewer.core.vetting.examiner import Examiner

__all__ = ["simulate_noise"]

Array = NDArray[np.float64]

SAMPLE = 4000
PIXELS_DRAWN = 20_000
"""Squares among which those are chosen that are found."""

MIDDLE = SIZE // 2


def simulate_noise(
    examiner: Examiner, *, floor_e: float, floor_sigma: float = 0.0, seed: int = 1
) -> NoiseLeaders:
    """Draw leaders from noise as the session has it, as detected, and test them.

    Parameters
    ----------
    examiner : Examiner
        For the noise over the frame, the detection and the test itself.
    floor_e, floor_sigma : float
        Lowest peak in electrons and in sigmas; the matched filter has its own limit.
    seed : int
        Of the random numbers.

    Raises
    ------
    Cancelled
        If the examiner's stack was stopped.
    """
    rng = np.random.default_rng(seed)
    if examiner.matched_filter:
        found = _by_light(examiner, rng)
    else:
        found = _by_peak(examiner, floor_e, floor_sigma, rng)
    go_on(examiner.stack.stop)
    stamps, variance = found.stamps_e, found.variance_e2
    near = _around(stamps)
    peak = stamps[:, MIDDLE, MIDDLE]
    lags = examiner.noise.null.typical_lags
    noise = StampNoise(found.frames, np.tile(lags, (len(peak), 1)), np.ones(len(peak)))
    good = np.ones(stamps.shape, np.bool_)
    pixels = examiner.master.shape[0] * examiner.master.shape[1]
    return NoiseLeaders(
        value_e=peak,
        ratio4=near[:, :4].min(1) / peak,
        ratio8=near.min(1) / peak,
        leader8=np.logical_not((near > peak[:, None]).any(1)),
        shape=examine_stamps(stamps, variance, good, examiner.options, noise),
        weight=np.full(len(peak), pixels * found.share / SAMPLE),
        matched=examiner.matched_filter,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Stamps of leaders; `share` of all pixels is what `SAMPLE` draws stand for."""

    stamps_e: Array
    variance_e2: Array
    frames: Array
    share: float


_NOTHING = _Found(
    np.zeros((0, SIZE, SIZE)), np.zeros((0, SIZE, SIZE)), np.zeros(0), 0.0
)


def _by_peak(
    examiner: Examiner, floor_e: float, floor_sigma: float, rng: np.random.Generator
) -> _Found:
    """Peaks above both floors and above their 4 neighbours."""
    drawn = draw_pixels(examiner, PIXELS_DRAWN, SIZE, rng)
    if drawn is None:
        return _NOTHING
    go_on(examiner.stack.stop)
    middle = np.s_[:, MIDDLE, MIDDLE]
    sigma = np.sqrt(drawn.true_e2[middle])
    frames = drawn.frames[middle]
    said = np.sqrt(drawn.variance_e2[middle] / inverse_correction(frames))
    floor = np.maximum(floor_e, least_ratio(floor_sigma, frames) * said) / sigma
    skewness = drawn.skewness[middle]
    chance = tail(floor, skewness) * drawn.weight
    chosen = _resampled(chance, rng)
    if not chosen.size:
        return _NOTHING
    true = drawn.true_e2[chosen]
    peak = drawn_above(floor[chosen], skewness[chosen], rng)
    noise = _shared(len(chosen), SIZE, examiner.noise.null.typical_lags, rng)
    # Neighbours of a high pixel are higher themselves where they share noise.
    middle_row = correlation_matrix(examiner.noise.null.typical_lags)[PIXELS // 2]
    excess = peak - noise[middle]
    noise += excess[:, None, None] * middle_row.reshape(SIZE, SIZE)
    stamps = noise * np.sqrt(true)
    leader = ~(_around(stamps)[:, :4] > stamps[middle][:, None]).any(1)
    return _Found(
        stamps[leader],
        drawn.variance_e2[chosen][leader],
        frames[chosen][leader],
        float(chance.mean()),
    )


def _by_light(examiner: Examiner, rng: np.random.Generator) -> _Found:
    """The light of a star is drawn, not a peak.

    Noise with a given signal ``c . d`` is any noise whose own signal is exchanged for
    that one, along what such a signal correlates with.
    """
    size = SIZE + 2
    drawn = draw_pixels(examiner, PIXELS_DRAWN, size, rng)
    if drawn is None:
        return _NOTHING
    go_on(examiner.stack.stop)
    psf, null = examiner.options.psf, examiner.noise.null
    part = star_shape(psf)
    middle = np.s_[:, 1 + MIDDLE, 1 + MIDDLE]
    inner = np.s_[:, 1:-1, 1:-1]
    weights = part / drawn.variance_e2[inner]
    weights /= np.sqrt(np.sum(weights * part, (1, 2)))[:, None, None]
    weights *= np.sqrt(drawn.true_e2[inner]) / width_of_sum(part, null.typical_lags)
    spread = _sigma_of(weights, null.typical_lags)
    frames = drawn.frames[middle]
    limit = least_ratio(MATCHED_SIGMA, frames_of_sum(frames, psf))
    spread_left = spread * signal_left(drawn, spread, psf, rng)
    limit /= signal_spread(frames, psf) * spread_left
    skewness = np.sum(weights**3 * drawn.skewness[inner], (1, 2)) / spread**3
    skewness += skewness_left(drawn, skewness)
    chance = tail(limit, skewness) * drawn.weight
    chosen = _resampled(chance, rng)
    if not chosen.size:
        return _NOTHING
    signal = drawn_above(limit[chosen], skewness[chosen], rng) * spread_left[chosen]
    noise = _shared(len(chosen), size, null.typical_lags, rng)
    noise = _with_signal(noise, weights[chosen], signal, null.typical_lags)
    noise *= np.sqrt(drawn.true_e2[chosen])
    leader = _tops_neighbours(noise, drawn.variance_e2[chosen], part)
    leader &= matched_sigmas(signal, frames[chosen], psf) > MATCHED_SIGMA
    return _Found(
        noise[inner][leader],
        drawn.variance_e2[chosen][inner][leader],
        frames[chosen][leader],
        float(chance.mean()),
    )


def _resampled(chance: Array, rng: np.random.Generator) -> NDArray[np.intp]:
    """Squares as often as they are found; none where the floor is beyond all noise."""
    total = np.cumsum(chance)
    if total[-1] <= 0:
        return np.zeros(0, np.intp)
    even = (np.arange(SAMPLE) + rng.random()) / SAMPLE
    chosen = np.searchsorted(total, even * total[-1])
    return rng.permutation(np.minimum(chosen, len(chance) - 1))


def _shared(n: int, size: int, lags: Array, rng: np.random.Generator) -> Array:
    """Noise of unit variance in squares, correlated between neighbours."""
    noise = rng.normal(size=(n, size, size))
    if not lags.any():
        return noise
    values, vectors = np.linalg.eigh(correlation_matrix(lags, size))
    root = vectors * np.sqrt(np.maximum(values, 0))
    flat = np.einsum("ij,nj->ni", root, noise.reshape(n, -1))
    return np.asarray(flat.reshape(n, size, size))


def _sigma_of(weights: Array, lags: Array) -> Array:
    """Sigma of weighted sums of noise of unit variance, (n,)."""
    flat = weights.reshape(len(weights), -1)
    matrix = correlation_matrix(lags)
    return np.asarray(np.sqrt(np.einsum("ni,ij,nj->n", flat, matrix, flat)))


def _with_signal(noise: Array, weights: Array, signal: Array, lags: Array) -> Array:
    """Squares whose weighted sums in the middle are exchanged for given ones."""
    n, size = len(noise), noise.shape[1]
    whole = np.zeros_like(noise)
    whole[:, 1:-1, 1:-1] = weights
    flat = whole.reshape(n, -1)
    along = flat @ correlation_matrix(lags, size)
    missing = signal - np.sum(flat * noise.reshape(n, -1), 1)
    along *= (missing / np.sum(flat * along, 1))[:, None]
    return np.asarray(noise + along.reshape(noise.shape))


def _tops_neighbours(noise: Array, variance: Array, part: Array) -> NDArray[np.bool_]:
    """Whether the signal of a star is in the middle not below the 8 around it."""
    windows = np.lib.stride_tricks.sliding_window_view
    light = windows(noise / variance, (SIZE, SIZE), (1, 2))
    norm = windows(1 / variance, (SIZE, SIZE), (1, 2))
    signal = np.einsum("nyxij,ij->nyx", light, part)
    signal /= np.sqrt(np.einsum("nyxij,ij->nyx", norm, part**2))
    middle = signal[:, 1, 1].copy()
    signal[:, 1, 1] = -np.inf
    return np.asarray(middle >= signal.max((1, 2)))


def _around(stamps: Array) -> Array:
    """The 4 nearest, then the 4 diagonal neighbours, (n, 8)."""
    near = [stamps[:, MIDDLE + dy, MIDDLE + dx] for dy, dx in NEIGHBOURS]
    return np.stack(near, axis=1)
