"""The noise as it is at empty places, set against what it is said to be.

Whatever the model of the noise leaves out shows where there is nothing: z of ordinary
pixels is wider or narrower than 1, or like that of their neighbours; the signal of a
star where there is none is wider than its pixels alone explain.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.levels.amplifiers import ONE, Amplifiers
from darkviewer.core.psf.correlated import width_of_sum
from darkviewer.core.psf.moderated import star_shape

if TYPE_CHECKING:
    from darkviewer.core.psf.profile import Psf

__all__ = ["NULL", "NullNoise"]

Array = NDArray[np.float64]
Index = NDArray[np.integer[Any]]

SURE = 3.0
"""Standard errors beyond which a departure is believed."""


@dataclass(frozen=True, slots=True, eq=False)
class NullNoise:
    """How the noise of a session departs from what it was said to be.

    Attributes
    ----------
    parts : Amplifiers
        Parts of the frame: its amplifiers, cut along the rows as well where the noise
        changes along them.
    z_width, signal_width : array, shape (frames, parts)
        Robust width of z, and of the signal of a star over the width that its pixels
        give it after both corrections; 1 where everything is as said.
    z_error, signal_error : array, same shape
        Standard errors; infinite where there are too few pixels.
    correlation : array, shape (parts, 3)
        Of neighbours along the row, the column and the diagonals.
    correlation_error : array, shape (parts,)
    z_skewness, signal_skewness : array, shape (frames, parts)
        Of z and of the signal of a star, with the standard errors of both:
    z_skewness_error, signal_skewness_error : array, same shape
    """

    parts: Amplifiers
    z_width: Array
    z_error: Array
    signal_width: Array
    signal_error: Array
    correlation: Array
    correlation_error: Array
    z_skewness: Array
    z_skewness_error: Array
    signal_skewness: Array
    signal_skewness_error: Array

    def of_frames(self, some: Index, n_frames: int) -> NullNoise:
        """Of all frames of a session, of which only some were measured."""

        def spread(values: Array, unknown: float) -> Array:
            every = np.full((n_frames, values.shape[1]), unknown)
            every[some] = values
            return every

        return replace(
            self,
            z_width=spread(self.z_width, 1.0),
            z_error=spread(self.z_error, np.inf),
            signal_width=spread(self.signal_width, 1.0),
            signal_error=spread(self.signal_error, np.inf),
            z_skewness=spread(self.z_skewness, 0.0),
            z_skewness_error=spread(self.z_skewness_error, np.inf),
            signal_skewness=spread(self.signal_skewness, 0.0),
            signal_skewness_error=spread(self.signal_skewness_error, np.inf),
        )

    @property
    def sigma_factors(self) -> Array:
        """What sigmas are multiplied with, (frames, parts), never below 1.

        z is narrower where events raised variances: elsewhere sigmas are right.
        """
        return np.maximum(_believed(self.z_width, self.z_error), 1.0)

    @property
    def signal_factors(self) -> Array:
        """What the signal of a star is divided by too.

        Below 1 where it is narrower than z is: patterns of the noise take from it.
        """
        narrow = np.minimum(_believed(self.z_width, self.z_error), 1.0)
        width = self.signal_width
        width = np.where(width > 1, width, np.minimum(width / narrow, 1.0))
        return _believed(width, self.signal_error)

    def sigma_factor(self, frame: int) -> Array:
        """Of one frame, (parts,)."""
        return np.asarray(self.sigma_factors[min(frame, len(self.z_width) - 1)])

    def signal_factor(self, frame: int) -> Array:
        """Of one frame, (parts,)."""
        return np.asarray(self.signal_factors[min(frame, len(self.z_width) - 1)])

    @property
    def lags(self) -> Array:
        """Correlations above their error, 0 elsewhere, (parts, 3)."""
        sure = np.abs(self.correlation) > SURE * self.correlation_error[:, None]
        return np.where(sure, self.correlation, 0.0)

    @property
    def typical_lags(self) -> Array:
        """Their mean over the parts, (3,)."""
        return np.asarray(self.lags.mean(0))

    def signal_scale(self, frame: int, psf: Psf) -> Array:
        """What the signal of a star is divided by in all, (parts,)."""
        return width_of_sum(star_shape(psf), self.lags) * self.signal_factor(frame)

    @property
    def likely_z_width(self) -> Array:
        """Width of z of each frame as far as it is more than the chance of counting."""
        return _likely(self.z_width, self.z_error)

    @property
    def likely_signal_width(self) -> Array:
        """The same of the signal of a star."""
        return _likely(self.signal_width, self.signal_error)

    @property
    def likely_z_skewness(self) -> Array:
        """The same of the skewness of z, 0 where it is not known."""
        return _likely(self.z_skewness, self.z_skewness_error, 0.0)

    @property
    def likely_signal_skewness(self) -> Array:
        """The same of the signal of a star."""
        return _likely(self.signal_skewness, self.signal_skewness_error, 0.0)

    def of_pixels(self, y: Index, x: Index) -> Index:
        """Index of the part of each pixel."""
        return self.parts.labels(y, x)


NULL = NullNoise(
    ONE,
    z_width=np.ones((1, 1)),
    z_error=np.full((1, 1), np.inf),
    signal_width=np.ones((1, 1)),
    signal_error=np.full((1, 1), np.inf),
    correlation=np.zeros((1, 3)),
    correlation_error=np.full(1, np.inf),
    z_skewness=np.zeros((1, 1)),
    z_skewness_error=np.full((1, 1), np.inf),
    signal_skewness=np.zeros((1, 1)),
    signal_skewness_error=np.full((1, 1), np.inf),
)
"""Where it was not measured: everything is as it is said to be."""


def _believed(width: Any, error: Any) -> Array:
    return np.where(np.abs(width - 1) > SURE * error, width, 1.0)


def _likely(width: Array, error: Array, unknown: float = 1.0) -> Array:
    """Values drawn towards the mean of their part as their errors say."""
    known = np.isfinite(error)
    number = np.maximum(known.sum(0), 1)
    mean = np.where(known, width, 0).sum(0) / number
    off = np.where(known, width - mean, 0)
    scatter = np.sum(off**2, 0) / number
    chance = np.sum(np.where(known, error, 0) ** 2, 0) / number
    share = np.clip(1 - chance / np.maximum(scatter, 1e-12), 0, 1)
    return np.where(known, mean + share * off, unknown)
