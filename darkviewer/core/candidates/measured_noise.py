"""What the noise of a session was measured to be, beside what it was expected to be.

Plain values for reports, exports and checks: leaders of the negative frames, the width
of z and of a star's signal at empty places, and how neighbours are correlated.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from darkviewer.core.candidates.false_positives import Rate, poisson_interval
from darkviewer.core.candidates.rates import rate_words

__all__ = ["MeasuredNoise", "noise_document", "noise_lines", "width_span"]

Table = tuple[tuple[float, ...], ...]

_LAGS = "rows", "columns", "diagonals"


@dataclass(frozen=True, slots=True)
class MeasuredNoise:
    """The noise of an examined session in plain numbers.

    Attributes
    ----------
    leaders, accepted : tuple of float
        Leaders of each negative frame, and those that the rule accepts.
    lump : float
        How many of them count as one for intervals; more than 1 where only some were
        tested.
    expected : Rate or None
        Accepted per frame from noise alone, by the model; the interval is that of the
        draws. None where it was not simulated.
    z_width, signal_width : tuples, (frames, parts)
        Measured over expected; 1 where it was not measured.
    z_error, signal_error : tuples, same shape
        Standard errors; infinite where it was not measured.
    correlation : tuples, (parts, 3)
        Of neighbours along the row, the column and the diagonals.
    correlation_error : tuple of float
        Of each part.
    parts : tuple of str
        Columns and rows of each part of the frame: the amplifiers, cut along the rows
        as well where the noise changes along them. Empty where it is the whole frame.
    prior_frames : tuples, (amplifiers, levels)
        d0, how little pixels differ, at ascending levels of the master.
    """

    leaders: tuple[float, ...]
    accepted: tuple[float, ...]
    lump: float
    expected: Rate | None
    z_width: Table
    z_error: Table
    signal_width: Table
    signal_error: Table
    correlation: Table
    correlation_error: tuple[float, ...]
    parts: tuple[str, ...]
    prior_frames: Table

    @property
    def leader_rate(self) -> Rate:
        """Leaders per negative frame, with the interval of a Poisson count."""
        return self._rate(self.leaders)

    @property
    def accepted_rate(self) -> Rate:
        """Accepted ones per negative frame: the measured rate of the noise."""
        return self._rate(self.accepted)

    def _rate(self, counts: tuple[float, ...]) -> Rate:
        total = sum(counts)
        interval = poisson_interval(total, dispersion=self.lump)
        return Rate(total, *interval).per(len(counts))

    def widest(self, of: str, off: Callable[[float], float]) -> tuple[float, int, int]:
        """Of the widths of ``"z"`` or ``"signal"`` the one that is most `off`.

        With the indices of its frame and its part; what differs from 1 by less
        than three of its errors counts as 1.
        """
        widths: Table = getattr(self, f"{of}_width")
        errors: Table = getattr(self, f"{of}_error")
        worst = (1.0, 0, 0)
        for frame, (row, error) in enumerate(zip(widths, errors, strict=True)):
            for part, (width, sure) in enumerate(zip(row, error, strict=True)):
                if abs(width - 1) > 3 * sure and off(width) > off(worst[0]):
                    worst = (width, frame, part)
        return worst


def noise_document(found: MeasuredNoise) -> dict[str, Any]:
    """Plain values for JSON documents and the metadata of tables; NaN where unknown."""
    expected = found.expected
    return {
        "negatives": {
            "leaders": list(found.leaders),
            "accepted": list(found.accepted),
            "per_frame": _rate(found.accepted_rate),
            "leaders_per_frame": _rate(found.leader_rate),
            "expected_per_frame": None if expected is None else _rate(expected),
        },
        "parts": list(found.parts),
        "z_width": _known(found.z_width, found.z_error),
        "signal_width": _known(found.signal_width, found.signal_error),
        "correlation": [[round(one, 5) for one in row] for row in found.correlation],
        "correlation_error": [_rounded(error) for error in found.correlation_error],
        "d0": [[round(one, 1) for one in row] for row in found.prior_frames],
    }


def _rate(rate: Rate) -> dict[str, float]:
    return {"value": rate.value, "low": rate.low, "high": rate.high}


def _known(widths: Table, errors: Table) -> list[list[list[float]]]:
    """Width and standard error of each frame in each part."""
    return [
        [
            [round(width, 4), _rounded(error)]
            for width, error in zip(row, of_row, strict=True)
        ]
        for row, of_row in zip(widths, errors, strict=True)
    ]


def _rounded(error: float) -> float:
    return round(error, 5) if math.isfinite(error) else math.nan


def noise_lines(found: MeasuredNoise) -> Iterator[str]:
    """The same in sentences."""
    words = (
        f"negative frames: {_leaders(sum(found.leaders))}, "
        f"{sum(found.accepted):.0f} accepted: "
        f"{rate_words(found.accepted_rate)} per frame"
    )
    if found.expected is not None:
        words += f"; noise alone explains {rate_words(found.expected)}"
    yield words
    known = [error for row in found.z_error for error in row if math.isfinite(error)]
    if not known:
        yield "width of the noise: not measured, too few pixels at empty places"
        return
    yield (
        f"width of z {_span(found.z_width)}, of the signal of a star "
        f"{_span(found.signal_width)} (1 is expected; frames and parts); "
        f"d0 {_span(found.prior_frames, '.0f')}"
    )
    along = zip(_LAGS, zip(*found.correlation, strict=True), strict=True)
    spans = ", ".join(f"{lag} {width_span(values, '+.3f')}" for lag, values in along)
    yield f"correlation along {spans} (+- {max(found.correlation_error):.3f})"


def _leaders(count: float) -> str:
    return f"{count:.0f} leader{'' if count == 1 else 's'}"


def _span(table: Table, form: str = ".3f") -> str:
    return width_span([value for row in table for value in row], form)


def width_span(values: Sequence[float], form: str = ".3f") -> str:
    """``0.98 to 1.02``."""
    low, high = format(min(values), form), format(max(values), form)
    return low if low == high else f"{low} to {high}"
