"""The status line: time left, messages, counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from darkviewer.core.progress import Progress
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.widgets.status import StatusLine, left_words
from darkviewer.gui.workspace import Workspace
from tests.helpers.windows import Driver


@pytest.mark.parametrize(
    ("done", "elapsed_s", "words"),
    [
        (1, 10.0, ""),  # too early to tell
        (50, 0.1, ""),
        (50, 1.1, "1.1 s left"),
        (25, 10.0, "30 s left"),
        (10, 60.0, "9 min left"),
    ],
)
def test_time_left(done: int, elapsed_s: float, words: str) -> None:
    assert left_words(Progress("", done, 100), elapsed_s) == words


def test_time_left_of_an_unknown_total_is_not_guessed() -> None:
    assert left_words(Progress("", 5, 0), 10.0) == ""


@pytest.fixture
def status(qtbot: QtBot) -> StatusLine:
    made = StatusLine(Workspace())
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_short_job_does_not_flicker(status: StatusLine, qtbot: QtBot) -> None:
    status.begin("Calibrating")
    status.end()
    qtbot.wait(200)
    assert not status.job.isVisible()


def test_a_long_job_shows_stage_and_counts(status: StatusLine, qtbot: QtBot) -> None:
    status.begin("Calibrating")
    status.report(Progress("Combining", 1200, 20000))
    qtbot.waitUntil(status.job.isVisible)
    assert status.job.stage.text() == "Combining, 1,200 of 20,000"
    assert status.job.bar.value() == 1200
    with qtbot.waitSignal(status.cancel_clicked):
        status.job.cancel.click()


def test_messages_keep_their_level_and_show_markup_as_text(status: StatusLine) -> None:
    status.say("frame <b>x</b> is odd", "warn")
    assert status.message.property("role") == "warn"
    assert status.message.text() == "frame <b>x</b> is odd"
    assert "&lt;b&gt;" in status.message.toolTip()
    assert not status._forget.isActive()
    status.say("done")
    assert status._forget.isActive()


def test_much_memory_is_told_with_its_limit(driver: Driver) -> None:
    status = driver.window.status
    status.show_memory(100 << 20, 1 << 30)
    assert not status.memory.isVisible()
    status.show_memory(900 << 20, 1 << 30)
    assert status.memory.isVisible()
    assert status.memory.text() == "images 900 MiB of 1.0 GiB"
    status.show_memory(0, 1 << 30)
    assert not status.memory.isVisible()


def test_levels_that_moved_are_told_with_the_frames_used(tested: MainWindow) -> None:
    used = tested.status.used
    assert "levels move" not in used.toolTip()
    examination = tested.workspace.examination
    assert examination is not None
    noise = examination.examiner.noise
    moving = replace(noise.levels, moves=True)
    moved = replace(examination.examiner, noise=replace(noise, levels=moving))
    tested.workspace.set_examination(replace(examination, examiner=moved))
    assert "levels move from frame to frame" in used.toolTip()
