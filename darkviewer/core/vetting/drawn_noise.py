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

from darkviewer.core.psf.moderated import KNOWN, inverse_correction
from darkviewer.core.vetting.photon_transfer import residual_factor
from darkviewer.core.vetting.shrinkage import NOISY_FRAMES

if TYPE_CHECKING:
    from darkviewer.core.vetting.examiner import Examiner
    from darkviewer.core.vetting.shrinkage import Prior

__all__ = ["DrawnPixels", "draw_pixels", "drawn_above", "least_ratio", "tail"]

Array = NDArray[np.float64]

MOST_SAMPLED = 2**18
LEAST_SKEWNESS = 1e-3


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
    """

    true_e2: Array
    variance_e2: Array
    frames: Array


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
    true = expected * _ratios(noise.prior, level, rng)
    dof = count - 2
    own = np.full(level.shape, np.nan)
    if dof > 0:
        own = true * rng.chisquare(dof, level.shape) / dof
    variance, frames = noise.prior.shrunk(level, expected, own, count)
    factor = residual_factor(count, examiner.master.method, left_out=examiner.left_out)
    variance *= factor * inverse_correction(frames)
    variance *= np.mean(noise.null.sigma_factors**2)
    return DrawnPixels(true * factor, variance, frames)


def _ratios(prior: Prior, level: Array, rng: np.random.Generator) -> Array:
    """True variances over the photon transfer's, as pixels differ."""
    frames, scale = prior.at(level)
    ratio = scale * _inverse_chi2(frames, rng)
    noisy = rng.random(level.shape) < prior.noisy_share
    ratio[noisy] = (
        scale[noisy]
        * prior.noisy_scale
        * _inverse_chi2(np.full(int(noisy.sum()), NOISY_FRAMES), rng)
    )
    return ratio


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
