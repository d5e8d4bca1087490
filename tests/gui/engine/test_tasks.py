"""Runs off the GUI thread: cancelled, closed on, failed."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from darkviewer.core.calibration import pipeline
from darkviewer.core.progress import Job, Progress
from tests.helpers.captures import cube, write_capture
from tests.helpers.jobs import endless
from tests.helpers.windows import PATIENCE_MS, Driver, type_number


def test_cancel_stops_a_run_within_a_second(
    driver: Driver, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "calibrate", endless)
    window = driver.window
    window.open_path(root)
    job = window.status.job
    driver.qtbot.waitUntil(
        lambda: job.isVisible() and "Combining" in job.stage.text(),
        timeout=PATIENCE_MS,
    )
    window.image.setFocus()
    started = time.monotonic()
    driver.press(Qt.Key.Key_Escape)
    driver.qtbot.waitUntil(lambda: not window.status.job.isVisible(), timeout=1000)
    assert time.monotonic() - started < 1.0
    assert driver.workspace.calibration is None
    assert window.status.message.text().startswith("Cancelled: not calibrated yet")


def test_closing_during_a_run_ends_cleanly(
    driver: Driver, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "calibrate", endless)
    driver.window.open_path(root)
    driver.qtbot.waitUntil(lambda: driver.window.tasks.computing.busy)
    started = time.monotonic()
    driver.window.close()
    assert time.monotonic() - started < 1.0


def slow(ticks: list[int], *, seconds: float) -> Job[None]:
    """A job that another choice has to interrupt."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ticks.append(1)
        time.sleep(0.005)
        yield Progress("Taking long", 0, 0)


def two_captures(root: Path) -> tuple[Path, Path]:
    first = write_capture(root, cube())
    second = first.parent.parent / "04_00_00" / "Dark30s"
    shutil.copytree(first, second)
    return first, second


def test_another_capture_supersedes_whatever_is_computed(
    driver: Driver, tmp_path: Path
) -> None:
    first, second = two_captures(tmp_path)
    driver.open(tmp_path)
    tasks, workspace, ticks = driver.window.tasks, driver.workspace, []
    other = second if workspace.session.path == first else first
    ended: list[str] = []
    tasks.submit(
        "recovery",
        "Injecting",
        lambda: slow(ticks, seconds=60),
        receiver=driver.window,
        done=lambda _: ended.append("done"),
        cancelled=lambda: ended.append("cancelled"),
    )
    driver.qtbot.waitUntil(lambda: len(ticks) > 3)
    workspace.sessions.pop(other)  # as if its headers had not been read yet
    workspace.request_capture(other)
    assert workspace.session is None
    assert "Reading the headers of Dark30s" in driver.window.image.notice.words[0]
    driver.settle()
    assert workspace.session.path == other
    assert workspace.calibration is not None
    assert ended == ["cancelled"]


def test_the_last_of_two_choices_is_shown(driver: Driver, tmp_path: Path) -> None:
    first, second = two_captures(tmp_path)
    driver.open(tmp_path)
    workspace = driver.workspace
    other = second if workspace.session.path == first else first
    chosen = workspace.session.path
    workspace.sessions.pop(other)
    workspace.request_capture(other)  # reads first
    workspace.request_capture(chosen)  # known: shown at once
    driver.settle()
    assert workspace.session.path == chosen
    workspace.sessions.pop(other, None)
    workspace.request_capture(other)
    driver.window.open_path(chosen)
    driver.settle()
    assert workspace.session.path == chosen


def test_files_that_are_being_written_are_finished(
    driver: Driver, tmp_path: Path
) -> None:
    first, second = two_captures(tmp_path)
    driver.open(tmp_path)
    workspace, ticks, ended = driver.workspace, [], []
    driver.window.tasks.submit(
        "export",
        "Exporting",
        lambda: slow(ticks, seconds=1),
        receiver=driver.window,
        done=lambda _: ended.append("done"),
        writes=True,
    )
    driver.qtbot.waitUntil(lambda: len(ticks) > 3)
    other = second if workspace.session.path == first else first
    workspace.request_capture(other)
    driver.settle()
    assert workspace.session.path == other
    assert ended == ["done"]


def test_another_session_during_a_run_never_shows_the_old_one(
    opened: Driver,
    hang: Callable[[], None],
) -> None:
    workspace = opened.workspace
    old = workspace.calibration
    hang()
    type_number(opened, "gain_e_per_adu", "2")
    workspace.set_session(None)
    opened.settle()
    opened.window.tasks._take_calibration(workspace.sessions.popitem()[1], old)
    assert workspace.calibration is None
    assert workspace.candidates is None
