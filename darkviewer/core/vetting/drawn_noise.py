"""Noise drawn as a session's: how pixels differ, how they are judged, what they share.

Every drawn pixel has a true variance, the sample variance of the other frames and the
shrunk variance that the program would make of it: noise alone passes where the last is
too small.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.psf.moderated import (
    KNOWN,
    inverse_correction,
    matched_sigmas,
    sigmas,
)
from darkviewer.core.vetting.null_measured import CLIP, CLIPPED_VARIANCE
from darkviewer.core.vetting.photon_transfer import residual_factor
from darkviewer.core.vetting.shrinkage import NOISY_FRAMES

if TYPE_CHECKING:
    from darkviewer.core.psf.profile import Psf
    from darkviewer.core.vetting.examiner import Examiner
    from darkviewer.core.vetting.null_noise import NullNoise
    from darkviewer.core.vetting.shrinkage import Prior

__all__ = [
    "DrawnPixels",
    "draw_pixels",
    "drawn_above",
    "least_ratio",
    "signal_left",
    "tail",
]

Array = NDArray[np.float64]

MOST_SAMPLED = 2**18
LEAST_SKEWNESS = 1e-3
MOST_PASSES = 20

OFTEN = 8
MOST_NOISY = 0.1
"""Times that noisy pixels are drawn more often than they are, up to this share."""


@dataclass(frozen=True, slots=True, eq=False)
class DrawnPixels:
    """Pixels of squares, one row per square.

    Attributes
    ----------
    true_e2 : array, shape (n, size, size)
        Variance of a residual.
    variance_e2 : array, same shape
        What the program takes for it.
    frames : array, same shape
        Degrees of freedom of that.
    skewness : array, same shape
        Of the noise: the third moment is the shot noise's, whatever else a pixel has.
    weight : array, shape (n,)
        How many squares each stands for: rare kinds are drawn more often.
    z_change : array, shape (n,)
        Factor on the width of z that its measured width made.
    signal_width : array, shape (n,)
        Measured width of the signal of a star, after all corrections.
    """

    true_e2: Array
    variance_e2: Array
    frames: Array
    skewness: Array
    weight: Array
    z_change: Array
    signal_width: Array


def draw_pixels(
    examiner: Examiner, n: int, size: int, rng: np.random.Generator
) -> DrawnPixels | None:
    """Draw squares at levels of the master; None where it has no value at all."""
    known = examiner.master.electrons(examiner.stack.parameters).ravel()
    pixel = np.flatnonzero(np.isfinite(known))
    if not pixel.size:
        return None
    some = pixel[:: max(1, pixel.size // MOST_SAMPLED)]
    ranked = some[np.argsort(known[some], kind="stable")]
    even = (rng.permutation(n) + 0.5) / n * ranked.size
    chosen = ranked[even.astype(np.intp)]
    noise, count = examiner.noise, len(examiner.stack.sources)
    label = noise.amplifiers.labels(*np.divmod(chosen, examiner.master.shape[1]))
    square = np.ones((size, size))
    level = known[chosen][:, None, None] * square
    expected = noise.variance(known[chosen], label)[:, None, None] * square
    ratio, weight = np.ones(level.shape), np.ones(n)
    for index, prior in enumerate(noise.priors or (noise.prior,)):
        here = label == index if noise.priors else np.ones(n, np.bool_)
        ratio[here], weight[here] = _ratios(prior, level[here], rng)
    true = expected * ratio
    dof = count - 2
    own = np.full(level.shape, np.nan)
    if dof > 0:
        own = true * rng.chisquare(dof, level.shape) / dof
    parts = label[:, None, None] * square.astype(np.intp)
    variance, frames = noise.shrunk(level, expected, own, count, parts)
    factor = residual_factor(count, examiner.master.method, left_out=examiner.left_out)
    variance *= factor * inverse_correction(frames)
    true *= factor
    skewness = noise.null.skewness * ratio**-1.5
    changed = _as_measured(true, variance, frames, noise.null, label, rng)
    return DrawnPixels(true, variance, frames, skewness, weight, *changed)


def _as_measured(
    true: Array,
    variance: Array,
    frames: Array,
    null: NullNoise,
    label: NDArray[np.intp],
    rng: np.random.Generator,
) -> tuple[Array, Array]:
    """Make true variances as wide as z was measured, and variances as corrected.

    In place, each square in some frame; gives the last two of `DrawnPixels`.
    """
    seen = np.flatnonzero(np.isfinite(null.z_error).any(1))
    if not seen.size:
        return np.ones(len(true)), np.ones(len(true))
    frame = rng.choice(seen, len(true))
    plain = np.s_[:, [0, -1]]  # where kinds are as rare as they are
    drawn = rng.normal(size=true[plain].shape) * np.sqrt(true[plain])
    z = sigmas(drawn, variance[plain], frames[plain])
    wider = null.likely_z_width[frame, label] / _width(z, np.ones(z.shape))
    corrected = null.sigma_factors[frame, label]
    true *= wider[:, None, None] ** 2
    variance *= corrected[:, None, None] ** 2
    left = null.likely_signal_width / null.signal_factors
    return wider / corrected, left[frame, label]


def signal_left(
    drawn: DrawnPixels, spread: Array, psf: Psf, rng: np.random.Generator
) -> Array:
    """Factors on the spread of each square's signal that give it the measured width.

    Parameters
    ----------
    drawn : DrawnPixels
        The squares.
    spread : array, shape (n,)
        Sigma of their signals as drawn.
    psf : Psf
        Whose signal.
    rng : Generator
        Of random numbers.
    """
    middle = drawn.frames.shape[1] // 2
    frames = drawn.frames[:, middle, middle]
    before = spread / drawn.z_change
    signal = matched_sigmas(before * rng.normal(size=(9, len(spread))), frames, psf)
    width = _width(signal, np.broadcast_to(drawn.weight, signal.shape))
    return np.asarray(drawn.signal_width / drawn.z_change / width)


def _width(values: Array, weight: Array) -> float:
    """Of values around 0, as `measure_null` does it."""
    width = 1.0
    for _ in range(MOST_PASSES):
        inside = np.where(np.abs(values) < CLIP * width, weight, 0.0)
        scatter = np.sum(inside * values**2) / inside.sum()
        width = float(np.sqrt(scatter / CLIPPED_VARIANCE))
    return width


def _ratios(
    prior: Prior, level: Array, rng: np.random.Generator
) -> tuple[Array, Array]:
    """True variances over the photon transfer's, as pixels differ, and weights.

    The few noisy pixels make most of what is found: among the inner 3x3 pixels they are
    drawn more often, and what has many of them weighs less.
    """
    frames, scale = prior.at(level)
    ratio = scale * _inverse_chi2(frames, rng)
    share = prior.noisy_share
    inner = slice(level.shape[1] // 2 - 1, level.shape[1] // 2 + 2)
    chance = np.full(level.shape[1:], share)
    chance[inner, inner] = max(share, min(OFTEN * share, MOST_NOISY))
    noisy = rng.random(level.shape) < chance
    ratio[noisy] = (
        scale[noisy]
        * prior.noisy_scale
        * _inverse_chi2(np.full(int(noisy.sum()), NOISY_FRAMES), rng)
    )
    if share == 0:
        return ratio, np.ones(len(level))
    odds = np.where(noisy, share / chance, (1 - share) / (1 - chance))
    return ratio, np.asarray(odds.prod((1, 2)))


def _inverse_chi2(frames: Array, rng: np.random.Generator) -> Array:
    return np.asarray(frames / rng.chisquare(frames))


def least_ratio(sigmas: float, frames: Array) -> Array:
    """Residuals over sigma that are hardly below so many moderated sigmas."""
    dof = np.minimum(np.maximum(frames, 3.0), KNOWN)
    b = 48 * (dof - 0.5) ** 2
    z2 = (sigmas / (1 + (sigmas**2 + 3) / b)) ** 2
    return np.asarray(0.99 * np.sqrt(dof * np.expm1(z2 / (dof - 0.5))))


def tail(limit: Array, skewness: Array | float) -> Array:
    """Probability that noise of unit variance is above a limit.

    Of a gamma distribution of that skewness, which shot noise follows closely.
    """
    from scipy.special import gammaincc, ndtr

    skew = np.broadcast_to(np.asarray(skewness, np.float64), limit.shape)
    flat = skew < LEAST_SKEWNESS
    shape = 4 / np.maximum(skew, LEAST_SKEWNESS) ** 2
    argument = np.maximum(shape + limit * np.sqrt(shape), 0)
    return np.where(flat, ndtr(-limit), gammaincc(shape, argument))


def drawn_above(
    limit: Array, skewness: Array | float, rng: np.random.Generator
) -> Array:
    """Noise of unit variance above limits (n,), evenly spread over its probability."""
    from scipy.special import gammainccinv, ndtri

    skew = np.broadcast_to(np.asarray(skewness, np.float64), limit.shape)
    shape = 4 / np.maximum(skew, LEAST_SKEWNESS) ** 2
    even = (rng.permutation(limit.size) + 0.5) / limit.size
    share = even * tail(limit, skew)
    share = np.maximum(share, 1e-300)
    skewed = (gammainccinv(shape, share) - shape) / np.sqrt(shape)
    return np.where(skew < LEAST_SKEWNESS, -ndtri(share), skewed)
