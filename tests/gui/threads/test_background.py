from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from darkviewer.core.errors import FrameError
from darkviewer.gui.threads.background import Background, Task


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:  # noqa: ARG001
    made = Background("test")
    yield made
    made.close()


class Answers:
    """What came back, in order; `hold` keeps the thread busy until it is set."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.hold = threading.Event()

    def task(self, work: Callable[[], Any], lane: str = "", urgency: int = 0) -> Task:
        return Task(lane, urgency, work, self.got.append, self.got.append)

    def busy(self) -> Task:
        return self.task(lambda: self.hold.wait(5))


def test_the_most_urgent_runs_first(background: Background, qtbot: QtBot) -> None:
    answers = Answers()
    background.submit(answers.busy())
    for urgency in (3, 1, 2, 1):
        background.submit(answers.task(lambda u=urgency: u, urgency=urgency))
    answers.hold.set()
    qtbot.waitUntil(lambda: background.idle)
    assert answers.got == [True, 1, 1, 2, 3]


def test_work_runs_on_its_thread_and_answers_come_here(
    background: Background, qtbot: QtBot
) -> None:
    threads: list[int] = []
    answers = Answers()
    background.submit(
        Task(
            "",
            0,
            threading.get_ident,
            lambda there: threads.extend([there, threading.get_ident()]),
            answers.got.append,
        )
    )
    qtbot.waitUntil(lambda: background.idle)
    assert threads[0] != threads[1] == threading.get_ident()


def test_a_dropped_lane_is_never_answered(background: Background, qtbot: QtBot) -> None:
    answers = Answers()
    background.submit(answers.busy())
    background.submit(answers.task(lambda: "old", lane="image"))
    background.submit(answers.task(lambda: "cutout", lane="cutout"))
    background.drop("image")
    background.submit(answers.task(lambda: "new", lane="image"))
    answers.hold.set()
    qtbot.waitUntil(lambda: background.idle)
    assert answers.got == [True, "cutout", "new"]


def test_failures_are_sentences_and_the_thread_goes_on(
    background: Background, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def vanished() -> None:
        raise FrameError("00003.fits has vanished")

    answers = Answers()
    background.submit(answers.task(vanished))
    background.submit(answers.task(lambda: 1 / 0))
    background.submit(answers.task(lambda: "still here"))
    qtbot.waitUntil(lambda: background.idle)
    assert answers.got[0].text == "00003.fits has vanished"
    assert not answers.got[0].unexpected
    assert answers.got[1].unexpected
    assert "ZeroDivisionError" in caplog.text
    assert answers.got[2] == "still here"


def test_memory_that_runs_out_is_a_sentence(
    background: Background, qtbot: QtBot
) -> None:
    answers = Answers()
    background.submit(answers.task(lambda: np.empty((1 << 40, 1 << 20), np.uint8)))
    qtbot.waitUntil(lambda: background.idle)
    assert answers.got[0].text.startswith("there is not enough memory for this: ")
    assert not answers.got[0].unexpected


def test_close_waits_and_nothing_is_answered_afterwards(qtbot: QtBot) -> None:
    made, answers = Background("test"), Answers()
    begun = threading.Event()
    made.submit(answers.task(lambda: begun.set() or answers.hold.wait(5)))
    made.submit(answers.task(lambda: "never"))
    qtbot.waitUntil(begun.is_set)
    threading.Timer(0.1, answers.hold.set).start()
    made.close()
    assert answers.hold.is_set()
    qtbot.wait(20)
    assert "test" not in names_of_threads()
    assert answers.got == []


def test_nothing_begins_after_the_end(qtbot: QtBot) -> None:
    made, answers = Background("test"), Answers()
    made.submit(answers.task(lambda: "never"))
    made.close()
    qtbot.wait(20)
    assert "test" not in names_of_threads()
    assert answers.got == []


def test_there_is_no_thread_before_there_is_a_task(
    background: Background, qtbot: QtBot
) -> None:
    qtbot.wait(20)
    assert "test" not in names_of_threads()
    answers = Answers()
    background.submit(answers.task(lambda: "here"))
    qtbot.waitUntil(lambda: answers.got == ["here"])
    assert names_of_threads().count("test") == 1


def names_of_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate()]
