"""Frames of one night, of whatever series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from darkviewer.core.frames.grouping import NIGHT_GAP_S

__all__ = ["NightFrame", "one_night"]

_GAP = timedelta(seconds=NIGHT_GAP_S)


@dataclass(frozen=True, slots=True)
class NightFrame:
    """One frame: where it lies, when it was taken, and four measures.

    ``time`` is that of the header, else of the file; ``hot_px`` counts pixels far
    above the level, as the checks do.
    """

    path: Path
    series: str
    title: str
    name: str
    time: datetime
    level_adu: float
    noise_adu: float
    temperature_c: float | None
    hot_px: int


def one_night(frames: Iterable[NightFrame], moment: datetime) -> tuple[NightFrame, ...]:
    """Those without a gap of six hours between them and a moment, in time."""
    ordered = sorted(frames, key=lambda one: (one.time, one.name))
    before = [one for one in ordered if one.time <= moment]
    after = [one for one in ordered if one.time > moment]
    near = [*reversed(_until_gap(list(reversed(before)), moment))]
    return (*near, *_until_gap(after, moment))


def _until_gap(frames: Sequence[NightFrame], moment: datetime) -> list[NightFrame]:
    taken = []
    for one in frames:
        if abs(one.time - moment) > _GAP:
            break
        moment = one.time
        taken.append(one)
    return taken
