"""What is usual for a camera in one mode: the last ten nights, as a control chart.

A night whose level, noise or hot pixels depart from what was usual before it does not
count as usual. Only a run of such nights, one after the other, is a new usual.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from statistics import median

from darkviewer.core.frames.grouping import NIGHT_GAP_S

__all__ = [
    "FEWEST_NIGHTS",
    "MOST_NIGHTS",
    "PARTS",
    "RUN",
    "Baseline",
    "Departure",
    "History",
    "Night",
    "Seen",
    "Typical",
    "departure",
    "history_of",
]

FEWEST_NIGHTS = 5
"""Fewer say too little about how much nights scatter."""
MOST_NIGHTS = 10
RUN = 5
"""So many departing nights, one after the other, are a change of the camera."""

PARTS = {"level_adu": 0.5, "noise_adu": 0.1, "hot_per_mpx": 0.5}
"""What departs by less never counts: of the noise, the noise, and the hot pixels.

Half the noise of a pixel does no harm to a master; a tenth of the noise and half of the
hot pixels are more than sensors change between two nights.
"""
_LEAST_HOT_PER_MPX = 100.0
"""Six pixels of those that are looked at."""

_REACH = {5: 15.6, 6: 9.2, 7: 6.4, 8: 5.2, 9: 4.4, 10: 3.9}
"""Nights -> limit over the second largest distance of a night from their median.

Of nights that scatter as a Gaussian of any width one in 1000 is further off (simulated:
two million draws for each number of nights).
"""

_GAP = timedelta(seconds=NIGHT_GAP_S)


@dataclass(frozen=True, slots=True)
class Typical:
    """A session, or a night, in three numbers.

    Attributes
    ----------
    level_adu, noise_adu : float
        Median over the frames.
    hot_per_mpx : float
        Hot pixels among a million, likewise.
    """

    level_adu: float
    noise_adu: float
    hot_per_mpx: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What was measured of one session.

    Attributes
    ----------
    begin, end : datetime
        Of its first and last frame, UTC.
    typical : Typical
        Its numbers.
    frames : int
        Of how many frames: of two readings of one session the larger counts.
    """

    begin: datetime
    end: datetime
    typical: Typical
    frames: int = 0


@dataclass(frozen=True, slots=True)
class Night:
    """All sessions between two gaps of six hours, and their median."""

    begin: datetime
    end: datetime
    typical: Typical


@dataclass(frozen=True, slots=True)
class Baseline:
    """The nights that are compared with.

    Attributes
    ----------
    nights : tuple of Night
        In the order in which they were.
    """

    nights: tuple[Night, ...]

    def usual(self, name: str) -> tuple[float, float]:
        """Median of one number, and how far from it a night may be by chance."""
        values = [getattr(night.typical, name) for night in self.nights]
        middle = median(values)
        distances = sorted(abs(value - middle) for value in values)
        return middle, _REACH[len(values)] * distances[-2]

    @property
    def words(self) -> str:
        """``the last 10 nights (2024-05-01 to 2024-05-14)``."""
        first, last = (night.begin for night in (self.nights[0], self.nights[-1]))
        return (
            f"the last {len(self.nights)} nights ({first:%Y-%m-%d} to {last:%Y-%m-%d})"
        )


@dataclass(frozen=True, slots=True)
class Departure:
    """One number beside what is usual."""

    value: float
    usual: float
    least: float

    @property
    def off(self) -> float:
        """By how much it is more."""
        return self.value - self.usual

    @property
    def is_one(self) -> bool:
        """Whether it is further off than nights are by chance."""
        return abs(self.off) > self.least


def departure(
    name: str,
    typical: Typical,
    baseline: Baseline,
    part: float | None = None,
    *,
    guard: float = 1.0,
) -> Departure:
    """One of the three numbers beside what is usual.

    Parameters
    ----------
    name : str
        Of `Typical`.
    typical : Typical
        Of a session or night.
    baseline : Baseline
        Nights before it.
    part : float, optional
        What is less never counts: a part of the usual noise (level and noise) or of the
        usual number of hot pixels; default as in the table of checks.
    guard : float
        0: what nights scatter by chance counts, too.
    """
    middle, reach = baseline.usual(name)
    part = PARTS[name] if part is None else part
    if name == "hot_per_mpx":
        floor = max(part * middle, _LEAST_HOT_PER_MPX)
    else:
        floor = part * baseline.usual("noise_adu")[0]
    return Departure(getattr(typical, name), middle, max(guard * reach, floor))


@dataclass(frozen=True, slots=True)
class History:
    """All nights of a camera in one mode.

    Attributes
    ----------
    nights : tuple of Night
        In order.
    baselines : tuple of (Baseline or None)
        What was usual before each of them, and after the last.
    """

    nights: tuple[Night, ...]
    baselines: tuple[Baseline | None, ...]

    def before(self, moment: datetime) -> Baseline | None:
        """What was usual before the night of a moment; None while it is not known."""
        earlier = sum(night.end + _GAP < moment for night in self.nights)
        return self.baselines[earlier]


def history_of(seen: Sequence[Seen]) -> History:
    """The control chart of sessions of one camera and mode, in any order."""
    nights = _nights(seen)
    usual: list[Night] = []
    odd: list[Night] = []
    baselines = [_baseline(usual)]
    for night in nights:
        before = baselines[-1]
        if before is not None and _departs(night, before):
            odd.append(night)
            if len(odd) == RUN:
                usual, odd = odd, []
        else:
            usual.append(night)
            odd = []
        baselines.append(_baseline(usual))
    return History(nights, tuple(baselines))


def _departs(night: Night, before: Baseline) -> bool:
    return any(departure(name, night.typical, before).is_one for name in PARTS)


def _baseline(usual: list[Night]) -> Baseline | None:
    last = usual[-MOST_NIGHTS:]
    return Baseline(tuple(last)) if len(last) >= FEWEST_NIGHTS else None


def _nights(seen: Sequence[Seen]) -> tuple[Night, ...]:
    largest = {one.begin: one for one in sorted(seen, key=lambda one: one.frames)}
    ordered = [largest[begin] for begin in sorted(largest)]
    groups: list[list[Seen]] = []
    end = datetime.min
    for one in ordered:
        if not groups or one.begin - end > _GAP:
            groups.append([])
        groups[-1].append(one)
        end = max(end, one.end)  # a short session may lie within a long one
    return tuple(map(_night, groups))


def _night(group: list[Seen]) -> Night:
    numbers = {
        item.name: median(getattr(one.typical, item.name) for one in group)
        for item in fields(Typical)
    }
    return Night(group[0].begin, max(one.end for one in group), Typical(**numbers))
