"""The real window on real FITS files: what a user does, from opening to closing."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.helpers.captures import STAR
from tests.helpers.windows import Driver, open_window


def test_the_title_ends_inside_the_window(driver: Driver) -> None:
    title = driver.window._title
    bar = driver.window.menuBar()
    for width in (driver.window.width(), 1024, 1300):
        driver.window.resize(width, 800)
        driver.qtbot.waitUntil(lambda width=width: bar.width() == width)
        assert title.geometry().right() < width


def test_a_root_opens_calibrated_with_its_best_candidate(opened: Driver) -> None:
    workspace, window = opened.workspace, opened.window
    assert workspace.calibration is not None
    assert len(workspace.calibration.used) == 5
    assert workspace.selected == opened.id_of(*STAR)
    assert workspace.frame == STAR[0]
    assert window.windowTitle() == "2024-05-08 / 03_38_48 / Dark30s  –  Darkviewer"
    assert window.status.used.text() == "5 of 5 frames used"
    assert window.candidates.model.rowCount() == len(workspace.candidates)


def test_a_single_file_opens_for_a_look(driver: Driver, root: Path) -> None:
    file = next(root.rglob("00003.fits"))
    driver.open(file)
    assert driver.workspace.frame_count == 1
    assert driver.workspace.calibration is None
    assert "two" in driver.window.status.message.text()
    assert not driver.window.banner.isVisible()


def test_a_dropped_folder_opens(driver: Driver, root: Path) -> None:
    driver.drop(root)
    assert driver.workspace.root == root
    assert driver.window.recent == [root]


def test_a_missing_folder_is_told_in_words(driver: Driver, tmp_path: Path) -> None:
    driver.open(tmp_path / "gone")
    assert "does not exist" in driver.window.status.message.text()


def test_keys_are_text_in_a_text_field_and_commands_elsewhere(opened: Driver) -> None:
    window, workspace = opened.window, opened.workspace
    window.candidates.filter.setFocus()
    opened.qtbot.keyClicks(window.candidates.filter, "r")
    opened.press(Qt.Key.Key_Left)
    assert workspace.layer == "residual"
    assert workspace.frame == STAR[0]
    assert window.candidates.filter.text() == "r"
    window.candidates.filter.clear()
    window.image.setFocus()
    opened.press(Qt.Key.Key_R)
    assert workspace.layer == "raw"
    opened.press(Qt.Key.Key_D)
    assert workspace.layer == "residual"


def test_arrow_keys_step_frames_but_not_while_a_slider_has_them(
    opened: Driver,
) -> None:
    window, workspace = opened.window, opened.workspace
    window.image.setFocus()
    opened.press(Qt.Key.Key_Right)
    assert workspace.frame == STAR[0] + 1
    opened.press(Qt.Key.Key_Home)
    assert workspace.frame == 0
    opened.press(Qt.Key.Key_End)
    assert workspace.frame == 4
    slider = window.parameters.rows["ratio"].slider
    slider.setFocus()
    opened.press(Qt.Key.Key_Left)
    assert workspace.frame == 4
    assert workspace.parameters.ratio < 0.3


def test_a_closed_window_is_gone_before_what_runs_has_ended(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, seen = driver.window, []
    close = window.examining.close

    def look(until: object) -> None:
        seen.append(window.isVisible())
        close(until)

    monkeypatch.setattr(window.examining, "close", look)
    assert window.isVisible()
    window.close()
    assert seen == [False]


def test_a_capture_that_is_being_read_is_not_called_missing(
    opened: Driver,
) -> None:
    session = opened.workspace.session
    opened.workspace.set_session(None)
    notice = opened.window.image.notice
    assert notice.words[0] == "No capture open"
    opened.workspace.set_session(session)
    assert notice.words[0] != "No capture open"
    opened.settle()
    assert opened.window.image.view.isVisible()


def test_nothing_of_a_closed_window_stays(qtbot: QtBot, root: Path) -> None:
    at = Driver(open_window(qtbot), qtbot)
    at.open(root)
    state = weakref.ref(at.workspace)
    at.window.close()
    at.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del at
    gc.collect()
    assert state() is None
