"""Workers of a batch as processes of this computer; one that dies is replaced."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING, Protocol

from darkviewer.storage.batches.records import FAILED, Record

if TYPE_CHECKING:
    from darkviewer.runs.batch.unit import Unit

__all__ = ["Engine", "Processes"]

_TRIES = 2
"""Of a unit alone: a worker that dies twice over it dies of it."""
_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)


class Engine(Protocol):
    """Who does the work."""

    @property
    def room(self) -> int:
        """Units that it takes now."""
        ...

    @property
    def busy(self) -> int:
        """Units that it has."""
        ...

    @property
    def running(self) -> tuple[str, ...]:
        """What runs where, in words."""
        ...

    def submit(self, unit: Unit) -> None:
        """Give it one."""
        ...

    def finished(self, timeout_s: float, /) -> Iterator[tuple[Unit, Record]]:
        """Those that ended; wait for one at most so long.

        Raises
        ------
        DiskFullError
            If the results of one do not fit on the disk.
        """
        ...

    def close(self) -> None:
        """End at once; what is not finished is left for another time."""
        ...


class Processes:
    """A pool of fresh processes, one thread each.

    Parameters
    ----------
    workers : int
        Processes.
    run : callable
        Does the work of one unit; a function of a module.
    """

    def __init__(self, workers: int, run: Callable[[Unit], Record]) -> None:
        self._workers, self._run = workers, run
        self._units: dict[Future[Record], Unit] = {}
        self._tries: dict[str, int] = {}
        self._suspects: deque[Unit] = deque()
        self._pool = self._fresh()

    def _fresh(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._workers, mp_context=get_context("spawn"), initializer=_begin
        )

    @property
    def room(self) -> int:
        """One unit more than there are workers: none of them waits for the next."""
        if self._suspects or self._tries:
            return 0
        return self._workers + 1 - len(self._units)

    @property
    def busy(self) -> int:
        """Units given and not returned."""
        return len(self._units) + len(self._suspects)

    @property
    def running(self) -> tuple[str, ...]:
        """Captures that workers have in hand; all on this computer."""
        given = [u.record.where for f, u in self._units.items() if not f.done()]
        return tuple(given[: self._workers])

    def submit(self, unit: Unit) -> None:
        """Give it to the next worker that is free."""
        try:
            future = self._pool.submit(self._run, unit)
        except BrokenProcessPool:  # a worker died that had nothing to do
            self._suspects.append(unit)
            if not self._units:
                self._stop()
                self._pool = self._fresh()
        else:
            self._units[future] = unit

    def finished(self, timeout_s: float) -> Iterator[tuple[Unit, Record]]:
        """Those that ended; a worker that died ends nothing, see `_after_a_death`."""
        if self._suspects and not self._units:
            self.submit(self._suspects.popleft())
        ended, _ = wait(self._units, timeout_s, FIRST_COMPLETED)
        for future in ended:
            try:
                record = future.result()
            except BrokenProcessPool:
                yield from self._after_a_death()
                return
            unit = self._units.pop(future)
            self._tries.pop(_name(unit), None)
            yield unit, record

    def _after_a_death(self) -> Iterator[tuple[Unit, Record]]:
        """The units of a broken pool run again, one at a time, to see who kills it."""
        alone = len(self._units) == 1
        suspects = list(self._units.values())
        self._units.clear()
        self._stop()
        self._pool = self._fresh()
        for unit in suspects:
            tries = self._tries.setdefault(_name(unit), 0) + alone
            self._tries[_name(unit)] = tries
            if tries < _TRIES:
                self._suspects.append(unit)
                continue
            del self._tries[_name(unit)]
            reason = (
                f"the process that worked on it ended {tries} times, most likely for "
                "want of memory: use fewer workers, or process it alone"
            )
            yield unit, replace(unit.record, state=FAILED, reason=reason)

    def close(self) -> None:
        """End all workers at once."""
        self._units.clear()
        self._suspects.clear()
        self._stop()

    def _stop(self) -> None:
        # Public from Python 3.14 on, as `kill_workers`.
        for process in list((self._pool._processes or {}).values()):
            with suppress(OSError):
                process.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)


def _name(unit: Unit) -> str:
    return f"{unit.record.where}\n{unit.record.series}"


def _begin() -> None:
    """One thread for each library; Ctrl+C is for the process that gave the work."""
    for name in _THREADS:
        os.environ[name] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
