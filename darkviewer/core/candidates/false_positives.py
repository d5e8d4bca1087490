"""Counts with honest intervals: shares, Poisson rates, false positives per frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from darkviewer.core.candidates.clustering import Gathering

__all__ = [
    "FalsePositives",
    "Rate",
    "false_positives",
    "poisson_interval",
    "wilson_interval",
]

Array = NDArray[np.float64]


def wilson_interval(
    hits: ArrayLike, trials: ArrayLike, *, level: float = 0.95
) -> tuple[Array, Array]:
    """Interval of a share (Wilson 1927); (0, 1) without trials."""
    from scipy.special import ndtri

    z2 = float(ndtri((1 + level) / 2)) ** 2
    k, n = np.asarray(hits, np.float64), np.asarray(trials, np.float64)
    centre = (k + z2 / 2) / (n + z2)
    spread = np.maximum(k * (n - k), 0) / np.maximum(n, 1)
    half = np.sqrt(z2) / (n + z2) * np.sqrt(spread + z2 / 4)
    return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)


def poisson_interval(
    count: int, *, level: float = 0.95, dispersion: float = 1.0
) -> tuple[float, float]:
    """Interval of the expectation of a Poisson count (Gehrels 1986, exact).

    For a count of zero the upper limit is one-sided, ``-ln(1 - level)``: 3.0 at 95 %.

    Parameters
    ----------
    count : int
        Events.
    level : float
        Coverage.
    dispersion : float
        Variance of the count over its expectation: so many events count as one
        (quasi-Poisson); 1 where all are independent.
    """
    from scipy.special import gammaincinv

    if count == 0:
        return 0.0, float(-np.log1p(-level)) * dispersion
    independent = count / dispersion
    low = gammaincinv(independent, (1 - level) / 2)
    high = gammaincinv(independent + 1, (1 + level) / 2)
    return float(low) * dispersion, float(high) * dispersion


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with its interval, in its own unit.

    Of no event at all `high` is a one-sided limit (see `poisson_interval`): to be
    written as ``< high``, and never as an interval from 0.
    """

    value: float
    low: float
    high: float

    @property
    def is_limit(self) -> bool:
        """Whether nothing was counted, so that only an upper limit is known."""
        return self.value == 0

    def per(self, amount: float) -> Rate:
        """The same per unit of `amount`; infinite for none of it."""
        if amount <= 0:
            return Rate(np.nan, 0.0, np.inf)
        return Rate(self.value / amount, self.low / amount, self.high / amount)


@dataclass(frozen=True, slots=True)
class FalsePositives:
    """Candidates accepted in dark frames, all of them false.

    Attributes
    ----------
    count, n_frames : int
        Accepted candidates, synthetic ones left out, and frames looked at.
    per_frame, per_mpx, per_hour, per_square_degree : Rate
        Per frame; per million pixels and frame; per hour of exposure; per square
        degree and frame. 95 % intervals; of no candidate, one-sided upper limits.
    by_label : mapping of str to int
        Accepted ones by what their history says.
    noise_alone : float or None
        Expected per frame from Gaussian noise and nothing else, where it is known.
    gathered : Gathering or None
        How the candidates gather in frames and pixels, which widens the intervals;
        None where they were taken as independent.
    """

    count: int
    n_frames: int
    per_frame: Rate
    per_mpx: Rate
    per_hour: Rate
    per_square_degree: Rate
    by_label: Mapping[str, int]
    noise_alone: float | None = None
    gathered: Gathering | None = None


def false_positives(
    by_label: Mapping[str, int],
    *,
    n_frames: int,
    shape: tuple[int, int],
    exposure_s: float | None = None,
    arcsec_per_px: float = np.nan,
    level: float = 0.95,
    noise_alone: float | None = None,
    gathered: Gathering | None = None,
) -> FalsePositives:
    """Count and convert.

    Parameters
    ----------
    by_label : mapping of str to int
        How many leaders of all frames are accepted, by label, without synthetic ones.
    n_frames : int
        Frames looked at, at least one.
    shape : tuple of int
        (ny, nx) in pixels.
    exposure_s : float or None
        Of one frame; without it the rate per hour is unknown.
    arcsec_per_px : float
        Pixel scale; without it the rate per square degree is unknown.
    level : float
        Of the intervals.
    noise_alone : float or None
        Taken over.
    gathered : Gathering or None
        From `gathering`, for intervals that the frames themselves support.
    """
    count = sum(by_label.values())
    dispersion = 1.0 if gathered is None else gathered.dispersion
    interval = poisson_interval(count, level=level, dispersion=dispersion)
    total = Rate(float(count), *interval)
    per_frame = total.per(n_frames)
    pixels = shape[0] * shape[1]
    hours = n_frames * (exposure_s or 0.0) / 3600
    return FalsePositives(
        count,
        n_frames,
        per_frame,
        per_frame.per(pixels / 1e6),
        total.per(hours),
        per_frame.per(pixels * (arcsec_per_px / 3600) ** 2),
        dict(by_label),
        noise_alone,
        gathered,
    )
