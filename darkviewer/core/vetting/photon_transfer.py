"""The variance of a residual: photon transfer over all pixels of a level.

A handful of frames tells too little about a single pixel: its sample variance from 9
frames rejects 11 % of true stars at p < 0.01, its MAD 47 %. All pixels of one level
together tell it well; `shrinkage` weighs the pixel's own variance in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from darkviewer.core.candidates.history import UsualNoise
from darkviewer.core.levels.drift import STEADY, SessionLevels
from darkviewer.core.vetting.null_noise import NULL, NullNoise
from darkviewer.core.vetting.shrinkage import UNKNOWN, Prior

if TYPE_CHECKING:
    from darkviewer.core.levels.amplifiers import Amplifiers

__all__ = [
    "PhotonTransfer",
    "SessionNoise",
    "fit_photon_transfer",
    "left_out_variance",
    "median_variance",
    "residual_factor",
]

Array = NDArray[np.float64]

LEVELS = 200
"""Maximum number of bins of equal population over the master's level."""

FEWEST_PER_LEVEL = 100
"""Pixels in a bin, at least: small frames get fewer bins."""

SMALLEST_STEPS2 = 0.24
"""Floor of a measured variance in squared digitisation steps (EMVA 1288)."""

SURE_SLOPE = 0.3
"""Largest standard error with which a fitted slope is believed, e-/e-."""


def median_variance(n: int) -> float:
    """Variance of the median of n Gaussian values in units of theirs.

    Exact to 0.5 % (Hojo 1931 for small n; the expansion of pi / 2n beyond).
    """
    small = {1: 1.0, 2: 0.5, 4: 0.2982, 6: 0.2147}
    if n in small:
        return small[n]
    if n % 2:
        return float(np.pi / (2 * n) * (1 - (4 - np.pi) / (2 * n)))
    return float(np.pi / (2 * n) * (1 - (6 - np.pi) / (2 * n) + 2.3 / n**2))


def residual_factor(n: int, method: str, *, left_out: bool) -> float:
    """Variance of frame minus master in units of the frame's.

    Parameters
    ----------
    n : int
        Frames of the session, the examined one included.
    method : str
        ``"median"``, ``"average"`` or ``"clipped"`` (nearly an average).
    left_out : bool
        The examined frame is not in its master; otherwise the two are correlated by
        1/n, whatever the method (Basu 1955).
    """
    used = n - 1 if left_out else n
    own = median_variance(used) if method == "median" else 1 / used
    return 1 + own - (0 if left_out else 2 / n)


@dataclass(frozen=True, slots=True)
class PhotonTransfer:
    """Variance of a pixel in one frame against its level in the master.

    ``v(M) = intercept + slope M`` between the levels met; below them the value at
    their lower end; above them, at hot pixels, Poisson noise on top: slope 1.

    Attributes
    ----------
    intercept_e2, slope : float
        e- squared and e- per e-. Alone they mean gain and read noise only if the
        levels differ enough and the offset is known.
    slope_error : float
        Standard error of the slope; above 0.3 the slope is set to 1 (Poisson).
    lowest_e, highest_e : float
        Levels met, in electrons.
    floor_e2 : float
        Lower limit of the variance.
    """

    intercept_e2: float
    slope: float
    slope_error: float
    lowest_e: float
    highest_e: float
    floor_e2: float

    @property
    def step_e(self) -> float:
        """Digitisation step in electrons, as far as the floor knows it."""
        return float(np.sqrt(self.floor_e2 / SMALLEST_STEPS2))

    def variance(self, level_e: ArrayLike) -> Array:
        """Variance in e- squared of pixels whose master is `level_e`."""
        level = np.asarray(level_e, np.float64)
        within = np.clip(level, self.lowest_e, self.highest_e)
        hot = np.maximum(level - self.highest_e, 0)
        line = self.intercept_e2 + self.slope * within + hot
        return np.asarray(np.maximum(line, self.floor_e2))


