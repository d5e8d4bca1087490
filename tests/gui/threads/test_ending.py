"""Threads are waited for, but not for ever."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from darkviewer.core.progress import Progress
from darkviewer.gui.threads import ending
from darkviewer.gui.threads.background import Background, Task
from darkviewer.gui.threads.ending import Deadline, join, left_behind
from darkviewer.gui.threads.jobs import Jobs


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "JOIN_S", 0.2)


@pytest.fixture
def dead_drive() -> Iterator[threading.Event]:
    """Whatever waits for it reads from a drive that does not answer, until the end."""
    comes_back = threading.Event()
    yield comes_back
    comes_back.set()
    for _, thread, _ in ending._left:
        if isinstance(thread, QThread):
            thread.wait()
        else:
            thread.join()
    ending._left.clear()


def test_several_threads_share_the_time() -> None:
    until = Deadline(0.05)
    assert until.left_s <= 0.1
    time.sleep(0.06)
    assert until.left_s == 0.1  # each gets this in any case


def test_a_thread_that_ends_is_not_left_behind() -> None:
    thread = threading.Thread(target=time.sleep, args=(0.01,))
    thread.start()
    assert join(thread, Deadline(20))
    assert left_behind() == []


def test_a_task_that_reads_for_ever_is_left_behind(
    qtbot: QtBot, dead_drive: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    reads = threading.Event()

    def read() -> None:
        reads.set()
        dead_drive.wait()

    background = Background("frames")
    background.submit(Task("image", 0, read, print, print))
    qtbot.waitUntil(reads.is_set)
    began = time.monotonic()
    with caplog.at_level(logging.WARNING):
        background.close()
    assert time.monotonic() - began < 2
    assert left_behind() == ["frames"]
    assert caplog.messages == [
        "'frames' is not waited for: it computes, or a disk hangs"
    ]
    dead_drive.set()
    qtbot.waitUntil(lambda: left_behind() == [])


def test_a_job_that_reads_for_ever_is_left_behind(
    qtbot: QtBot, dead_drive: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    reads = threading.Event()

    def read():  # type: ignore[no-untyped-def]
        reads.set()
        dead_drive.wait()
        yield Progress("Reading", 0, 0)

    jobs = Jobs("reading")
    jobs.submit("scan", "Reading", read, done=print, failed=print)
    qtbot.waitUntil(reads.is_set)
    with caplog.at_level(logging.WARNING):
        jobs.close()
    assert left_behind() == ["reading"]
    assert len(caplog.messages) == 1
