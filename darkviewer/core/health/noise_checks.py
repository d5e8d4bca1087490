"""Whether the noise of an examined session is what it is expected to be.

Not in the table: it takes the examination of all pixels to know.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from darkviewer.core.health.check import Check, Finding, unknown
from darkviewer.core.masters.leave_one_out import FEWEST_FRAMES

if TYPE_CHECKING:
    from darkviewer.core.candidates.measured_noise import MeasuredNoise
    from darkviewer.core.health.table import SessionChecks

__all__ = [
    "CORRELATION",
    "NEGATIVES",
    "WIDTH",
    "noise_findings",
    "with_noise",
    "without_noise",
]

NARROW = 2.5
"""Narrower noise is no harm: it may be off by so many times more."""

SURE = 3.0

_LAGS = "along rows", "along columns", "along diagonals"


def _not_of_frames(*_: object) -> Finding:
    return unknown("it takes the PSF test to know")


NEGATIVES = Check(
    name="negatives",
    measure="accepted maxima of the negative frames over those that noise explains",
    unit="",
    limit=1.4,
    origin="the model was within 0.7 and 1.4 on sound sensors (simulated); both 95 % "
    "intervals must be beyond it",
    severity="warn",
    fault="light taken from single frames in the shape of stars",
    judge=_not_of_frames,
)
WIDTH = Check(
    name="noise_width",
    measure="width of the noise at empty places over the expected one, minus 1",
    unit="",
    limit=0.04,
    origin="sound sensors stay within 0.97 and 1.04 (simulated); narrower noise by "
    "0.1; and 3 standard errors",
    severity="warn",
    fault="one frame of 1.2 times the noise",
    judge=_not_of_frames,
)
CORRELATION = Check(
    name="neighbours",
    measure="correlation of the noise of neighbouring pixels",
    unit="",
    limit=0.02,
    origin="widens the signal of a star by a thirtieth; and 3 standard errors",
    severity="warn",
    fault="a tenth of every pixel shared with its neighbours",
    judge=_not_of_frames,
)


def with_noise(checks: SessionChecks, found: MeasuredNoise | None) -> SessionChecks:
    """The same with rows on the noise, where it was measured.

    Of fewer than three frames none is examined against the others: nothing is known.
    """
    if found is None:
        return checks
    if len(found.accepted) < FEWEST_FRAMES:
        return without_noise(checks, f"it takes {FEWEST_FRAMES} frames to know")
    return replace(checks, findings=(*checks.findings, *noise_findings(found)))


def without_noise(checks: SessionChecks, why: str) -> SessionChecks:
    """The same with rows on the noise that say why it is not known."""
    rows = ((check, unknown(why)) for check in (NEGATIVES, WIDTH, CORRELATION))
    return replace(checks, findings=(*checks.findings, *rows))


def noise_findings(found: MeasuredNoise) -> tuple[tuple[Check, Finding], ...]:
    """What the checks of the noise say."""
    return (
        (NEGATIVES, _negatives(found)),
        (WIDTH, _width(found)),
        (CORRELATION, _correlation(found)),
    )


def _negatives(found: MeasuredNoise) -> Finding:
    expected, measured = found.expected, found.accepted_rate
    if expected is None or not math.isfinite(expected.high):
        return unknown("how many noise explains was not simulated")
    ratio = measured.value / expected.value if expected.value else None
    count = f"{sum(found.accepted):.0f} in {len(found.accepted)} negative frames"
    if measured.low <= NEGATIVES.limit * expected.high:
        return Finding(
            f"accepted maxima, {count}, agree with noise", ratio, NEGATIVES.limit
        )
    return Finding(
        f"{count} pass as stars, where noise explains at most "
        f"{expected.high * len(found.accepted):.2g}: so do as many in the frames "
        "themselves; look for levels that move within frames, or raise the threshold",
        ratio,
        NEGATIVES.limit,
        "warn",
    )


def _width(found: MeasuredNoise) -> Finding:
    words = {"z": "residuals", "signal": "signals of stars"}
    widest = {of: found.widest(of, _off) for of in words}
    of = max(widest, key=lambda name: _off(widest[name][0]))
    width, frame, part = widest[of]
    if _off(width) <= WIDTH.limit:
        return Finding("residuals are as wide as their sigmas", width - 1, WIDTH.limit)
    where = f" ({found.parts[part]})" if found.parts[part] else ""
    effect = "few frames or noisy pixels do so"
    if width > 1:
        effect = "sigmas were widened by it"
    elif of == "signal":
        effect = "patterns of the noise do so"
    return Finding(
        f"{words[of]} at empty places of frame {frame + 1}{where} are {width:.3f} "
        f"times as wide as expected: {effect}",
        width - 1,
        WIDTH.limit,
        "warn",
    )


def _off(width: float) -> float:
    return width - 1 if width > 1 else (1 - width) / NARROW


def _correlation(found: MeasuredNoise) -> Finding:
    worst, place = 0.0, 0
    for row, error in zip(found.correlation, found.correlation_error, strict=True):
        for lag, value in enumerate(row):
            if abs(value) > max(SURE * error, abs(worst)):
                worst, place = value, lag
    if abs(worst) <= CORRELATION.limit:
        return Finding("neighbouring pixels share no noise", worst, CORRELATION.limit)
    return Finding(
        f"neighbouring pixels {_LAGS[place]} share noise (correlation {worst:.3f}): "
        "the PSF test allows for it; look for interference or resampling",
        worst,
        CORRELATION.limit,
        "warn",
    )
