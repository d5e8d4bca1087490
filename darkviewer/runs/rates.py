"""False sources of several captures, one run after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.candidates.session_rates import (
    ByExposure,
    SessionCount,
    between_sessions,
    by_exposure,
    posterior_odds,
)

if TYPE_CHECKING:
    from darkviewer.core.candidates.false_positives import FalsePositives, Rate
    from darkviewer.runs.session import Outcome

__all__ = ["SessionRates", "have_same_frames", "session_rates"]

FIRST_ROWS = 8
"""Of each frame, that tell frames of equal masters apart."""


@dataclass(frozen=True, slots=True)
class SessionRates:
    """What several sessions say together.

    Attributes
    ----------
    names : tuple of str
        Titles of the sessions.
    found : tuple of FalsePositives
        Of each session.
    exposures_s : tuple of float or None
        Of each session.
    per_frame : Rate
        False sources per frame, by the scatter between sessions.
    dispersion : float
        That scatter, over that of chance.
    parts : ByExposure or None
        Per frame and per second, where there are several exposures.
    stars_per_frame : float or None
        Expected, as the user says.
    odds : Rate or None
        That an accepted candidate is a star, where that is known.
    """

    names: tuple[str, ...]
    found: tuple[FalsePositives, ...]
    exposures_s: tuple[float | None, ...]
    per_frame: Rate
    dispersion: float
    parts: ByExposure | None
    stars_per_frame: float | None
    odds: Rate | None


def have_same_frames(one: Outcome, other: Outcome) -> bool:
    """Whether a run is of a copy of another's frames: no further evidence.

    By the values of the master and those of the first rows of each frame.
    """
    mine, theirs = one.calibration, other.calibration
    if len(mine.used) != len(theirs.used) or not np.array_equal(
        mine.master.numerator, theirs.master.numerator
    ):
        return False
    last = min(FIRST_ROWS, mine.master.shape[0])
    return all(
        np.array_equal(a.read_rows(0, last), b.read_rows(0, last))
        for a, b in zip(mine.used, theirs.used, strict=True)
    )


def session_rates(
    outcomes: Sequence[Outcome], *, stars_per_frame: float | None = None
) -> SessionRates:
    """Put the false sources of several runs together.

    Parameters
    ----------
    outcomes : sequence of Outcome
        At least one, all by the same limits.
    stars_per_frame : float, optional
        Stars that the limits would accept in a frame of the sky.
    """
    found = tuple(one.false_positives for one in outcomes)
    exposures = tuple(one.session.exposure_s for one in outcomes)
    counts = [
        SessionCount(one.sources, one.n_frames, seconds, one.gathered.dispersion)
        for one, seconds in zip(found, exposures, strict=True)
    ]
    rate, dispersion = between_sessions(counts)
    expected = stars_per_frame
    return SessionRates(
        tuple(one.session.title for one in outcomes),
        found,
        exposures,
        rate,
        dispersion,
        by_exposure(counts),
        expected,
        None if expected is None else posterior_odds(expected, rate),
    )
