"""Kinds and expectations said in the window: grouped at once, kept, undone."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from darkviewer.cli import main
from darkviewer.core.frames.grouping import Expected
from darkviewer.core.frames.session import Session
from darkviewer.core.opinions.events import EXPECTATION, KIND
from darkviewer.gui.engine import regrouping
from darkviewer.runs.expectations import root_name
from darkviewer.storage.opinions.store import Opinions, kept_opinions
from tests.helpers.captures import cube
from tests.helpers.scene import PATIENCE_MS
from tests.helpers.windows import Driver, open_window

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def night(tmp_path: Path) -> Path:
    """Two lights, three darks and two longer lights in one folder."""
    folder = tmp_path / "root" / "2024-05-08" / "03_38_48" / "Calibration"
    folder.mkdir(parents=True)
    for number, (kind, exposure) in enumerate(
        [("LIGHT", 30)] * 2 + [("DARK", 30)] * 3 + [("LIGHT", 60)] * 2, start=1
    ):
        raw = cube()[number % 5] + np.uint16(number)
        cards = fits.Header({"IMAGETYP": kind, "EXPTIME": exposure})
        fits.PrimaryHDU(raw, cards).writeto(folder / f"{number}.fits")
    return tmp_path / "root"


@pytest.fixture
def at(driver: Driver, night: Path) -> Driver:
    driver.open(night)
    rest(driver)
    return driver


def rest(at: Driver) -> None:
    for _ in range(2):
        at.qtbot.waitUntil(lambda: at.window.judgements.idle, timeout=PATIENCE_MS)
        at.settle()


def read(at: Driver) -> tuple[Session, ...]:
    (found,) = at.workspace.sessions.values()
    return found


def groups(at: Driver) -> dict[str, int]:
    return {one.series: len(one.frames) for one in read(at)}


AS_FOUND = {"dark-30s": 3, "light-30s": 2, "light-60s": 2}
REGROUPED = {"dark-30s": 5, "light-60s": 2}


def say_dark(at: Driver) -> None:
    (light,) = (one for one in read(at) if one.series == "light-30s")
    at.window.regrouping.say_kind(light, "dark")
    at.qtbot.waitUntil(lambda: groups(at) != AS_FOUND, timeout=PATIENCE_MS)
    rest(at)


def test_what_is_said_of_a_series_groups_it_at_once(at: Driver) -> None:
    assert groups(at) == AS_FOUND
    say_dark(at)
    assert groups(at) == REGROUPED
    assert at.workspace.session.series == "dark-30s"
    assert len(at.workspace.calibration.used) == 5
    said = at.workspace.session.frames[0]
    assert said.sources["kind"] == "said by you"
    note = "IMAGETYP says light, you say dark in 2 of 5 frames"
    assert note in at.workspace.session.notes


def test_undo_and_redo(at: Driver) -> None:
    at.workspace.request_capture(read(at)[0].path, "light-30s")
    rest(at)
    say_dark(at)
    assert at.workspace.session.series == "dark-30s"
    assert at.workspace.history.undoText() == "kind of 2 frames"
    at.press(Qt.Key.Key_Z, CONTROL)
    rest(at)
    assert groups(at) == AS_FOUND
    assert at.workspace.session.series == "dark-30s"
    at.press(Qt.Key.Key_Z, CONTROL | SHIFT)
    rest(at)
    assert groups(at) == REGROUPED


def test_as_found_takes_it_back(at: Driver) -> None:
    say_dark(at)
    at.window.regrouping.say_kind(read(at)[0], "")
    at.qtbot.waitUntil(lambda: groups(at) == AS_FOUND, timeout=PATIENCE_MS)
    count = at.workspace.history.count()
    for one, kind in ((read(at)[0], ""), (read(at)[1], "")):
        at.window.regrouping.say_kind(one, kind)  # nothing to take back
    rest(at)
    assert at.workspace.history.count() == count


def test_it_is_kept_for_the_next_window_and_the_command_line(
    at: Driver, night: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    say_dark(at)
    at.window.close()
    shutil.move(night, night.with_name("moved"))
    again = Driver(open_window(qtbot), qtbot)
    again.open(night.with_name("moved"))
    assert groups(again) == REGROUPED
    again.window.close()
    assert main(["sessions", str(night.with_name("moved"))]) == 0
    assert "light-30s" not in capsys.readouterr().out


def test_another_window_is_heard(at: Driver) -> None:
    say_dark(at)
    assert at.window.judgements.opinions.wait_saved(20)
    (first, *_), root = kept_opinions(), at.workspace.root
    other = Opinions(who="anna")
    assert other.wait_read(20)
    for one in kept_opinions():
        other.say(KIND, one.subject, {**first.value, "kind": "flat"})
    other.say(EXPECTATION, root_name(root), {"exposure": "30 s"})
    assert other.close()
    at.qtbot.waitUntil(
        lambda: groups(at) == {"dark-30s": 3, "flat-30s": 2}, timeout=PATIENCE_MS
    )
    (flat,) = (one for one in read(at) if one.kind == "flat")
    assert flat.frames[0].sources["kind"] == "said by anna"
    assert at.workspace.preset.expected == Expected(exposure_s=30)
    rest(at)


def test_a_single_file_is_looked_at_again(at: Driver) -> None:
    at.workspace.request_capture(read(at)[0].path / "7.fits")
    rest(at)
    assert at.workspace.session.kind == "light"
    at.window.regrouping.say_kind(at.workspace.session, "flat")
    at.qtbot.waitUntil(
        lambda: (
            at.workspace.session is not None and at.workspace.session.kind == "flat"
        ),
        timeout=PATIENCE_MS,
    )
    rest(at)


def test_frames_that_cannot_be_read_have_no_kind_said(at: Driver) -> None:
    dark, path = read(at)[0], read(at)[0].path
    for file in path.glob("[345].fits"):
        file.unlink()
    at.window.regrouping.say_kind(dark, "flat")
    rest(at)
    assert kept_opinions() == []


def test_reading_many_frames_is_said(
    at: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regrouping, "_MANY", 1)
    said: list[str] = []
    at.workspace.message_posted.connect(lambda text, _: said.append(text))
    say_dark(at)
    assert said[0] == "Reading 2 frames to know them again…"
    assert "2 frames: dark, said by you" in said


def test_what_is_expected_below_the_root(at: Driver) -> None:
    root = at.workspace.root
    at.window.regrouping.expect(root, Expected(exposure_s=30, frames=3))
    at.qtbot.waitUntil(lambda: len(groups(at)) == 2, timeout=PATIENCE_MS)
    rest(at)
    assert groups(at) == {"dark-30s": 3, "light-30s": 2}
    reasons = [item.reason for item in at.workspace.session.skipped]
    assert reasons[0] == "frame 6.fits is 60 s, expected 30 s: left out"
    assert read(at)[1].health.reasons[-2:][0] == "2 frames, expected 3"
    assert at.workspace.preset.root == root_name(root)
    words = f"Expected below {root}: 30 s, 3 frames"
    assert at.window.status.message.text() == words
    at.window.regrouping.expect(root, Expected(exposure_s=30, frames=3))  # the same
    assert at.workspace.history.count() == 1
    at.press(Qt.Key.Key_Z, CONTROL)
    rest(at)
    assert groups(at) == AS_FOUND
    assert at.workspace.preset.root == ""


def test_nothing_may_be_expected_below_a_folder_of_which_something_is(
    at: Driver,
) -> None:
    root = at.workspace.root
    at.window.regrouping.expect(root.parent, Expected(kind="dark"))
    rest(at)
    assert groups(at) == {"dark-30s": 3}
    assert at.workspace.preset.root == root_name(root.parent)
    at.window.regrouping.expect(root, Expected())
    rest(at)
    assert groups(at) == AS_FOUND
    at.window.regrouping.expect(root.parent, Expected())
    at.window.regrouping.expect(root, Expected())
    rest(at)
    held = at.window.judgements.opinions.all(EXPECTATION)
    assert held == []


def test_kinds_count_for_folders_of_which_no_frame_was_as_expected(at: Driver) -> None:
    root = at.workspace.root
    light = read(at)[1]
    at.window.regrouping.expect(root, Expected(kind="flat"))
    at.qtbot.waitUntil(lambda: groups(at) == {"": 0}, timeout=PATIENCE_MS)
    at.window.regrouping.say_kind(light, "flat")
    at.qtbot.waitUntil(lambda: groups(at) == {"flat-30s": 2}, timeout=PATIENCE_MS)
    rest(at)
