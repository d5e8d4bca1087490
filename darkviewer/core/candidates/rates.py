"""The false sources of a session in words and as plain values."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from darkviewer.core.candidates.false_positives import NIGHT_H

if TYPE_CHECKING:
    from darkviewer.core.candidates.false_positives import FalsePositives, Rate

__all__ = [
    "ASSUMED",
    "budget_words",
    "low_end",
    "rate_words",
    "rates_document",
    "rates_words",
]

ASSUMED = "as many per second of open shutter at any other exposure"
"""What one exposure alone cannot tell."""

_NOTHING = 1e-6
"""Part of a rate below which the lower end of its interval is 0."""


def rates_document(found: FalsePositives) -> dict[str, Any]:
    """Plain values for JSON documents and the metadata of tables; NaN where unknown."""
    document = asdict(found)
    document["frames"] = document.pop("n_frames")
    document["night_h"] = NIGHT_H
    document["per_hour_assumes"] = ASSUMED
    document["budget"] = budget_words(found.per_night)
    gathered = document["gathered"]
    gathered["counts"] = list(gathered["counts"])
    gathered["of_frame"] = list(gathered["of_frame"])
    gathered["outlying"] = [frame + 1 for frame in gathered["outlying"]]  # from 1
    return document


def rate_words(rate: Rate) -> str:
    """``0.3 [0.1, 0.7]``."""
    low = low_end(rate.low, rate.value)
    return f"{rate.value:.3g} [{low:.3g}, {rate.high:.3g}]"


def low_end(low: float, value: float) -> float:
    """The lower end of an interval as it is shown: 0 where it is nothing beside it."""
    return 0.0 if low < _NOTHING * value else low


def budget_words(per_night: Rate) -> str:
    """``one false source in 3.2 nights [1.4, 10]``; empty where it is not known."""
    if not per_night.high < float("inf"):
        return ""
    night = f"of {NIGHT_H:g} h of open shutter"
    low = low_end(per_night.low, per_night.value)
    if per_night.high < 1:
        least = 1 / per_night.high
        if per_night.value == 0:
            return f"fewer than one false source in {_two_digits(least)} nights {night}"
        most = _two_digits(1 / low) if low else "any number"
        return (
            f"one false source in {_two_digits(1 / per_night.value)} nights "
            f"[{_two_digits(least)}, {most}] {night}"
        )
    ends = f"[{_two_digits(low)}, {_two_digits(per_night.high)}]"
    return f"{_two_digits(per_night.value)} false sources {ends} in a night {night}"


def _two_digits(value: float) -> str:
    """Two digits that matter, without an exponent: ``0.021``, ``3.2``, ``1300``."""
    return f"{float(f'{value:.2g}'):.0f}" if value >= 100 else f"{value:.2g}"


def _of(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def rates_words(found: FalsePositives) -> str:
    """Everything in one line: sources and rates with their 95 % intervals."""
    parts = [
        f"{_of(found.sources, 'false source')} "
        f"({_of(found.count, 'accepted candidate')}) in "
        f"{_of(found.n_frames, 'frame')}: {rate_words(found.per_frame)} per frame"
    ]
    if found.per_hour.high < float("inf"):
        parts.append(f"{rate_words(found.per_hour)} per hour ({ASSUMED})")
        parts.append(budget_words(found.per_night))
    if found.per_square_degree.high < float("inf"):
        parts.append(
            f"{rate_words(found.per_square_degree)} per square degree and frame"
        )
    gathered = found.gathered
    if gathered.dispersion > 1:
        parts.append(f"scatter {gathered.dispersion:.2g} times that of chance")
    if gathered.outlying:
        frames = ", ".join(str(k + 1) for k in gathered.outlying)
        parts.append(
            f"{gathered.without_outlying:.3g} per frame without frame {frames}"
        )
    if found.noise_alone is not None and math.isfinite(found.noise_alone):
        parts.append(f"{found.noise_alone:.2g} per frame from noise alone")
    return "; ".join(parts)
