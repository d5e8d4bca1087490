"""Jobs are driven to their end, or ended early with everything cleaned up."""

from __future__ import annotations

from threading import Event

import pytest

from darkviewer.core.errors import Cancelled
from darkviewer.core.progress import Job, Progress, drive, go_on


def counting(ended: list[str], total: int = 3) -> Job[str]:
    try:
        for done in range(total):
            yield Progress("counting", done, total)
        return "counted"
    finally:
        ended.append("ended")


def test_the_result_comes_after_every_event() -> None:
    events: list[Progress] = []
    ended: list[str] = []
    assert drive(counting(ended), report=events.append) == "counted"
    assert [event.done for event in events] == [0, 1, 2]
    assert ended == ["ended"]


def test_cancelled_after_an_event_it_goes_no_further() -> None:
    events: list[Progress] = []
    ended: list[str] = []
    with pytest.raises(Cancelled):
        drive(counting(ended), report=events.append, cancelled=lambda: len(events) == 2)
    assert [event.done for event in events] == [0, 1]
    assert ended == ["ended"]


def test_a_report_that_fails_ends_the_job_too() -> None:
    ended: list[str] = []

    def broken(_event: Progress) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        drive(counting(ended), report=broken)
    assert ended == ["ended"]


@pytest.mark.parametrize(
    ("done", "total", "fraction"), [(0, 4, 0.0), (1, 4, 0.25), (4, 4, 1.0), (3, 0, 0.0)]
)
def test_fraction(done: int, total: int, fraction: float) -> None:
    assert Progress("", done, total).fraction == fraction


def test_work_goes_on_until_it_is_stopped() -> None:
    stop = Event()
    go_on(stop)
    stop.set()
    with pytest.raises(Cancelled):
        go_on(stop)
