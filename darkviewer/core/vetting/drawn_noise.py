"""Noise drawn as a session's: how pixels differ, how they are judged, what they share.

Every drawn pixel has a true variance, the sample variance of the other frames and the
shrunk variance that the program would make of it: noise alone passes where the last is
too small.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
    "skewness_left",
    "tail",
]

Array = NDArray[np.float64]
Index = NDArray[np.integer[Any]]
Place = tuple[Index, Index]

MOST_SAMPLED = 2**18
LEAST_SKEWNESS = 1e-3
MOST_PASSES = 20

SURE = 2.0
"""Standard errors from which a skewness is believed."""

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
        Of the noise: the third moment is that of most, whatever else a pixel has.
    weight : array, shape (n,)
        How many squares each stands for: rare kinds are drawn more often.
    signal_skewness : array, shape (n,)
        Measured skewness of the signal of a star.
    skewness_error : float
        Standard error of its mean.
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
    signal_skewness: Array
    skewness_error: float
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
    null = noise.null
    part = null.of_pixels(*np.divmod(chosen, examiner.master.shape[1]))
    place = _in_some_frame(null, part, rng)
    skewness = null.likely_z_skewness[place][:, None, None] * ratio**-1.5
    return DrawnPixels(
        true,
        variance,
        frames,
        skewness,
        weight,
        null.likely_signal_skewness[place],
        _error_of_mean(null.signal_skewness_error),
        *_as_measured(true, variance, frames, null, place, rng),
    )


def _in_some_frame(null: NullNoise, part: Index, rng: np.random.Generator) -> Place:
    """A measured frame for each square, and its part of the frame."""
    seen = np.flatnonzero(np.isfinite(null.z_error).any(1))
    return rng.choice(seen if seen.size else np.zeros(1, np.intp), len(part)), part


def _as_measured(
    true: Array,
    variance: Array,
    frames: Array,
    null: NullNoise,
    place: Place,
    rng: np.random.Generator,
) -> tuple[Array, Array]:
    """Make true variances as wide as z was measured, and variances as corrected.

    In place; gives the last two of `DrawnPixels`.
    """
    if not np.isfinite(null.z_error).any():
        return np.ones(len(true)), np.ones(len(true))
    plain = np.s_[:, [0, -1]]  # where kinds are as rare as they are
    drawn = rng.normal(size=true[plain].shape) * np.sqrt(true[plain])
    z = sigmas(drawn, variance[plain], frames[plain])
    wider = null.likely_z_width[place] / _width(z, np.ones(z.shape))
    corrected = null.sigma_factors[place]
    true *= wider[:, None, None] ** 2
    variance *= corrected[:, None, None] ** 2
    left = null.likely_signal_width / null.signal_factors
    return wider / corrected, left[place]


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


def skewness_left(drawn: DrawnPixels, skewness: Array) -> Array:
    """What the measured skewness of each square's signal is above that as drawn, (n,).

    0 where it is not sure, and less than it is where it hardly is.
    """
    off = drawn.signal_skewness - np.average(skewness, weights=drawn.weight)
    size = max(float(np.sqrt(np.mean(off**2))), 1e-9)
    return np.asarray(off * max(1 - (SURE * drawn.skewness_error / size) ** 2, 0.0))


def _error_of_mean(errors: Array) -> float:
    known = errors[np.isfinite(errors)]
    return float(1 / np.sqrt(np.sum(1 / known**2))) if known.size else np.inf


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

    Of a gamma distribution of that skewness, which shot noise follows closely; turned
    round where the noise reaches further down.
    """
    from scipy.special import gammainc, gammaincc, ndtr

    skew, shape = _gamma(skewness, limit.shape)
    root = np.sqrt(shape)
    up = gammaincc(shape, np.maximum(shape + limit * root, 0))
    down = gammainc(shape, np.maximum(shape - limit * root, 0))
    skewed = np.where(skew > 0, up, down)
    return np.where(np.abs(skew) < LEAST_SKEWNESS, ndtr(-limit), skewed)


def drawn_above(
    limit: Array, skewness: Array | float, rng: np.random.Generator
) -> Array:
    """Noise of unit variance above limits (n,), evenly spread over its probability."""
    from scipy.special import gammainccinv, gammaincinv, ndtri

    skew, shape = _gamma(skewness, limit.shape)
    even = (rng.permutation(limit.size) + 0.5) / limit.size
    share = np.maximum(even * tail(limit, skew), 1e-300)
    up, down = gammainccinv(shape, share) - shape, shape - gammaincinv(shape, share)
    skewed = np.where(skew > 0, up, down) / np.sqrt(shape)
    return np.where(np.abs(skew) < LEAST_SKEWNESS, -ndtri(share), skewed)


def _gamma(skewness: Array | float, shape: tuple[int, ...]) -> tuple[Array, Array]:
    """Skewness and shape parameter of gamma distributions; of normal ones any."""
    skew = np.broadcast_to(np.asarray(skewness, np.float64), shape)
    return skew, 4 / np.maximum(np.abs(skew), LEAST_SKEWNESS) ** 2
