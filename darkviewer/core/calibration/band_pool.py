"""Work on many bands by a pool of threads, as a job with progress and cancel points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import Event
from typing import TypeVar

import numpy as np

from darkviewer.core.progress import Job, Progress

__all__ = ["band_pool", "heartbeats", "over_bands"]

Item = TypeVar("Item")
Result = TypeVar("Result")

HEARTBEAT_S = 0.1
"""A cancel point at least this often, however slow the disk is."""


@contextmanager
def band_pool(threads: int, stop: Event) -> Iterator[ThreadPoolExecutor]:
    """Workers that end with the block: `stop` is set, what has not begun is dropped."""
    pool = ThreadPoolExecutor(threads, thread_name_prefix="bands")
    try:
        yield pool
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)


def heartbeats(
    running: Iterable[Future[Result]], event: Progress
) -> Job[set[Future[Result]]]:
    """Wait for the first of them, with a cancel point now and then."""
    while True:
        done, _ = wait(running, HEARTBEAT_S, FIRST_COMPLETED)
        if done:
            return done
        yield event


def over_bands(
    work: Callable[[Item], Result],
    bands: Sequence[Item],
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
    bands : sequence
        What to work on, usually bands of rows.
    stage : str
        For the progress events.
    threads : int
        Number of workers.
    stop : Event
        Set when the job ends early, so that running work can end too.
    """
    results: dict[int, Result] = {}
    with band_pool(threads, stop) as pool:
        waiting = {pool.submit(_quietly, work, band): n for n, band in enumerate(bands)}
        running = set(waiting)
        while running:
            event = Progress(stage, len(results), len(bands))
            yield event
            done = yield from heartbeats(running, event)
            running -= done
            results |= {waiting[future]: future.result() for future in done}
        return [results[n] for n in range(len(bands))]


def _quietly(work: Callable[[Item], Result], band: Item) -> Result:
    # Float frames hold anything: what overflows ends as a pixel without a value.
    with np.errstate(over="ignore", invalid="ignore"):
        return work(band)
