"""False sources of several sessions: between them, and by their exposures.

What noise makes comes once per frame, what particles make comes per second. One
exposure alone cannot tell them apart, several can.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.candidates.clustering import widened_dispersion
from darkviewer.core.candidates.false_positives import Rate, poisson_interval

__all__ = [
    "FEWEST_TO_SPLIT",
    "ByExposure",
    "SessionCount",
    "between_sessions",
    "by_exposure",
    "posterior_odds",
]

Array = NDArray[np.float64]

FEWEST_TO_SPLIT = 10
"""Sources from which on exposures are compared."""

_INSIDE = 3.841458820694124
"""95 % point of chi-squared with one degree of freedom."""


@dataclass(frozen=True, slots=True)
class SessionCount:
    """What one session counts for.

    Attributes
    ----------
    sources, n_frames : int
        False sources, and frames looked at.
    exposure_s : float or None
        Of each frame.
    dispersion : float
        Of the sources between its frames, see `Gathering`.
    """

    sources: int
    n_frames: int
    exposure_s: float | None
    dispersion: float = 1.0


@dataclass(frozen=True, slots=True)
class ByExposure:
    """The two parts of the rate; 95 % intervals.

    Attributes
    ----------
    per_frame : Rate
        Sources in a frame of no exposure: of noise and read-out.
    per_second : Rate
        Sources for every second of open shutter.
    dispersion : float
        That the intervals were made with.
    """

    per_frame: Rate
    per_second: Rate
    dispersion: float


def between_sessions(counts: Sequence[SessionCount]) -> tuple[Rate, float]:
    """Sources per frame over several sessions, and the dispersion between them.

    The interval is as wide as the sessions scatter: what holds for one night need not
    hold for the next, however many frames it has.

    Parameters
    ----------
    counts : sequence of SessionCount
        At least one; of a single one the scatter is that between its frames.
    """
    sources, frames, _ = _columns(counts)
    rate = sources.sum() / frames.sum()
    dispersion = counts[0].dispersion
    if len(counts) > 1:
        dispersion = _scatter(sources, frames * rate, len(counts) - 1)
    interval = poisson_interval(float(sources.sum()), dispersion=dispersion)
    total = Rate(float(sources.sum()), *interval)
    return total.per(float(frames.sum())), dispersion


def by_exposure(counts: Sequence[SessionCount]) -> ByExposure | None:
    """Fit ``sources = frames (a + b exposure)``, neither part below zero.

    The maximum of the Poisson likelihood, and its profile for the intervals, widened by
    the dispersion of the sessions about the line (of their frames, where two exposures
    leave nothing to scatter).

    Parameters
    ----------
    counts : sequence of SessionCount
        Those of an unknown exposure are left out.

    Returns
    -------
    ByExposure or None
        None for a single exposure, or fewer than 10 sources.
    """
    known = [one for one in counts if one.exposure_s is not None]
    if len({one.exposure_s for one in known}) < 2:
        return None
    sources, frames, seconds = _columns(known)
    if sources.sum() < FEWEST_TO_SPLIT:
        return None
    line = _Line(sources, frames, frames * seconds)
    a, b = line.best()
    dispersion = max(one.dispersion for one in known)
    if len(known) > 2:
        dispersion = _scatter(sources, line.expected(a, b), len(known) - 2)
    within = dispersion * _INSIDE
    other = _Line(sources, frames * seconds, frames)
    return ByExposure(
        Rate(a, *line.interval(a, within)),
        Rate(b, *other.interval(b, within)),
        dispersion,
    )


def posterior_odds(stars_per_frame: float, false_per_frame: Rate) -> Rate:
    """Odds that an accepted candidate is a star: the prior odds of what is accepted.

    Parameters
    ----------
    stars_per_frame : float
        Stars expected in a frame that the limits accept.
    false_per_frame : Rate
        Of the false sources; a likelihood ratio of a single candidate multiplies the
        odds before the test, never these.
    """
    with np.errstate(divide="ignore"):
        values = [
            float(np.divide(stars_per_frame, value))
            for value in (
                false_per_frame.value,
                false_per_frame.high,
                false_per_frame.low,
            )
        ]
    return Rate(*values)


def _columns(counts: Sequence[SessionCount]) -> tuple[Array, Array, Array]:
    rows = [(one.sources, one.n_frames, one.exposure_s or 0.0) for one in counts]
    sources, frames, seconds = np.array(rows, np.float64).T
    return sources, frames, seconds


def _scatter(sources: Array, expected: Array, dof: int) -> float:
    if sources.sum() == 0:
        return 1.0
    chi2 = ((sources - expected) ** 2 / np.maximum(expected, 1e-12)).sum()
    return widened_dispersion(float(chi2), dof)


@dataclass(frozen=True, slots=True)
class _Line:
    """Poisson counts of expectation ``a one + b other``."""

    counts: Array
    one: Array
    other: Array

    def expected(self, a: float, b: float) -> Array:
        return np.maximum(a * self.one + b * self.other, 1e-12)

    def deviance(self, a: float, b: float) -> float:
        expected = self.expected(a, b)
        return float(2 * (expected - self.counts * np.log(expected)).sum())

    @property
    def most(self) -> float:
        """Of `a`, whatever `b`."""
        return poisson_interval(float(self.counts.sum()), level=0.9999)[1] / float(
            self.one.sum()
        )

    def profile(self, a: float) -> tuple[float, float]:
        """Smallest deviance for this a, and its b."""
        most = 2 * _Line(self.counts, self.other, self.one).most
        b = _lowest(lambda b: self.deviance(a, b), most)
        return self.deviance(a, b), b

    def best(self) -> tuple[float, float]:
        a = _lowest(lambda a: self.profile(a)[0], 2 * self.most)
        return a, self.profile(a)[1]

    def interval(self, a: float, within: float) -> tuple[float, float]:
        """Where the profile is at most so far above its minimum."""
        from scipy.optimize import brentq

        least = self.profile(a)[0]

        def above(value: float) -> float:
            return self.profile(value)[0] - least - within

        low = float(brentq(above, 0.0, a)) if a > 0 and above(0.0) > 0 else 0.0
        far = 2 * self.most
        while above(far) < 0:
            far *= 2
        return low, float(brentq(above, a, far))


def _lowest(function: Callable[[float], float], most: float) -> float:
    """Where a convex function is lowest between 0 and `most`; 0 where the edge is."""
    from scipy.optimize import minimize_scalar

    found = float(
        minimize_scalar(
            function, bounds=(0.0, most), method="bounded", options={"xatol": 1e-7}
        ).x
    )
    return 0.0 if function(0.0) <= function(found) else found
