"""One move after the other, on timers: also while a menu runs a loop of its own."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from random import Random
from typing import TextIO

import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from benchmarks.random_user import invariants
from benchmarks.random_user.captures import Captures
from benchmarks.random_user.faults import end
from benchmarks.random_user.hands import Hands
from benchmarks.random_user.moves import MOVES

__all__ = ["RandomUser"]

REST_EVERY = 30
"""Moves from one rest to the next."""
LONG_S = 15.0
"""Background work that runs longer is cancelled."""
PATIENCE_S = 60.0
"""At rest everything that runs must end within this time."""
_STUCK_S = 0.5
"""A move that does not return for so long runs an event loop of its own."""
_POLL_MS = 60
_QUIET = 5
_SETTLE_MS = 300
"""Layouts within layouts take a few turns of the event loop after a drag."""
_DIGITS = re.compile(r"[\d,.]+")
_PAUSES_MS = (0, 0, 1, 5, 5, 20)


class RandomUser:
    """Makes moves until there are enough of them or the time is over.

    Parameters
    ----------
    seed : int
        The same seed makes the same moves.
    captures : Captures
        What is opened, and changes.
    log : text file
        A line for everything that is done, written before it is done.
    moves : int
    seconds : float
        Whichever ends first.

    Attributes
    ----------
    cut : dict
        Texts that were cut off at a rest, where and when. They end nothing: most come
        of dividers that were dragged to where nobody would leave them.
    """

    def __init__(
        self, seed: int, captures: Captures, log: TextIO, *, moves: int, seconds: float
    ) -> None:
        self.captures = captures
        self.hands = Hands(self._note)
        self.done = 0
        self.rests = 0
        self.finished = False
        self.cut: dict[str, str] = {}
        self._seed, self._log = seed, log
        self._moves, self._seconds = moves, seconds
        self._started = time.monotonic()
        self._name = "start"
        self._running: list[Iterator[int]] = []
        self._inside_since = 0.0
        self._depth = 0
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self.rng = Random(seed)

    def begin(self) -> None:
        """Make the first move with the next turn of the event loop."""
        self._timer.start(0)

    @property
    def actions(self) -> dict[str, QAction]:
        """Entries of the window's menus, by name."""
        return getattr(self.hands.main, "actions_by_name", {})

    def there(self, widget: QWidget) -> bool:
        """Whether it was not closed meanwhile."""
        return shiboken6.isValid(widget) and widget.isVisible()

    def what(self) -> str:
        """The move that is being made."""
        return f"move {self.done}: {self._name}"

    def _note(self, text: str) -> None:
        passed = time.monotonic() - self._started
        self._log.write(f"{self.done:5d} {passed:7.2f} s  {self._name}: {text}\n")
        self._log.flush()

    def _tick(self) -> None:
        self._timer.start(_POLL_MS)  # before: what follows may run a loop of its own
        if self._depth:
            if time.monotonic() - self._inside_since < _STUCK_S:
                return
            self._running.append(self._next())
        elif not self._running:
            self._running.append(self._next())
        self._depth += 1
        self._inside_since = time.monotonic()
        moving = self._running[-1]
        try:
            pause = next(moving)
        except StopIteration:
            self._running.remove(moving)
            pause = self.rng.choice(_PAUSES_MS)
        finally:
            self._depth -= 1
        if not self.finished:
            self._timer.start(pause)

    def _next(self) -> Iterator[int]:
        over = time.monotonic() - self._started > self._seconds
        self.done += 1
        if over or self.done > self._moves:
            return self._finish()
        if self.done % REST_EVERY == 0:
            return self._rest()
        # Numbers of its own: what one move draws changes nothing about the next.
        self.rng = rng = Random(f"{self._seed}/{self.done}")
        move = rng.choices(MOVES, [item.weight for item in MOVES])[0]
        self._name = move.name
        return move.do(self, rng)

    def _finish(self) -> Iterator[int]:
        yield from self._rest()
        self.finished = True
        if self.hands.main is not None:
            self.hands.main.close()

    def _rest(self) -> Iterator[int]:
        self._name = "rest"
        self._note("comes to rest")
        self.hands.let_go()
        yield _POLL_MS
        if self.hands.main is None:
            return
        invariants.calm(self.hands.main)
        yield from self._until_quiet(lambda: invariants.busy(self.hands.main))
        self.rests += 1
        if self.hands.main is not None:
            for name, wrong in invariants.broken(self.hands.main):
                end(f"invariant {name}", wrong)
        yield from self._look_for_cuts()

    def _look_for_cuts(self) -> Iterator[int]:
        """What is cut off, and still is when the layouts have had time to settle."""
        before = self._cuts()
        if before:
            yield _SETTLE_MS
        for kind, wrong in self._cuts().items():
            if kind in before:
                self.cut.setdefault(kind, wrong)
                self._note(f"cut off: {wrong}")

    def _cuts(self) -> dict[str, str]:
        main = self.hands.main
        found = [] if main is None else invariants.cut(main)
        return {_DIGITS.sub("", wrong): wrong for wrong in found}

    def _until_quiet(self, busy: Callable[[], str]) -> Iterator[int]:
        quiet, began, cancelled = 0, time.monotonic(), False
        while quiet < _QUIET:
            yield _POLL_MS
            what = busy() if self.hands.main is not None else ""
            quiet = 0 if what else quiet + 1
            passed = time.monotonic() - began
            if passed > LONG_S and not cancelled:
                cancelled = True
                self._note(f"cancels {what}")
                invariants.cancel(self.hands.main)
            if passed > PATIENCE_S:
                end("no rest", f"after {PATIENCE_S:.0f} s: {what}")
