"""What a command says on standard error."""

from __future__ import annotations

USUAL = (
    *("DATE-OBS invalid", "exposure is unknown", "e-/ADU", "nothing says what"),
    *("use it once", "of the pixels have no value", "of at least 3 frames"),
    *("by no noise at all", "leave it out", "overestimated"),
)
"""Of the captures that tests write as SharpCap does: true, and beside their point."""


def spoken(err: str) -> list[str]:
    """Lines without the program's name and what all test captures share."""
    lines = [line.removeprefix("darkviewer: ") for line in err.splitlines()]
    return [line for line in lines if not any(word in line for word in USUAL)]
