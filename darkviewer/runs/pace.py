"""When frames that arrive are calibrated: together, and at a bounded cost.

A run reads all frames, so its cost grows with the capture. Frames that arrive are
therefore taken together, and a run waits the longer the more the one before has cost:
calibrating takes at most a fixed share of one processor, however long the night.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LONGEST_S", "QUIET_S", "SHARE", "Pace"]

QUIET_S = 2.0
"""None has arrived for so long: the series is complete, or slow."""
LONGEST_S = 30.0
"""Frames that keep arriving wait no longer than this, if the share allows."""
SHARE = 0.07
"""Of one processor, for calibrating frames that arrive and for what follows from it.

With the looks at the folder less than 10 %; reading at full speed for this part of the
time is less than 50 MB/s of the disk: a capture program beside us is not disturbed.
"""


@dataclass(slots=True)
class Pace:
    """When the next run is due; times in seconds of one clock.

    Attributes
    ----------
    first, last : float or None
        Arrival of the first and of the last frame that wait.
    ended : float
        When the last run had ended.
    cost_s : float
        Its duration or its processor time, whichever is longer.
    at_once : bool
        Somebody asked for them.
    """

    first: float | None = None
    last: float = 0.0
    ended: float = -1e9
    cost_s: float = 0.0
    at_once: bool = False

    def arrive(self, now: float, *, at_once: bool = False) -> None:
        """One more look found frames that wait."""
        self.first, self.last = now if self.first is None else self.first, now
        self.at_once = self.at_once or at_once

    def leave(self) -> None:
        """None wait any more."""
        self.first, self.at_once = None, False

    def due(self) -> float | None:
        """When the frames that wait are to be taken; None while none wait."""
        if self.first is None or self.at_once:
            return self.first
        wanted = min(self.last + QUIET_S, self.first + LONGEST_S)
        return max(wanted, self.ended + self.cost_s * (1 / SHARE - 1))
