"""A message in the status line is gone when its cause is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from darkviewer.core.calibration import pipeline
from darkviewer.core.errors import DarkviewerError
from darkviewer.core.progress import Job, Progress
from darkviewer.gui.engine import arrivals
from darkviewer.gui.messages import HEALTH, Messages
from darkviewer.gui.startup.memory import recall
from darkviewer.storage.appdata.settings import Settings
from tests.helpers.captures import cube, write_capture, write_frame
from tests.helpers.windows import PATIENCE_MS, Driver, type_number


def said(at: Driver) -> str:
    return at.window.status.message.text()


def until_said(at: Driver, words: str) -> None:
    at.qtbot.waitUntil(lambda: words in said(at), timeout=PATIENCE_MS)


def until_silent(at: Driver) -> None:
    at.qtbot.waitUntil(lambda: not said(at), timeout=PATIENCE_MS)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders are looked at more often."""
    monkeypatch.setattr(arrivals, "GATHER_MS", 50)
    monkeypatch.setattr(arrivals, "ROOT_MS", 100)


def test_a_capture_or_a_root_that_comes_back(
    watched: None, opened: Driver, root: Path
) -> None:
    del watched
    opened.qtbot.waitUntil(lambda: opened.window.arrivals._starter.idle)
    kept = root.with_name("kept")
    day = next(root.iterdir())
    shutil.move(day, kept)
    until_said(opened, "has vanished")
    opened.workspace.post("00003.fits cannot be read", "bad", about="picture")
    shutil.move(kept, day)
    until_silent(opened)
    shutil.move(root, kept)
    until_said(opened, "does not exist")
    shutil.move(kept, root)
    until_silent(opened)


def test_a_frame_that_cannot_be_read_and_another_that_can(opened: Driver) -> None:
    workspace = opened.workspace
    workspace.set_layer("raw")
    opened.settle()
    opened.window.arrivals.close()  # the folder is not looked at again meanwhile
    opened.qtbot.waitUntil(lambda: opened.window.examining.idle)  # nor the frames
    workspace.session.frames[4].path.unlink()
    workspace.set_frame(4)
    until_said(opened, "00005.fits has vanished")
    opened.press(Qt.Key.Key_Left)
    until_silent(opened)
    assert opened.window.store.current.frame == 3


def test_parameters_that_could_not_be_used(opened: Driver, root: Path) -> None:
    recall(opened.window, Settings(parameters={"ratio": 7.0}))
    other = write_capture(root.with_name("other"), cube())
    opened.open(other)
    assert "Parameters start at their defaults" in said(opened)  # not of a session
    type_number(opened, "threshold_e", "300")
    assert said(opened) == ""


def test_a_cancelled_run_that_starts_again(
    opened: Driver, hang: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pipeline.calibrate
    hang()
    type_number(opened, "gain_e_per_adu", "2")
    opened.press(Qt.Key.Key_Escape)
    assert "Cancelled" in said(opened)
    monkeypatch.setattr(pipeline, "calibrate", whole)
    type_number(opened, "gain_e_per_adu", "3")
    assert said(opened) == ""
    opened.settle()


def _fails(*_what: object, **_options: object) -> Job[None]:
    yield Progress("Combining", 0, 0)
    raise DarkviewerError("the frames cannot be combined: try again")


def test_a_run_that_failed_and_another_capture(
    driver: Driver, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pipeline.calibrate
    monkeypatch.setattr(pipeline, "calibrate", _fails)
    driver.open(root)
    assert said(driver) == "the frames cannot be combined: try again"
    monkeypatch.setattr(pipeline, "calibrate", whole)
    driver.window.tasks.calibrate(afresh=True)
    assert said(driver) == ""
    driver.settle()
    monkeypatch.setattr(pipeline, "calibrate", _fails)
    driver.window.tasks.calibrate(afresh=True)
    driver.settle()
    assert said(driver) != ""
    driver.open(write_capture(root.with_name("other"), cube()).parent)
    assert said(driver) == "the frames cannot be combined: try again"
    driver.window.workspace.set_session(None)
    assert said(driver) == ""


def test_a_candidate_that_the_filter_hid(opened: Driver) -> None:
    field, workspace = opened.window.candidates.filter, opened.workspace
    field.setText("peak>5000")  # not the star that is selected
    opened.qtbot.waitUntil(lambda: bool(workspace.row_filter.words))
    opened.window.actions_by_name["copy_candidate"].trigger()
    assert said(opened) == "The filter hides the selected candidate."
    field.clear()
    opened.qtbot.waitUntil(lambda: not workspace.row_filter.words)
    assert said(opened) == ""


def test_news_of_a_session_that_are_no_more(
    driver: Driver, root: Path, qtbot: QtBot
) -> None:
    driver.open(root)
    folder = next(root.rglob("00001.fits")).parent
    write_frame(folder / "00006.fits", cube()[0][:40])
    driver.window.tasks.rescan()
    driver.settle()
    words = "1 other is a series of its own (64x40)"
    qtbot.waitUntil(lambda: words in said(driver), timeout=PATIENCE_MS)
    assert driver.window.banner.isHidden()
    driver.window.tasks.rescan()  # as the watch of the folder may ask for
    driver.settle()
    assert words in said(driver)
    (folder / "00006.fits").unlink()
    driver.window.tasks.rescan()
    driver.settle()
    qtbot.waitUntil(lambda: said(driver) == "", timeout=PATIENCE_MS)


def test_what_is_said_about_nothing_stays_over_another_session(opened: Driver) -> None:
    opened.workspace.post("The row is on the clipboard.")
    opened.workspace.withdraw("picture", "cancelled")
    opened.workspace.set_session(None)
    assert said(opened) == "The row is on the clipboard."


def test_a_remark_on_the_frames_leaves_what_went_wrong() -> None:
    shown: list[str] = []
    messages = Messages(lambda text, _level: shown.append(text))
    messages.post("a frame is broken", "bad", about="calibrating")
    messages.post("few frames", "warn", about=HEALTH)
    assert shown == ["a frame is broken"]
    messages.withdraw("calibrating")
    messages.post("few frames", "warn", about=HEALTH)
    messages.post("saturated", "bad", about=HEALTH)
    assert shown[1:] == ["", "few frames", "saturated"]
