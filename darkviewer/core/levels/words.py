"""What is said of the levels of a session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.foreign_text import shown

if TYPE_CHECKING:
    from darkviewer.core.levels.drift import SessionLevels

__all__ = ["DOUBLING_K", "level_notes"]

DOUBLING_K = 6.5
"""Kelvin in which the dark current of silicon doubles, roughly."""

SURE = 5.0
LEAST_CHANGE = 0.01
"""Of the dark current of a frame, by 5 standard errors and at least 1 %, is told."""

MOST_NAMED = 3


def level_notes(levels: SessionLevels, names: Sequence[str]) -> tuple[str, ...]:
    """Sentences for whoever reads the numbers; none where nothing moves.

    Parameters
    ----------
    levels : SessionLevels
        Of the examination.
    names : sequence of str
        Of its frames.
    """
    if not levels.moves:
        return ()
    most = float(np.ptp(levels.level_e, axis=0).max())
    return (
        f"levels move from frame to frame (those of whole frames by {most:.3g} e-, "
        f"against a noise of {levels.sigma_e:.3g} e-): they were removed before noise "
        "and leaders were measured",
        *_temperature(levels, names),
    )


def _temperature(levels: SessionLevels, names: Sequence[str]) -> tuple[str, ...]:
    """Frames whose dark current departs from that of the middle frame."""
    change = levels.slope - np.median(levels.slope)
    departs = np.abs(change) > max(SURE * levels.slope_error, LEAST_CHANGE)
    if not departs.any():
        return ()
    named = [shown(names[index]) for index in np.flatnonzero(departs).tolist()]
    more = len(named) - MOST_NAMED
    which = ", ".join(named[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    low, high = float(change.min()), float(change.max())
    kelvin = DOUBLING_K * np.log2((1 + high) / max(1 + low, 1e-3))
    return (
        f"dark current differs by {low:+.1%} to {high:+.1%} from that of the middle "
        f"frame in {which}: the sensor's temperature changed, by about {kelvin:.2g} K "
        f"if its dark current doubles every {DOUBLING_K:g} K",
    )
