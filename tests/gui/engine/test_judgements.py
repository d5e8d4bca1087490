"""Frames are left out and taken back in the whole window."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from darkviewer.core.frames.camera_mode import camera_mode
from darkviewer.core.opinions.events import EXCLUSION, GAIN
from darkviewer.gui.engine import judgements
from darkviewer.runs.exclusion import Contents, said_of
from darkviewer.storage.captures.scan import read_session
from darkviewer.storage.opinions.store import Opinions, kept_opinions
from tests.helpers.captures import FRAMES, HOT, SCALE, cube, write_capture
from tests.helpers.image_areas import caption
from tests.helpers.scene import PATIENCE_MS
from tests.helpers.windows import Driver, type_number

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def at(driver: Driver, tmp_path: Path) -> Driver:
    """The capture with a hot pixel in the third frame alone."""
    driver.open(write_capture(tmp_path, cube()))
    rest(driver)
    return driver


def rest(at: Driver) -> None:
    for _ in range(3):
        at.qtbot.waitUntil(lambda: at.window.judgements.idle, timeout=PATIENCE_MS)
        at.settle()


def leave_out(at: Driver, frame: int, reason: str = "light leak") -> None:
    at.workspace.set_frame(frame)
    at.settle()
    before = len(at.workspace.session.excluded)
    at.press(Qt.Key.Key_X)
    entry = at.window.strip.reason
    assert entry.isVisible()
    at.qtbot.keyClicks(entry.field.lineEdit(), reason)
    at.press(Qt.Key.Key_Return)
    assert not entry.isVisible()
    at.qtbot.waitUntil(
        lambda: len(at.workspace.session.excluded) > before, timeout=PATIENCE_MS
    )
    rest(at)


def used(at: Driver) -> list[str]:
    calibration = at.workspace.calibration
    assert calibration is not None
    return [source.name[:5] for source in calibration.used]


def test_x_and_a_reason_leave_the_frame_out(at: Driver) -> None:
    said: list[str] = []
    at.workspace.message_posted.connect(lambda text, _: said.append(text))
    before = at.workspace.candidates.leaders
    assert before[HOT[0]] == 1
    leave_out(at, HOT[0])
    assert used(at) == ["00001", "00002", "00004", "00005"]
    (words,) = [text for text in said if text]
    assert words.startswith("Without 00003.fits: median of 4; level ")
    more = int(at.workspace.candidates.leaders.sum() - before.sum())
    assert ("as many leaders" in words) == (more == 0)
    assert (" fewer" in words) == (more < 0)
    assert more == 0 or f"; {abs(more)} leader" in words
    assert at.window.status.used.text() == "4 of 5 frames used, 1 left out"
    assert "light leak" in at.window.status.used.toolTip()


def test_the_frame_stays_on_show_against_the_master_of_the_others(at: Driver) -> None:
    leave_out(at, HOT[0])
    workspace = at.workspace
    assert workspace.frame_info.name == "00003.fits"
    image = at.window.image.view.image
    others = np.delete(cube(), HOT[0], axis=0)
    expected = (cube()[HOT[0]] - np.median(others, axis=0)) * SCALE
    np.testing.assert_allclose(image.levels[0], expected, rtol=1e-5, atol=1e-3)
    words = "Residual · 00003.fits, left out: light leak · master: median of 4 frames"
    assert caption(at.window.image) == words
    workspace.set_layer("significance")  # of the frames in the master alone
    at.settle()
    assert at.window.image.shown_layer == "residual"
    said = "No significance: it is known only of frames in the master"
    assert said in at.window.image.notes.caption.texts
    workspace.set_layer("residual")
    at.settle()
    assert said not in at.window.image.notes.caption.texts


def test_the_pixel_in_hand_stays(at: Driver) -> None:
    leave_out(at, 0)
    at.workspace.set_frame(at.workspace.frames.index_of(at.workspace.session.frames[1]))
    at.workspace.pick_pixel(HOT[1], HOT[2])
    leave_out(at, at.workspace.frame)
    held = at.workspace.pixel_in_hand
    assert (held.x, held.y, held.candidate) == (HOT[1], HOT[2], None)
    assert at.workspace.frame_info.name == "00003.fits"


def frame_path(at: Driver, place: int) -> Path:
    return sorted(at.workspace.session.path.glob("*.fits"))[place]


def test_stepping_passes_in_file_order(at: Driver) -> None:
    leave_out(at, 2)
    at.press(Qt.Key.Key_Home)
    names = []
    for _ in range(FRAMES):
        names.append(at.workspace.frame_info.name[:5])
        at.press(Qt.Key.Key_Right)
    assert names == ["00001", "00002", "00003", "00004", "00005"]
    at.window.actions_by_name["excluded_step_over"].trigger()
    at.press(Qt.Key.Key_Left)
    at.press(Qt.Key.Key_Left)
    assert at.workspace.frame_info.name == "00002.fits"
    at.workspace.set_frame(4)
    at.window.actions_by_name["excluded_hide"].trigger()
    assert at.workspace.frame_info.name == "00004.fits"
    assert at.window.strip.bars._frames == 4


def test_u_takes_it_back_and_undo_goes_on_without_limit(at: Driver) -> None:
    before = at.workspace.calibration.master.numerator.copy()
    leave_out(at, 2)
    at.press(Qt.Key.Key_U)
    rest(at)
    assert len(used(at)) == 5
    np.testing.assert_array_equal(at.workspace.calibration.master.numerator, before)
    for key, modifier, count in (
        (Qt.Key.Key_Z, CONTROL, 4),
        (Qt.Key.Key_Z, CONTROL, 5),
        (Qt.Key.Key_Z, CONTROL | SHIFT, 4),
        (Qt.Key.Key_Z, CONTROL | SHIFT, 5),
        (Qt.Key.Key_Z, CONTROL, 4),
    ):
        at.press(key, modifier)
        rest(at)
        assert len(used(at)) == count
    assert at.window.judgements.opinions.wait_saved(20)
    assert len(kept_opinions()) == 7


def test_escape_and_an_empty_reason_leave_everything(at: Driver) -> None:
    at.press(Qt.Key.Key_X)
    entry = at.window.strip.reason
    entry.field.lineEdit().clear()
    at.press(Qt.Key.Key_Return)
    assert entry.isVisible()
    at.press(Qt.Key.Key_Escape)
    assert not entry.isVisible()
    assert QApplication.focusWidget() is not entry.field
    rest(at)
    assert len(used(at)) == 5
    assert kept_opinions() == []


def test_reasons_given_last_come_first(at: Driver) -> None:
    assert at.window.judgements.reasons() == judgements.REASONS
    leave_out(at, 1, "cloud")
    leave_out(at, 1, "odd level")
    assert at.window.judgements.reasons()[:3] == ("odd level", "cloud", "light leak")
    at.workspace.set_frame(0)
    at.press(Qt.Key.Key_X)
    assert at.window.strip.reason.field.currentText() == "odd level"


def test_two_frames_stay(at: Driver) -> None:
    for _ in range(FRAMES - 2):
        leave_out(at, 0)
    at.qtbot.waitUntil(lambda: len(used(at)) == 2, timeout=PATIENCE_MS)
    at.workspace.set_frame(0)
    at.settle()
    at.press(Qt.Key.Key_X)
    assert not at.window.strip.reason.isVisible()
    assert "stays: a master needs at least 2 frames" in at.window.status.message.text()


def test_another_window_takes_it_up(at: Driver) -> None:
    info = at.workspace.session.frames[1]
    other = Opinions(who="bob")
    other.say(EXCLUSION, Contents().of(info), said_of(info, "cloud"))
    assert other.close()
    at.qtbot.waitUntil(lambda: len(used(at)) == 4, timeout=PATIENCE_MS)
    rest(at)
    assert at.workspace.session.excluded[0].reason == "cloud"


def test_a_folder_that_was_moved_is_judged_when_it_is_opened(
    at: Driver, tmp_path: Path
) -> None:
    leave_out(at, 2)
    moved = tmp_path / "moved" / "2026" / "01" / "Dark30s"
    shutil.copytree(at.workspace.session.path, moved)
    at.open(moved)
    rest(at)
    assert used(at) == ["00001", "00002", "00004", "00005"]


def test_a_frame_that_vanished_cannot_be_judged(at: Driver) -> None:
    frame_path(at, 3).unlink()
    at.workspace.set_frame(3)
    at.window.judgements.exclude([at.workspace.frame_info], "gone")
    rest(at)
    assert "00004.fits" in at.window.status.message.text()
    assert kept_opinions() == []


def camera_folder(root: Path, camera: str, gain: int) -> Path:
    path = write_capture(root, cube())
    for file in path.glob("*.fits"):
        with fits.open(file, mode="update") as hdus:
            hdus[0].header["INSTRUME"] = camera
            hdus[0].header["GAIN"] = gain
    return path


def gain_in_use(at: Driver) -> tuple[float, int]:
    parameters = at.workspace.parameters
    return parameters.gain_e_per_adu, parameters.padding_bits


def test_the_gain_is_kept_for_this_camera_in_this_mode_and_no_other(
    driver: Driver, tmp_path: Path
) -> None:
    ours = camera_folder(tmp_path / "ours", "QHY42PRO", 5)
    others = [
        camera_folder(tmp_path / "mode", "QHY42PRO", 6),
        camera_folder(tmp_path / "camera", "QHY600M", 5),
        write_capture(tmp_path / "unnamed", cube()),
    ]
    driver.open(ours)
    rest(driver)
    type_number(driver, "gain_e_per_adu", "0.75")
    rest(driver)
    row = driver.window.parameters.rows["gain_e_per_adu"]
    assert gain_in_use(driver) == (0.75, 4)
    assert row._note.text() == "for QHY42PRO at gain 5, by you"
    for other in others:
        driver.open(other)
        rest(driver)
        assert gain_in_use(driver) == (1.39, 4)
        assert row._note.text() == ""
    driver.open(ours)
    rest(driver)
    assert gain_in_use(driver) == (0.75, 4)
    assert driver.workspace.remembered.gain_e_per_adu == 1.39
    assert driver.window.judgements.opinions.wait_saved(20)
    (said,) = kept_opinions()
    assert (said.topic, said.value) == (
        GAIN,
        {"gain_e_per_adu": 0.75, "padding_bits": 4},
    )


def test_the_usual_gain_is_said_of_a_camera_once_it_is_typed(
    driver: Driver, tmp_path: Path
) -> None:
    driver.open(camera_folder(tmp_path / "ours", "QHY42PRO", 5))
    rest(driver)
    row = driver.window.parameters.rows["gain_e_per_adu"]
    assert row._note.text() == ""
    type_number(driver, "gain_e_per_adu", "1.39")  # as it is already
    assert row._note.text() == "for QHY42PRO at gain 5, by you"
    type_number(driver, "gain_e_per_adu", "0.75")
    rest(driver)
    type_number(driver, "gain_e_per_adu", "1.39")
    rest(driver)
    calibration = driver.workspace.calibration
    assert calibration.request.said == "user for QHY42PRO at gain 5"
    driver.window.parameters.reset()  # as it was
    assert list(driver.workspace.cameras.gains.values()) == [(1.39, 4)]
    type_number(driver, "gain_e_per_adu", "0.75")
    driver.window.parameters.reset()
    assert driver.workspace.cameras.gains == {}


def test_what_was_said_of_a_camera_is_used_by_the_next_window(
    driver: Driver, tmp_path: Path
) -> None:
    path = camera_folder(tmp_path / "ours", "QHY42PRO", 5)
    mode = camera_mode(read_session(path))
    other = Opinions(who="bob")
    other.say(GAIN, mode.key, {"gain_e_per_adu": 0.5, "padding_bits": 0})
    other.say(GAIN, "odd", {"gain_e_per_adu": "many"})
    assert other.close()
    driver.qtbot.waitUntil(
        lambda: driver.workspace.cameras.gains == {mode.key: (0.5, 0)},
        timeout=PATIENCE_MS,
    )
    driver.open(path)
    rest(driver)
    assert gain_in_use(driver) == (0.5, 0)


def test_undo_takes_back_what_was_said_of_a_camera(
    driver: Driver, tmp_path: Path
) -> None:
    path = camera_folder(tmp_path / "ours", "QHY42PRO", 5)
    driver.open(path)
    rest(driver)
    type_number(driver, "gain_e_per_adu", "0.75")
    rest(driver)
    calibration = driver.workspace.calibration
    assert calibration.request.said == "user for QHY42PRO at gain 5"
    driver.workspace.history.undo()
    rest(driver)
    assert gain_in_use(driver) == (1.39, 4)
    assert driver.workspace.calibration.request.said == ""
    assert driver.window.judgements.opinions.all(GAIN) == []
    assert driver.workspace.cameras.gains == {}
