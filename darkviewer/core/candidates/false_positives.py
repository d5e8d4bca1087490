"""Counts with honest intervals: shares, Poisson rates, false sources per frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from darkviewer.core.candidates.clustering import Gathering, gathering

if TYPE_CHECKING:
    from darkviewer.core.candidates.selection import CandidateTable

__all__ = [
    "NIGHT_H",
    "FalsePositives",
    "Rate",
    "false_positives",
    "false_positives_of",
    "garwood_interval",
    "poisson_interval",
    "wilson_interval",
]

Array = NDArray[np.float64]

STEPS, ROUNDS, ROUNDING = 32, 5, 1e-9
"""Of the search for the ends of an interval."""

NIGHT_H = 8.0
"""Hours of open shutter in the night of the budget."""


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
    high = np.where(k == n, 1.0, centre + half)  # not below a share of 1 by rounding
    return np.maximum(centre - half, 0.0), np.minimum(high, 1.0)


def poisson_interval(
    count: float, *, level: float = 0.95, dispersion: float = 1.0
) -> tuple[float, float]:
    """Interval of the expectation of a Poisson count.

    Two-sided and exact: of independent events it never covers less than `level`,
    whatever the expectation. Of those it is Blaker's (2000, Can. J. Stat. 28, 783),
    which lies inside Garwood's and is nearer to its level: of no event it goes from 0
    to 3.55 at 95 %. Counts that are not whole, or not independent, have Garwood's.

    Parameters
    ----------
    count : float
        Events.
    level : float
        Coverage.
    dispersion : float
        Variance of the count over its expectation: so many events count as one
        (quasi-Poisson); 1 where all are independent.
    """
    if dispersion == 1 and count == int(count):
        return _blaker(int(count), level)
    return garwood_interval(count, level=level, dispersion=dispersion)


def garwood_interval(
    count: float, *, level: float = 0.95, dispersion: float = 1.0
) -> tuple[float, float]:
    """Interval of equal tails of a count (Garwood 1936, Gehrels 1986).

    Parameters as of `poisson_interval`; it changes evenly with the count.
    """
    from scipy.special import gammaincinv

    independent = count / dispersion
    low = gammaincinv(independent, (1 - level) / 2) if count else 0.0
    high = gammaincinv(independent + 1, (1 + level) / 2)
    return float(low) * dispersion, float(high) * dispersion


@cache
def _blaker(count: int, level: float) -> tuple[float, float]:
    """Between Garwood's ends and the one-sided ones, at which a tail is likely enough.

    From outside in, as far as the count and all that is less likely are unlikely.
    """
    from scipy.special import gammaincinv

    start, beyond = garwood_interval(count, level=level), 1.01 * (1 - level)
    low = 0.0
    if count:
        low = _first_likely(count, start[0], float(gammaincinv(count, beyond)), level)
    last = float(gammaincinv(count + 1, 1 - beyond))
    return low, _first_likely(count, start[1], last, level)


def _first_likely(count: int, start: float, stop: float, level: float) -> float:
    for _ in range(ROUNDS):
        means = np.linspace(start, stop, STEPS)
        first = int(np.argmax(_acceptability(count, means) > 1 - level))
        start, stop = float(means[max(first - 1, 0)]), float(means[first])
    return stop


def _acceptability(count: int, mean: Array) -> Array:
    """Probability of the tail that the count is in, and of the other up to as much."""
    from scipy.special import pdtr, pdtrc, pdtrik

    below = pdtr(count, mean)
    above = pdtrc(count - 1, mean) if count else np.ones(mean.shape)
    tail = np.minimum(below, above)
    last = pdtr(np.floor(pdtrik(tail, mean) + ROUNDING), mean)
    last = np.where(last <= tail * (1 + ROUNDING), last, 0.0)  # none is so unlikely
    first = pdtrc(np.ceil(pdtrik(1 - tail, mean) - ROUNDING), mean)
    return np.asarray(tail + np.where(above < below, last, first))


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with its two-sided interval, in its own unit."""

    value: float
    low: float
    high: float

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
    count, sources, n_frames : int
        Accepted candidates, synthetic ones left out; sources that they belong to, in
        whatever frames; frames looked at.
    per_frame, per_mpx, per_hour, per_square_degree, per_night : Rate
        Sources per frame; per million pixels and frame; per hour of open shutter; per
        square degree and frame; per night of `NIGHT_H` hours of open shutter. 95 %
        intervals. The rates per hour and night assume that a frame of another
        exposure has as many per second.
    by_label : mapping of str to int
        Accepted candidates by what their history says.
    noise_alone : float or None
        Expected per frame from Gaussian noise and nothing else, where it is known.
    gathered : Gathering
        How the candidates gather in pixels and frames, which widens the intervals.
    """

    count: int
    sources: int
    n_frames: int
    per_frame: Rate
    per_mpx: Rate
    per_hour: Rate
    per_square_degree: Rate
    per_night: Rate
    by_label: Mapping[str, int]
    noise_alone: float | None
    gathered: Gathering


def false_positives(
    by_label: Mapping[str, int],
    gathered: Gathering,
    *,
    shape: tuple[int, int],
    exposure_s: float | None = None,
    arcsec_per_px: float = np.nan,
    level: float = 0.95,
    noise_alone: float | None = None,
) -> FalsePositives:
    """Count sources and convert.

    Parameters
    ----------
    by_label : mapping of str to int
        How many leaders of all frames are accepted, by label, without synthetic ones.
    gathered : Gathering
        From `gathering`, of at least one frame.
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
    """
    n_frames = len(gathered.counts)
    interval = poisson_interval(
        gathered.sources, level=level, dispersion=gathered.dispersion
    )
    total = Rate(float(gathered.sources), *interval)
    per_frame = total.per(n_frames)
    pixels = shape[0] * shape[1]
    hours = n_frames * (exposure_s or 0.0) / 3600
    return FalsePositives(
        count=sum(by_label.values()),
        sources=gathered.sources,
        n_frames=n_frames,
        per_frame=per_frame,
        per_mpx=per_frame.per(pixels / 1e6),
        per_hour=total.per(hours),
        per_square_degree=per_frame.per(pixels * (arcsec_per_px / 3600) ** 2),
        per_night=total.per(hours / NIGHT_H),
        by_label=dict(by_label),
        noise_alone=noise_alone,
        gathered=gathered,
    )


def false_positives_of(
    table: CandidateTable,
    *,
    n_frames: int,
    shape: tuple[int, int],
    exposure_s: float | None,
    arcsec_per_px: float = np.nan,
    noise_alone: float | None = None,
    untested: str = "",
) -> FalsePositives:
    """The false positives of a session's table, for parameters see `false_positives`.

    Parameters
    ----------
    table : CandidateTable
        Its accepted candidates count, without synthetic ones.
    n_frames : int
        Frames looked at, at least one.
    untested : str
        Label of those that were not examined.
    """
    false = table.accepted & ~table.synthetic
    gathered = gathering(
        table.frame[false],
        table.x[false],
        table.y[false],
        n_frames=n_frames,
        nx=shape[1],
    )
    return false_positives(
        table.label_counts(false, untested),
        gathered,
        shape=shape,
        exposure_s=exposure_s,
        arcsec_per_px=arcsec_per_px,
        noise_alone=noise_alone,
    )
