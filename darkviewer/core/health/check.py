"""What a check is, and what it says of a session."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.foreign_text import shown
from darkviewer.core.robust import MAD_TO_SIGMA

if TYPE_CHECKING:
    from darkviewer.core.health.measures import SessionMeasures

__all__ = [
    "OWN",
    "ROBUST_SIGMA",
    "Check",
    "Finding",
    "listed",
    "names_of",
    "off_the_others",
    "reach",
    "unknown",
    "verb",
]

ROBUST_SIGMA = 5.0

OWN = "set by you"
"""Origin of a limit that is not the table's."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found.

    Attributes
    ----------
    sentence : str
        What is so, where, and what to do where something can be done.
    value : float or None
        The measure; None when there is nothing to measure.
    limit : float or None
        The limit in the unit of the measure.
    status : str
        ``"pass"``, ``"warn"`` or ``"fail"``.
    frames : tuple of str
        Names of the frames it speaks of; empty for the whole session.
    """

    sentence: str
    value: float | None = None
    limit: float | None = None
    status: str = "pass"
    frames: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the table.

    Attributes
    ----------
    name : str
        As it is written in files.
    measure, unit : str
        What is compared, in words.
    limit : float
        As `judge` takes it.
    origin : str
        Where the limit comes from.
    severity : str
        The worst it says: ``"warn"`` or ``"fail"``; ``"pass"``: it only remarks.
    fault : str
        The synthetic fault that proves it.
    judge : callable
        Measures and limit -> finding.
    guarded : bool
        What is within 5 robust sigma passes, too; `judge` takes ``guard`` then.
    follows : str
        The check whose limit, set by somebody, holds here as well.
    """

    name: str
    measure: str
    unit: str
    limit: float
    origin: str
    severity: str
    fault: str
    judge: Callable[..., Finding]
    guarded: bool = False
    follows: str = ""

    def own(self, limits: Mapping[str, float]) -> float | None:
        """The limit that somebody set for it; None: that of the table."""
        return limits.get(self.name, limits.get(self.follows))

    def ask(
        self, measures: SessionMeasures, limits: Mapping[str, float]
    ) -> tuple[Check, Finding]:
        """What it finds, by the limit that was set for it or by its own.

        A limit of somebody's holds as it is, and the sentence names it.
        """
        own = self.own(limits)
        if own is None:
            return self, self.judge(measures, self.limit)
        guard = {"guard": 0.0} if self.guarded else {}
        found = self.judge(measures, own, **guard)
        if found.limit is not None:
            limit = f"{found.limit:.4g} {self.unit}".rstrip()
            words = f"{found.sentence} (limit {OWN}: {limit})"
            found = replace(found, sentence=words)
        return replace(self, limit=own, origin=OWN), found


def unknown(why: str) -> Finding:
    """Nothing to judge: that is no fault."""
    return Finding(f"not checked: {why}")


def names_of(measures: SessionMeasures, where: NDArray[np.bool_]) -> tuple[str, ...]:
    """Names of the frames chosen by a mask."""
    pairs = zip(measures.frames, where, strict=True)
    return tuple(frame.name for frame, chosen in pairs if chosen)


def listed(names: Sequence[str]) -> str:
    """The first names in words."""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(shown(name) for name in names[:3]) + more


def verb(names: Sequence[str], one: str, several: str) -> str:
    """The word that goes with as many names."""
    return one if len(names) == 1 else several


def off_the_others(
    values: NDArray[np.float64], least: float, *, guard: float = ROBUST_SIGMA
) -> NDArray[np.float64]:
    """By how much each value is off the median, 0 where that is no outlier.

    An outlier is more than 5 robust sigma (1.4826 times the MAD) off, and more than
    `least`: of equal or quantised values the MAD is 0.

    Parameters
    ----------
    values : float array, shape (frames,)
    least : float
        What is less never counts.
    guard : float
        Robust sigmas within which nothing is an outlier.
    """
    off = values - np.median(values)
    return np.where(np.abs(off) > reach(values, least, guard=guard), off, 0.0)


def reach(
    values: NDArray[np.float64], least: float, *, guard: float = ROBUST_SIGMA
) -> float:
    """How far off the median a value may be, see `off_the_others`."""
    sigma = MAD_TO_SIGMA * np.median(np.abs(values - np.median(values)))
    return max(guard * float(sigma), least)