@dataclass(frozen=True, slots=True)
class SessionNoise:
    """The noise of a session, measured before any pixel is examined.

    Attributes
    ----------
    transfer : PhotonTransfer
        Variance of a single value against the master's level.
    structure_e : float
        Robust sigma of the master about its local median, electrons.
    typical_e2 : float
        Median variance of a single value.
    prior : Prior
        How much pixels of one level differ.
    levels : SessionLevels
        How the levels of the frames move, and the amplifiers.
    of_amplifiers : tuple of PhotonTransfer
        The same for each amplifier, where there are several: their gains differ.
    priors : tuple of Prior
        How much the pixels of each amplifier differ, where there are several.
    null : NullNoise
        What the noise is at empty places.
    """

    transfer: PhotonTransfer
    structure_e: float
    typical_e2: float
    prior: Prior = UNKNOWN
    levels: SessionLevels = STEADY
    of_amplifiers: tuple[PhotonTransfer, ...] = ()
    priors: tuple[Prior, ...] = ()
    null: NullNoise = NULL

    @property
    def amplifiers(self) -> Amplifiers:
        """Parts of the frame whose levels move on their own."""
        return self.levels.amplifiers

    def variance(self, level_e: Array, amplifier: NDArray[np.intp]) -> Array:
        """Variance in e- squared of pixels of some level, NaN where that is.

        Parameters
        ----------
        level_e : array
            Of the master.
        amplifier : int array, same shape
            In which they lie; of no account where there is one.
        """
        expected = self.transfer.variance(level_e)
        for index, own in enumerate(self.of_amplifiers):
            here = amplifier == index
            expected[here] = own.variance(level_e[here])
        return np.where(np.isfinite(level_e), expected, np.nan)

    def shrunk(
        self,
        level_e: Array,
        expected_e2: Array,
        own_e2: Array,
        count: ArrayLike,
        amplifier: NDArray[np.intp],
    ) -> tuple[Array, Array]:
        """See `Prior.shrunk`, by the prior of the amplifier that each pixel lies in."""
        if not self.priors:
            return self.prior.shrunk(level_e, expected_e2, own_e2, count)
        number = np.broadcast_to(np.asarray(count), level_e.shape)
        variance, frames = np.empty_like(expected_e2), np.empty_like(expected_e2)
        for index, prior in enumerate(self.priors):
            own = amplifier == index
            variance[own], frames[own] = prior.shrunk(
                level_e[own], expected_e2[own], own_e2[own], number[own]
            )
        return variance, frames

    def usual(self, level_e: Array) -> UsualNoise:
        """How the variances of pixels without fault scatter, at some levels."""
        frames, scale = self.prior.at(level_e)
        return UsualNoise(frames * self.prior.tail, scale, self.prior.noisy_share)


def fit_photon_transfer(
    level_e: Array, variance_e2: Array, n_frames: int, *, step_e: float = 0.0
) -> PhotonTransfer:
    """Calibrate the noise on the session's own pixels.

    In each of up to 200 bins of level the median of the sample variances is taken,
    times ``(n - 1) / median of chi-squared(n - 1)``: telegraph pixels and particles do
    not move it. A line through the bins is weighted by the statistical errors that the
    line itself predicts: those of the scattering medians would favour the low ones.

    Parameters
    ----------
    level_e : array
        Master of many pixels, in electrons; NaN are left out.
    variance_e2 : array, same shape
        Their unbiased sample variance over the frames.
    n_frames : int
        Number of frames, at least 2.
    step_e : float
        Digitisation step in electrons, for the floor of the variance.
    """
    from scipy.special import gammaincinv

    level, variance = _finite(level_e, variance_e2)
    floor = max(SMALLEST_STEPS2 * step_e**2, 1e-6)
    if not level.size:
        return PhotonTransfer(floor, 0.0, np.inf, 0.0, 0.0, floor)
    dof = n_frames - 1
    levels, medians, counts = _binned(level, variance)
    of_median = medians * dof / (2 * gammaincinv(dof / 2, 0.5))
    expected = np.full(len(counts), max(np.average(of_median, weights=counts), floor))
    for _ in range(2):
        weight = counts * dof / np.pi / expected**2
        intercept, slope, slope_error = _line(levels, of_median, weight)
        expected = np.maximum(intercept + slope * levels, floor)
    return PhotonTransfer(
        float(intercept),
        float(slope),
        float(slope_error),
        float(levels[0]),
        float(levels[-1]),
        floor,
    )


def _finite(level: Array, variance: Array) -> tuple[Array, Array]:
    known = np.isfinite(level) & np.isfinite(variance)
    return level[known], variance[known]


def _binned(level: Array, variance: Array) -> tuple[Array, Array, Array]:
    """Median level, median variance and population of bins, ascending."""
    order = np.argsort(level, kind="stable")
    bins = min(LEVELS, max(1, len(order) // FEWEST_PER_LEVEL))
    parts = np.array_split(order, bins)
    levels = np.array([np.median(level[part]) for part in parts])
    medians = np.array([np.median(variance[part]) for part in parts])
    return levels, medians, np.array([part.size for part in parts], np.float64)


def _line(x: Array, y: Array, weight: Array) -> tuple[float, float, float]:
    """Weighted straight line; slope 1 through the mean where the slope is unsure."""
    total = weight.sum()
    x0, y0 = (weight * x).sum() / total, (weight * y).sum() / total
    spread = (weight * (x - x0) ** 2).sum()
    error = 1 / np.sqrt(spread) if spread > 0 else np.inf
    slope = (weight * (x - x0) * (y - y0)).sum() / spread if error < SURE_SLOPE else 1.0
    return y0 - slope * x0, slope, error


def left_out_variance(
    total: NDArray[np.floating[Any]],
    total_squares: NDArray[np.floating[Any]],
    value: Array,
    count: ArrayLike,
) -> Array:
    """Sample variance of a pixel over all frames but one, from running sums.

    Parameters
    ----------
    total, total_squares : arrays
        Sums over all frames of x - offset and of its square, for any offset near x.
    value : array
        x - offset in the frame left out.
    count : int or array
        Frames summed, that one included; NaN where fewer than 2 others remain.
    """
    count = np.asarray(count, np.float64)
    others, rest = count - 1, total - value
    with np.errstate(invalid="ignore", divide="ignore"):
        squares = total_squares - value**2 - rest**2 / others
        return np.where(others > 1, np.maximum(squares, 0) / (others - 1), np.nan)
