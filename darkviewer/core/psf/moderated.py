"""Sigmas where sigma itself is uncertain: Student's t told as a normal deviate.

A residual over the root of its shrunk variance follows Student's t with as many degrees
of freedom as frames' worth of knowledge went into that variance (Smyth 2004).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from darkviewer.core.psf.profile import Psf

__all__ = [
    "KNOWN",
    "frames_of_sum",
    "inverse_correction",
    "least_matched",
    "matched_sigmas",
    "moderated",
    "repeated",
    "sigmas",
    "signal_spread",
    "star_shape",
]

Array = NDArray[np.float64]

BIAS_OF_INVERSE = 0.7
"""Chi-squared divides by the shrunk variance, whose own scatter makes the mean of the
inverse too large. This part of the scatter remains after the fit: measured on simulated
stars, and confirmed by the uniformity of their p-values."""

KNOWN = 1e12
"""Degrees of freedom of a variance that is not uncertain."""

LEAST_KURTOSIS_FRAMES = 4.5
"""A t of 4 degrees of freedom has no fourth moment."""


def repeated(values: ArrayLike) -> Array:
    """Of an array that repeats one value in memory that value, else the array.

    Frames' worth of knowledge are often the same everywhere; what is computed from
    them then needs computing once.
    """
    array = np.asarray(values)
    alike = array.size > 0 and not any(array.strides)
    return np.asarray(array[(0,) * array.ndim]) if alike else array


def inverse_correction(frames: ArrayLike) -> Array:
    """Factor on a variance of so many degrees of freedom, for chi-squared."""
    return np.asarray(1 + 2 * BIAS_OF_INVERSE / np.asarray(frames, np.float64))


def moderated(ratio: ArrayLike, frames: ArrayLike) -> Array:
    """Normal deviate with the same probability as a Student's t.

    By Hill's (1970, CACM algorithm 395) expansion, which never underflows: wrong by
    less than 0.001 from 4 degrees of freedom on and up to 8 sigma.

    Parameters
    ----------
    ratio : array
        Residual over the root of its variance.
    frames : array
        Degrees of freedom of that variance.
    """
    t, dof = np.asarray(ratio, np.float64), repeated(np.asarray(frames, np.float64))
    a = dof - 0.5
    b = 48 * a**2
    z2 = np.asarray(t**2 / dof)
    np.log1p(z2, out=z2)
    z2 *= a
    # size = 1 + (((-0.4 z2 - 3.3) z2 - 24) z2 - 85.5) / (0.8 z2^2 + 100 + b) ... in
    # place: it is asked of every pixel that the noise is measured on.
    size = np.asarray(-0.4 * z2)
    for term in (3.3, 24):
        size -= term
        size *= z2
    size -= 85.5
    below = np.asarray(z2**2)
    below *= 0.8
    below += 100
    below += b
    size /= below
    size += z2
    size += 3
    size /= b
    size += 1
    size *= np.sqrt(z2, out=z2)
    return np.copysign(size, t, out=size)


def sigmas(value: ArrayLike, variance: ArrayLike, frames: ArrayLike) -> Array:
    """Significance of residuals whose variances have `inverse_correction` in them."""
    frames = repeated(frames)
    plain = np.asarray(variance, np.float64) / inverse_correction(frames)
    with np.errstate(invalid="ignore", over="ignore"):  # frames of floats hold anything
        return moderated(np.asarray(value, np.float64) / np.sqrt(plain), frames)


def matched_sigmas(signal: ArrayLike, frames: ArrayLike, psf: Psf) -> Array:
    """The same of a star's matched signal, whose variances have that in them too.

    It is the sum of many pixels, whose excess kurtosis ``6 / (frames - 4)`` thins out:
    Student's t of more degrees of freedom, with the variance of the pixels'.

    Parameters
    ----------
    signal : array
        ``sum(P d / s^2) / sqrt(sum(P^2 / s^2))``.
    frames : array
        Degrees of freedom of the variance of the middle pixel.
    psf : Psf
        P.
    """
    frames = repeated(frames)
    plain = np.asarray(signal, np.float64) * signal_spread(frames, psf)
    return moderated(plain, frames_of_sum(frames, psf))


def frames_of_sum(frames: ArrayLike, psf: Psf) -> Array:
    """Degrees of freedom of the t that stands for the signal of a star."""
    weight = star_shape(psf) ** 2
    pixels = weight.sum() ** 2 / np.sum(weight**2)
    return np.asarray(4 + pixels * (_at_least(frames) - 4))


def signal_spread(frames: ArrayLike, psf: Psf) -> Array:
    """Factor that makes the signal as wide as that t."""
    frames, of_sum = _at_least(frames), frames_of_sum(frames, psf)
    spread = inverse_correction(frames) * (1 - 2 / frames) / (1 - 2 / of_sum)
    return np.asarray(np.sqrt(spread))


def _at_least(frames: ArrayLike) -> Array:
    return np.maximum(np.asarray(frames, np.float64), LEAST_KURTOSIS_FRAMES)


def least_matched(limit: float, frames: Array) -> float:
    """Signal below which no `matched_sigmas` is above a limit."""
    fewest = np.nanmin(
        repeated(frames), initial=KNOWN
    )  # a t is wider than its normal deviate
    return float(limit / np.sqrt(inverse_correction(fewest)))


def star_shape(psf: Psf) -> Array:
    """Light of a star in the middle of 5x5 pixels."""
    origin = np.zeros(1)
    return np.asarray(psf.fractions(origin, origin, np.full(1, psf.fwhm_px))[0])
