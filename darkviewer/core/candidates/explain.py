"""Why a pixel is a candidate, or is not: every criterion with value and limit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.candidates.labels import (
    NOISE_SIGMA,
    SATURATED_SHARE,
    Evidence,
    Limits,
)
from darkviewer.core.robust import NEIGHBOURS

if TYPE_CHECKING:
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.psf.shape import StampShape

__all__ = [
    "BEATS",
    "RIVAL_WORDS",
    "Criterion",
    "every_criterion",
    "explain",
    "explain_examination",
    "neighbours_of",
]

RIVAL_WORDS = ("hot pixel", "pair of pixels", "track")
"""The columns of `StampShape.dbic`."""

BEATS = "ΔBIC"
"""`quantity` of the criteria that set a star against each of them."""

_RATIO = 2
"""Which of `explain`'s criteria is the notebooks' ratio."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion applied to one pixel.

    Attributes
    ----------
    name : str
        What is asked of the pixel, in words that are true when it passes.
    value, limit : float
        Compared in the way that `relation` says; NaN where nothing is there to compare.
    relation : str
        ``">"`` and ``"<"`` (strictly), ``"≥"`` or ``"≤"``.
    unit : str
        Of both; empty for ratios.
    passed : bool
        The verdict.
    quantity : str
        What `value` is, where the name does not say it.
    """

    name: str
    value: float
    limit: float
    relation: str
    unit: str
    passed: bool
    quantity: str = ""


def neighbours_of(values: NDArray[np.float64], neighbours: int) -> NDArray[np.float64]:
    """The 4 or 8 neighbours of the central pixel that are present (not NaN).

    Parameters
    ----------
    values : array, shape (odd, odd)
        NaN outside the frame.
    neighbours : int
        4 or 8.
    """
    y, x = values.shape[0] // 2, values.shape[1] // 2
    around = np.array([values[y + dy, x + dx] for dy, dx in NEIGHBOURS[:neighbours]])
    present: NDArray[np.float64] = around[~np.isnan(around)]
    return present


def explain(
    values: NDArray[np.float64], parameters: Parameters
) -> tuple[Criterion, ...]:
    """Apply threshold, leader and neighbour ratio to the centre of a residual stamp.

    Absent neighbours (outside the frame, NaN) are passed over; without any a pixel is
    a leader and passes the ratio. The comparisons are made in float64: on an exact
    tie the table of candidates, which compares exactly, has the last word.

    Parameters
    ----------
    values : array, shape (odd, odd)
        Residual in electrons, NaN outside the frame.
    parameters : Parameters
        Threshold, ratio and number of neighbours.
    """
    peak = float(values[values.shape[0] // 2, values.shape[1] // 2])
    around = neighbours_of(values, parameters.neighbours)
    highest, lowest = (around.max(), around.min()) if around.size else (np.nan,) * 2
    count = parameters.neighbours
    share = float(lowest) / peak if peak > 0 else np.nan
    return (
        Criterion(
            "above the threshold",
            peak,
            parameters.threshold_e,
            ">",
            "e-",
            peak > parameters.threshold_e,
        ),
        Criterion(
            f"not below its {count} neighbours",
            peak,
            float(highest),
            "≥",
            "e-",
            not around.size or bool(peak >= highest),
        ),
        Criterion(
            "neighbours bright enough",
            share,
            parameters.ratio,
            "≥",
            "",
            not around.size or bool(lowest >= parameters.ratio * peak),
        ),
    )


def explain_examination(
    evidence: Evidence, row: int, parameters: Parameters
) -> tuple[Criterion, ...]:
    """Apply the PSF test and the questions to the pixel's history.

    Parameters
    ----------
    evidence : Evidence
        Of leaders, or of one pixel in all frames (`darkviewer.core.vetting.dossier`).
    row : int
        Which of them.
    parameters : Parameters
        Limits of the PSF test.
    """
    shape, past = evidence.shape, evidence.past
    dbic_min = parameters.dbic_min
    strongest = np.fmax(shape.significance[row], shape.matched[row])
    own = _above(
        "far enough above its own noise",
        shape.significance[row],
        parameters.threshold_sigma,
        "σ",
    )
    return (
        *([own] if parameters.threshold_sigma > 0 else []),
        _at_least("above the noise, alone or as a star", strongest, NOISE_SIGMA, "σ"),
        *_fits_a_star(shape, row, parameters),
        *(
            _above(f"star beats {words}", dbic, dbic_min, quantity=BEATS)
            for words, dbic in zip(RIVAL_WORDS, shape.dbic[row], strict=True)
        ),
        _below("high alone in one frame only", past.alone[row], 2, "frames"),
        _below(
            "varies like a quiet pixel",
            past.variance_ratio[row],
            float(past.variance_limit[row]),
            quantity=_variance_words(int(past.events[row]), int(past.event[row])),
        ),
        *_about_the_pixel(evidence, row),
    )


def every_criterion(
    values: NDArray[np.float64],
    evidence: Evidence,
    row: int,
    parameters: Parameters,
) -> tuple[Criterion, ...]:
    """All of both, always in one order: those of the chosen criterion come first.

    Parameters
    ----------
    values : array, shape (odd, odd)
        Residual around the pixel, as for `explain`.
    evidence, row
        As for `explain_examination`.
    parameters : Parameters
        Limits, and which criterion was chosen.
    """
    first = explain(values, parameters)
    examination = explain_examination(evidence, row, parameters)
    if parameters.criterion == "psf":
        return (*first[:_RATIO], *examination, first[_RATIO])
    return (*first, *examination)


def _fits_a_star(
    shape: StampShape, row: int, parameters: Parameters
) -> tuple[Criterion, ...]:
    """With the profile error allowed, if there is one; and not only at the limit."""
    error = parameters.profile_error
    words = f"p, profile error {error:g} allowed" if error else "p"
    p = _at_least(
        "fits a star", shape.p_tolerant[row], parameters.p_min, quantity=words
    )
    edges = _below(
        "place and width inside their ranges", float(shape.at_limit[row]), 1.0
    )
    return p, replace(edges, quantity="fits that ended at the edge")


def _variance_words(events: int, event: int) -> str:
    if not events:
        return "variance ratio"
    frames = f"{events} frames" if event < 0 else f"frame {event + 1}"
    return f"variance ratio ({frames} left out)"


def _about_the_pixel(evidence: Evidence, row: int) -> tuple[Criterion, ...]:
    """Criteria that label a pixel regardless of the frame."""
    past, limits = evidence.past, Limits()
    frozen, excess = bool(past.frozen[row]), past.excess[row]
    seen = 1.0 if evidence.saturated_now[row] else past.saturated[row]
    changes = _above("changes between frames", past.variance_ratio[row], 0.0)
    return (
        _below("not saturated", seen, SATURATED_SHARE, quantity="fraction of frames"),
        replace(changes, passed=not frozen, quantity="variance ratio"),
        _below("not hot or warm", excess, limits.warm_sigma, "σ"),
        _at_least("not dead", excess, -limits.dead_sigma, "σ"),
    )


def _above(
    name: str, value: float, limit: float, unit: str = "", *, quantity: str = ""
) -> Criterion:
    value = float(value)
    return Criterion(name, value, limit, ">", unit, value > limit, quantity)


def _at_least(
    name: str, value: float, limit: float, unit: str = "", *, quantity: str = ""
) -> Criterion:
    value = float(value)
    return Criterion(name, value, limit, "≥", unit, value >= limit, quantity)


def _below(
    name: str, value: float, limit: float, unit: str = "", *, quantity: str = ""
) -> Criterion:
    value = float(value)
    return Criterion(name, value, limit, "<", unit, value < limit, quantity)
