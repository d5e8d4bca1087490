from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from pytestqt.qtbot import QtBot

from darkviewer.core.progress import Job, Progress
from darkviewer.gui.threads.background import Background, Task
from darkviewer.gui.threads.jobs import Jobs
from darkviewer.gui.threads.politeness import give_way

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells the priority of a thread"
)


def niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def test_threads_of_jobs_and_those_they_start_are_nicer(qtbot: QtBot) -> None:
    def make() -> Job[list[int]]:
        yield Progress("asking", 0, 1)
        with ThreadPoolExecutor(1) as pool:
            return [niceness(), pool.submit(niceness).result()]

    jobs, found = Jobs("test"), []
    try:
        with qtbot.waitSignal(jobs.idle):
            jobs.submit("a", "a job", make, done=found.extend, failed=found.append)
    finally:
        jobs.close()
    assert min(found) > niceness()


def test_background_threads_are_nicer(qtbot: QtBot) -> None:
    background, found = Background("test"), []
    try:
        background.submit(Task("", 0, niceness, found.append, found.append))
        qtbot.waitUntil(lambda: bool(found))
    finally:
        background.close()
    assert found[0] > niceness()


def test_only_the_thread_that_asks_gives_way() -> None:
    before, found = niceness(), []

    def ask() -> None:
        give_way()
        found.append(niceness())

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found[0] > before
    assert niceness() == before


def test_a_system_that_forbids_it_is_no_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def forbidden(*_arguments: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "setpriority", forbidden)
    before = niceness()
    give_way()
    assert niceness() == before
