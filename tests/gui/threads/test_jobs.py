"""Jobs run on their thread, supersede each other, cancel quickly and fail in words."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.progress import Job, Progress
from darkviewer.gui.threads.jobs import Failure, Jobs, Ticket, _Worker


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    made = Jobs("test")
    yield made
    made.close()


class Outcome:
    """Collects what a job ended with."""

    def __init__(self) -> None:
        self.results: list[Any] = []
        self.failures: list[Failure] = []

    @property
    def ends(self) -> dict[str, Any]:
        return {"done": self.results.append, "failed": self.failures.append}


def steps(result: Any, *, n: int = 3, pause_s: float = 0.0) -> Job[Any]:
    for done in range(n):
        time.sleep(pause_s)
        yield Progress("stepping", done, n)
    return result


def test_result_arrives_on_the_gui_thread(jobs: Jobs, qtbot: QtBot) -> None:
    seen = []

    def make() -> Job[int]:
        seen.append(threading.current_thread())
        yield Progress("once", 0, 1)
        return 42

    outcome = Outcome()

    def done(result: int) -> None:
        assert threading.current_thread() is threading.main_thread()
        outcome.results.append(result)

    with qtbot.waitSignal(jobs.idle):
        jobs.submit("a", "a job", make, done=done, failed=outcome.failures.append)
    assert outcome.results == [42]
    assert seen[0] is not threading.main_thread()
    assert not jobs.busy


def test_progress_is_reported(jobs: Jobs, qtbot: QtBot) -> None:
    reports = []
    jobs.progressed.connect(lambda _, progress: reports.append(progress))
    outcome = Outcome()
    with qtbot.waitSignal(jobs.idle):
        jobs.submit("a", "a job", lambda: steps(1, pause_s=0.05), **outcome.ends)
    assert [p.done for p in reports] == [0, 1, 2]


def test_newer_job_supersedes_the_older_of_its_kind(jobs: Jobs, qtbot: QtBot) -> None:
    outcome = Outcome()
    with qtbot.waitSignal(jobs.idle):
        for result in range(5):
            jobs.submit(
                "a",
                "a job",
                lambda r=result: steps(r, n=100, pause_s=0.002),
                **outcome.ends,
            )
    assert outcome.results == [4]


def test_jobs_of_other_kinds_wait_their_turn(jobs: Jobs, qtbot: QtBot) -> None:
    outcome = Outcome()
    with qtbot.waitSignal(jobs.idle):
        jobs.submit("a", "first", lambda: steps("a"), **outcome.ends)
        jobs.submit("b", "second", lambda: steps("b"), **outcome.ends)
    assert outcome.results == ["a", "b"]


def test_cancel_ends_within_a_second_and_calls_nothing(
    jobs: Jobs, qtbot: QtBot
) -> None:
    outcome = Outcome()
    closed = threading.Event()

    def forever() -> Job[None]:
        try:
            while True:
                time.sleep(0.01)
                yield Progress("on and on", 0, 0)
        finally:
            closed.set()

    with qtbot.waitSignal(jobs.started):
        jobs.submit("a", "endless", forever, **outcome.ends)
    started = time.monotonic()
    with qtbot.waitSignal(jobs.idle, timeout=1000):
        jobs.cancel()
    assert time.monotonic() - started < 1.0
    assert closed.is_set()
    assert not outcome.results
    assert not outcome.failures


def test_errors_meant_for_the_user_keep_their_words(jobs: Jobs, qtbot: QtBot) -> None:
    outcome = Outcome()

    def refuse() -> Job[None]:
        yield Progress("looking", 0, 1)
        raise DarkviewerError("the folder is empty: pick another one")

    with qtbot.waitSignal(jobs.idle):
        jobs.submit("a", "a job", refuse, **outcome.ends)
    assert outcome.failures == [Failure("the folder is empty: pick another one")]


def test_unexpected_errors_are_told_apart(
    jobs: Jobs, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    outcome = Outcome()

    def fall() -> Job[None]:
        yield Progress("looking", 0, 1)
        raise ZeroDivisionError("oops")

    with qtbot.waitSignal(jobs.idle):
        jobs.submit("a", "falling", fall, **outcome.ends)
        jobs.submit("b", "the next", lambda: steps("still alive"), **outcome.ends)
    assert outcome.failures == [Failure("ZeroDivisionError: oops", unexpected=True)]
    assert outcome.results == ["still alive"]
    assert "falling failed" in caplog.text


def test_memory_that_runs_out_is_a_sentence(jobs: Jobs, qtbot: QtBot) -> None:
    outcome = Outcome()

    def fill() -> Job[None]:
        yield Progress("filling", 0, 1)
        np.empty((1 << 40, 1 << 20), np.uint8)  # more than any address space

    with qtbot.waitSignal(jobs.idle):
        jobs.submit("a", "filling", fill, **outcome.ends)
    assert outcome.failures == [
        Failure(
            "there is not enough memory for this: close other programs, or choose "
            "fewer or smaller frames"
        )
    ]


def test_close_during_a_run_waits_for_the_thread(qtbot: QtBot) -> None:
    jobs = Jobs("closing")
    outcome = Outcome()
    with qtbot.waitSignal(jobs.started):
        jobs.submit("a", "long", lambda: steps(1, n=1000, pause_s=0.01), **outcome.ends)
    jobs.submit("b", "never started", lambda: steps(2), **outcome.ends)
    started = time.monotonic()
    jobs.close()
    assert time.monotonic() - started < 1.0
    qtbot.wait(20)
    assert not outcome.results


def test_a_fault_of_whoever_asked_does_not_leave_the_job_on_show(
    jobs: Jobs, qtbot: QtBot
) -> None:
    ended = []
    jobs.ended.connect(ended.append)

    def fall(_result: object) -> None:
        raise ZeroDivisionError("oops")

    with (
        qtbot.captureExceptions() as faults,
        qtbot.waitSignal(jobs.idle),
    ):
        jobs.submit("a", "a job", lambda: steps(1), done=fall, failed=fall)
    assert [kind for kind, _, _ in faults] == [ZeroDivisionError]
    assert len(ended) == 1


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("cancelled", [True, False])
def test_what_was_cancelled_while_it_waited_never_begins(cancelled: bool) -> None:
    """As the thread does it, without the thread."""
    worker, begun, ended = _Worker(), [], []
    worker.started.connect(begun.append)
    worker.ended.connect(lambda ticket, outcome: ended.append((ticket, outcome)))
    unused = {"done": print, "failed": print, "dropped": print}
    ticket = Ticket(1, "a", "a job", lambda: steps(7), **unused)
    if cancelled:
        ticket.cancelled.set()
    worker.run(ticket)
    assert begun == ([] if cancelled else [ticket])
    assert ended == [(ticket, None if cancelled else 7)]


def test_what_was_cancelled_runs_no_more(jobs: Jobs, qtbot: QtBot) -> None:
    outcome = Outcome()
    jobs.submit(
        "walk", "Walking", lambda: steps(1, n=500, pause_s=0.01), **outcome.ends
    )
    assert jobs.runs("walk")
    assert not jobs.runs("run")
    jobs.cancel("walk")
    assert not jobs.runs("walk")  # though its thread has yet to see it
    jobs.submit("walk", "Walking", lambda: steps(2), **outcome.ends)
    assert jobs.runs("walk")
    qtbot.waitUntil(lambda: outcome.results == [2])
    assert not jobs.runs("walk")


def test_a_job_may_wait_for_those_of_its_kind(jobs: Jobs, qtbot: QtBot) -> None:
    outcome = Outcome()
    with qtbot.waitSignal(jobs.idle):
        for result in range(3):
            jobs.submit(
                "a",
                "a job",
                lambda r=result: steps(r),
                **outcome.ends,
                supersedes=False,
            )
    assert outcome.results == [0, 1, 2]
