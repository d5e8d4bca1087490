"""What a check is, and what it says of a session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.foreign_text import shown
from darkviewer.core.robust import MAD_TO_SIGMA

if TYPE_CHECKING:
    from darkviewer.core.health.measures import SessionMeasures

__all__ = ["Check", "Finding", "listed", "names_of", "off_the_others", "unknown"]

ROBUST_SIGMA = 5.0


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
        The worst it says: ``"warn"`` or ``"fail"``.
    fault : str
        The synthetic fault that proves it.
    judge : callable
        Measures and limit -> finding.
    """

    name: str
    measure: str
    unit: str
    limit: float
    origin: str
    severity: str
    fault: str
    judge: Callable[[SessionMeasures, float], Finding]


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


def off_the_others(values: NDArray[np.float64], least: float) -> NDArray[np.float64]:
    """By how much each value is off the median, 0 where that is no outlier.

    An outlier is more than 5 robust sigma (1.4826 times the MAD) off, and more than
    `least`: of equal or quantised values the MAD is 0.

    Parameters
    ----------
    values : float array, shape (frames,)
    least : float
        What is less never counts.
    """
    off = values - np.median(values)
    sigma = MAD_TO_SIGMA * np.median(np.abs(off))
    return np.where(np.abs(off) > max(ROBUST_SIGMA * sigma, least), off, 0.0)
