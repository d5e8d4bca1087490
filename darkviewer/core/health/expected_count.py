"""Whether a series has as many frames as somebody expects."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from darkviewer.core.health.check import Check, Finding, unknown

if TYPE_CHECKING:
    from darkviewer.core.health.table import SessionChecks

__all__ = ["EXPECTED_COUNT", "with_count"]

EXPECTED_COUNT = Check(
    name="expected_frames",
    measure="frames of the series",
    unit="frames",
    limit=0,
    origin="what was said of the folder",
    severity="warn",
    fault="a frame is missing",
    judge=lambda *_: unknown("the pixels do not tell"),
)
"""Not in the table: it is about what people said, not about the pixels."""


def with_count(
    checks: SessionChecks, n_frames: int, expected: int | None
) -> SessionChecks:
    """The same with a row on the number of frames, where one is expected.

    Parameters
    ----------
    checks : SessionChecks
        Of the series.
    n_frames : int
        Those that belong to it.
    expected : int or None
        How many it must be.
    """
    if expected is None:
        return checks
    count = f"{n_frames} frame{'' if n_frames == 1 else 's'}"
    finding = (
        Finding(f"{count}, as expected", n_frames, expected)
        if n_frames == expected
        else Finding(f"{count}, expected {expected}", n_frames, expected, "warn")
    )
    return replace(checks, findings=(*checks.findings, (EXPECTED_COUNT, finding)))
