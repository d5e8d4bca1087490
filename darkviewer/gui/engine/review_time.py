"""Time that a reviewer spends, without the pauses."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["LONGEST_S", "Progress", "ReviewTime"]

LONGEST_S = 60.0
"""A longer pause between two keys does not count."""

_FEWEST = 2
"""Verdicts before a rate means anything."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a review is.

    Attributes
    ----------
    judged, total : int
        Pixels, of those that the filter leaves whatever their verdict.
    minutes : float
        Spent on them.
    per_hour : float or None
        Pixels an hour; None before there is a rate.
    minutes_left : float or None
        For the rest, at that rate.
    """

    judged: int = 0
    total: int = 0
    minutes: float = 0.0
    per_hour: float | None = None
    minutes_left: float | None = None

    @classmethod
    def of(cls, judged: int, total: int, spent_s: float) -> Progress:
        """With the rate that follows."""
        if judged < _FEWEST or spent_s <= 0:
            return cls(judged, total, spent_s / 60)
        each_s = spent_s / judged
        left = (total - judged) * each_s / 60
        return cls(judged, total, spent_s / 60, 3600 / each_s, left)


class ReviewTime:
    """Adds up the time between keys.

    Attributes
    ----------
    total_s : float
        Since the beginning.
    item_s : float
        Since `begin_item`.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = clock()
        self.total_s = self.item_s = 0.0

    def key(self) -> None:
        """Something was pressed or clicked."""
        now = self._clock()
        passed, self._last = now - self._last, now
        if passed <= LONGEST_S:
            self.total_s += passed
            self.item_s += passed

    def begin_item(self) -> None:
        """Another item is looked at."""
        self.item_s = 0.0

    def pause(self) -> None:
        """What passes until the next key does not count."""
        self._last = self._clock() - 2 * LONGEST_S
