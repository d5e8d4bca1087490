"""Work on many bands by a pool of threads, as a job with progress and cancel points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from threading import Event
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from darkviewer.core.progress import Job, Progress

if TYPE_CHECKING:
    from darkviewer.core.calibration.bands import Band

__all__ = ["over_bands"]

Result = TypeVar("Result")

HEARTBEAT_S = 0.1


def over_bands(
    work: Callable[[Band], Result],
    bands: Sequence[Band],
    *,
    stage: str,
    threads: int,
    stop: Event,
) -> Job[list[Result]]:
    """Do the work on every band; the results come in the order of the bands.

    Parameters
    ----------
    work : callable
        Called in a worker thread.
    bands : sequence of Band
        What to work on.
    stage : str
        For the progress events.
    threads : int
        Number of workers.
    stop : Event
        Set when the job ends early, so that running work can end too.
    """
    results: dict[int, Result] = {}
    pool = ThreadPoolExecutor(threads, thread_name_prefix="bands")
    try:
        waiting = {pool.submit(_quietly, work, band): n for n, band in enumerate(bands)}
        pending: set[Future[Result]] = set(waiting)
        while pending:
            yield Progress(stage, len(results), len(bands))
            done, pending = wait(pending, HEARTBEAT_S, FIRST_COMPLETED)
            results |= {waiting[future]: future.result() for future in done}
        return [results[n] for n in range(len(bands))]
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)


def _quietly(work: Callable[[Band], Result], band: Band) -> Result:
    # Float frames hold anything: what overflows ends as a pixel without a value.
    with np.errstate(over="ignore", invalid="ignore"):
        return work(band)
