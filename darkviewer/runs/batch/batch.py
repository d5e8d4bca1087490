"""A whole archive, unattended and resumable: plan, work, what became of it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.progress import Job, Progress
from darkviewer.runs.batch.plan import Asked, Plan, Todo, make_plan, unit_of
from darkviewer.runs.batch.processes import Engine, Processes
from darkviewer.runs.batch.unit import DiskFullError, run_unit
from darkviewer.storage.batches.lock import locked
from darkviewer.storage.batches.records import (
    DONE,
    FAILED,
    Record,
    clear_unfinished,
    forget_left,
    keep_left,
)
from darkviewer.storage.places import is_inside

__all__ = ["Batch", "local", "run_batch"]

_WAIT_S = 0.2
"""Between two cancel points."""
_MOST_NAMED = 3
"""Captures that the line of progress names."""

Tell = Callable[[dict[str, Any]], object]


@dataclass(slots=True)
class Batch:
    """What became of an archive.

    Attributes
    ----------
    asked : Asked
        What to do.
    plan : Plan
        What there was to do.
    ended : list of Record
        Of this run, in the order in which they ended.
    stopped : str
        Why it ended early, one sentence; empty where everything was tried.
    seconds : float
        That this run took.
    """

    asked: Asked
    plan: Plan
    ended: list[Record] = field(default_factory=list)
    stopped: str = ""
    seconds: float = 0.0

    @property
    def records(self) -> list[Record]:
        """Of all series, the newest first."""
        plan = self.plan
        found = [*self.ended, *plan.done, *plan.skipped, *plan.failed]
        return sorted(found, key=lambda r: (r.begun, r.where, r.series), reverse=True)

    @property
    def failed(self) -> list[Record]:
        """Those that failed, now or before."""
        return [record for record in self.records if record.state == FAILED]

    @property
    def left(self) -> int:
        """Series that were not tried."""
        return len(self.plan.todo) - len(self.ended)


def local(workers: int) -> Callable[[], Engine]:
    """Processes of this computer, for `run_batch`."""
    return partial(Processes, workers, run_unit)


def run_batch(
    asked: Asked,
    engine: Callable[[], Engine],
    *,
    workers: int = 1,
    tell: Tell = lambda _: None,
    plan_only: bool = False,
) -> Job[Batch]:
    """Do the work of every series that is missing, changed or stale.

    Whatever ends it, a later run goes on from there: a series is done when its folder
    of results has its name, and only then.

    Parameters
    ----------
    asked : Asked
        Archive, folder of the results, what to do.
    engine : callable
        Starts the workers, once there is something to do.
    workers : int
        That it has, for the estimate of time.
    tell : callable
        Called with each event: ``event`` is ``plan``, ``running``, ``done``,
        ``skipped``, ``failed`` or ``stopped``.
    plan_only : bool
        Say what there is to do, and do nothing.

    Returns
    -------
    Job of Batch
        Failed series are in it: they stop nobody.

    Raises
    ------
    DarkviewerError
        If there is no such archive, the folder of the results is in it or another batch
        writes there.
    """
    if is_inside(asked.out, asked.root):
        raise DarkviewerError(
            f"{asked.out} is inside {asked.root}, which is only read: choose a folder "
            "outside of it"
        )
    begun = time.perf_counter()
    with locked(asked.out):
        clear_unfinished(asked.out)
        batch = Batch(asked, (yield from make_plan(asked)))
        tell(_plan_event(batch, workers))
        if batch.plan.todo and not plan_only:
            yield from _work(batch, engine, tell)
            clear_unfinished(asked.out)  # of workers that died
        batch.seconds = time.perf_counter() - begun
    return batch


def _plan_event(batch: Batch, workers: int) -> dict[str, Any]:
    """With what it needs: time by the series of this folder that are done."""
    plan = batch.plan
    return {
        "event": "plan",
        "todo": len(plan.todo),
        "stale": plan.stale,
        "done": len(plan.done),
        "skipped": len(plan.skipped),
        "failed": len(plan.failed),
        "passed_over": plan.passed_over,
        "bytes": plan.n_bytes,
        "out_bytes": plan.out_bytes,
        "free_bytes": shutil.disk_usage(batch.asked.out).free,
        "seconds": _seconds(plan, workers),
    }


def _seconds(plan: Plan, workers: int) -> float | None:
    timed = [r for r in plan.done if r.seconds and r.n_bytes]
    if not timed:
        return None
    rate = sum(r.seconds for r in timed) / sum(r.n_bytes for r in timed)
    return rate * plan.n_bytes / workers


def _work(batch: Batch, start: Callable[[], Engine], tell: Tell) -> Job[None]:
    waiting: Iterator[Todo] = iter(batch.plan.todo)
    begun, more = time.monotonic(), True
    running: tuple[str, ...] = ()
    with closing(start()) as engine:
        while more or engine.busy:
            while more and engine.room > 0:
                item = next(waiting, None)
                more = item is not None
                if item is not None:
                    _give(batch, engine, item, tell, time.monotonic() - begun)
            if engine.running != running:
                running = engine.running
                tell({"event": "running", "captures": list(running)})
            yield _progress(batch, running)
            if not engine.busy:
                time.sleep(_WAIT_S if more else 0)  # until a worker comes
                continue
            try:
                for _, record in engine.finished(_WAIT_S):
                    _keep(batch, record, tell, time.monotonic() - begun)
            except DiskFullError as error:
                batch.stopped = str(error)
                tell({"event": "stopped", "reason": batch.stopped})
                return


def _give(batch: Batch, engine: Engine, item: Todo, tell: Tell, seconds: float) -> None:
    try:
        engine.submit(unit_of(batch.asked, item))
    except DarkviewerError as error:  # it was taken away meanwhile
        failed = replace(item.record, state=FAILED, reason=str(error))
        _keep(batch, failed, tell, seconds)


def _keep(batch: Batch, record: Record, tell: Tell, seconds: float) -> None:
    """And tell; `seconds` are those that the work has taken so far."""
    out = batch.asked.out
    if record.state == DONE:
        forget_left(out, record)
    else:
        keep_left(out, record)
    batch.ended.append(record)
    tell(
        {
            "event": record.state,
            "where": record.where,
            "series": record.series,
            "seconds": record.seconds,
            "reason": record.reason,
            "row": dict(record.row),
            "ended": len(batch.ended),
            "todo": len(batch.plan.todo),
            "seconds_left": _seconds_left(batch, seconds),
        }
    )


def _seconds_left(batch: Batch, seconds: float) -> float | None:
    """By bytes, for series differ in size."""
    done = sum(record.n_bytes for record in batch.ended)
    return seconds * (batch.plan.n_bytes - done) / done if done else None


def _progress(batch: Batch, running: Sequence[str]) -> Progress:
    """What runs where; whoever shows it adds how much is done."""
    words = "Processing the archive"
    if running:
        words = f"Processing {', '.join(running[:_MOST_NAMED])}"
        words += ", …" * (len(running) > _MOST_NAMED)
    return Progress(words, len(batch.ended), len(batch.plan.todo))
