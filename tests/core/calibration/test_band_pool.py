"""Work on bands by several threads: results in order, ended with its job."""

from __future__ import annotations

import threading
import time
from threading import Event

import numpy as np
import pytest

from darkviewer.core.calibration.band_pool import over_bands
from darkviewer.core.calibration.bands import Band
from darkviewer.core.progress import Progress, drive

BANDS = [Band(start, start + 5, 40) for start in range(0, 40, 5)]


def test_results_come_in_the_order_of_the_bands() -> None:
    def work(band: Band) -> int:
        time.sleep((40 - band.start) / 4000)  # the first takes longest
        return band.start

    stop = Event()
    events: list[Progress] = []
    job = over_bands(work, BANDS, stage="working", threads=4, stop=stop)
    assert drive(job, report=events.append) == list(range(0, 40, 5))
    assert {(event.stage, event.total) for event in events} == {("working", 8)}
    assert [event.done for event in events] == sorted(event.done for event in events)


def test_a_failure_ends_the_job_and_its_threads() -> None:
    before = threading.active_count()
    stop = Event()

    def work(band: Band) -> None:
        if band.start == 10:
            raise ValueError("the third band")
        stop.wait(5)

    with pytest.raises(ValueError, match="the third band"):
        drive(over_bands(work, BANDS, stage="", threads=4, stop=stop))
    assert stop.is_set()
    assert threading.active_count() == before


def test_slow_work_still_gives_cancel_points() -> None:
    stop = Event()
    events: list[Progress] = []
    job = over_bands(
        lambda _: time.sleep(0.45), BANDS[:1], stage="", threads=1, stop=stop
    )
    drive(job, report=events.append)
    assert len(events) >= 3


def test_values_that_overflow_are_no_warning() -> None:
    def work(_band: Band) -> float:
        return float(np.float32(3e38) * np.float32(10))

    job = over_bands(work, BANDS[:1], stage="", threads=1, stop=Event())
    assert drive(job) == [np.inf]
