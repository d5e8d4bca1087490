"""Checks of a session against the nights before it."""

from __future__ import annotations

import math
from dataclasses import fields
from statistics import median
from typing import TYPE_CHECKING

from darkviewer.core.health.baseline import (
    FEWEST_NIGHTS,
    RUN,
    Baseline,
    Departure,
    Typical,
    departure,
)
from darkviewer.core.health.check import Finding, unknown

if TYPE_CHECKING:
    from darkviewer.core.health.measures import SessionMeasures

__all__ = ["USUAL", "against", "typical_of", "usual_hot", "usual_level", "usual_noise"]

_FEWEST_FRAMES = 3
_LARGE = 1000.0
"""What is as large has no decimals."""

_WORDS = {
    "usual_level": "the level is {:.6g} ADU",
    "usual_noise": "the noise is {:.4g} ADU",
    "usual_hot": "the number of hot pixels is {:.0f} per Mpx",
}
_ADVICE = {
    "usual_level": "look for light, another temperature or offset",
    "usual_noise": "look for another temperature, mode or source of noise",
    "usual_hot": "look for another temperature, or a program that removes them",
}
_NEW_USUAL = f"{RUN} such nights in a row become what is usual"

USUAL = {
    "usual_level": "level_adu",
    "usual_noise": "noise_adu",
    "usual_hot": "hot_per_mpx",
}
"""Name of a check -> what it compares."""


def typical_of(measures: SessionMeasures) -> Typical | None:
    """A session in three numbers; None where frames are too few, or say nothing."""
    if len(measures.frames) < _FEWEST_FRAMES:
        return None
    found = Typical(
        median(measures.column("level_adu").tolist()),
        measures.noise_adu,
        1e6 * median(measures.column("hot_share").tolist()),
    )
    known = (getattr(found, item.name) for item in fields(found))
    return found if all(map(math.isfinite, known)) else None


def usual_level(m: SessionMeasures, limit: float, *, guard: float = 1.0) -> Finding:
    """A level that is off that of the nights before."""
    return against("usual_level", typical_of(m), m.baseline, limit, guard=guard)


def usual_noise(m: SessionMeasures, limit: float, *, guard: float = 1.0) -> Finding:
    """Another noise than in the nights before."""
    return against("usual_noise", typical_of(m), m.baseline, limit, guard=guard)


def usual_hot(m: SessionMeasures, limit: float, *, guard: float = 1.0) -> Finding:
    """Many more hot pixels than in the nights before, or fewer."""
    return against("usual_hot", typical_of(m), m.baseline, limit, guard=guard)


def against(
    name: str,
    typical: Typical | None,
    baseline: Baseline | None,
    limit: float,
    *,
    guard: float = 1.0,
) -> Finding:
    """One of these checks, of numbers that are known already."""
    if typical is None:
        return unknown("needs 3 frames")
    if baseline is None:
        return unknown(
            f"needs {FEWEST_NIGHTS} earlier nights of this camera in this mode"
        )
    found = departure(USUAL[name], typical, baseline, limit, guard=guard)
    off, least = abs(found.off), found.least
    if not found.is_one:
        return Finding(f"{_word(name, found)}, as in {baseline.words}", off, least)
    side = "above" if found.off > 0 else "below"
    words = f"{off:.0f}" if off >= _LARGE else f"{off:.4g}"
    sentence = (
        f"{_word(name, found)}, {words} {side} that of {baseline.words}: "
        f"{_ADVICE[name]}; {_NEW_USUAL}"
    )
    return Finding(sentence, off, least, "warn")


def _word(name: str, found: Departure) -> str:
    return _WORDS[name].format(found.value)
