"""Coming back to a session: at once from memory, from the disk after a new start."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from darkviewer.core.errors import Cancelled, DarkviewerError
from darkviewer.gui.engine import kept_results
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.startup.app import make_application, make_window
from darkviewer.storage.appdata import digests
from darkviewer.storage.appdata.settings import Settings
from darkviewer.storage.captures.scan import read_session
from tests.helpers.desks import Desk
from tests.helpers.windows import PATIENCE_MS, settle


def test_coming_back_shows_the_result_at_once(desk: Desk, capture: Path) -> None:
    desk.open(capture)
    desk.settle()
    desk.leave()
    desk.open(capture)
    assert not desk.tasks.busy
    first, second = desk.shown
    assert (first.cached, second.cached) == (False, True)
    assert second.master is first.master
    assert second.request.sources == second.used


def test_another_start_finds_the_result_on_disk(
    desk: Desk, capture: Path, qtbot: QtBot
) -> None:
    desk.open(capture)
    desk.settle()
    other = Desk(qtbot)
    other.open(capture)
    other.settle()
    other.tasks.close()
    (found,) = other.shown
    assert found.cached
    assert found.seconds == desk.shown[0].seconds


def test_calibrate_again_reads_all_frames(desk: Desk, capture: Path) -> None:
    desk.open(capture)
    desk.settle()
    desk.tasks.calibrate(afresh=True)
    desk.settle()
    assert [item.cached for item in desk.shown] == [False, False]


def test_a_parameter_that_recomputes_and_back(desk: Desk, capture: Path) -> None:
    desk.open(capture)
    desk.settle()
    for gain in (2.0, 1.39):
        desk.workspace.set_parameter("gain_e_per_adu", gain)
        desk.settle()
    assert [item.cached for item in desk.shown] == [False, False, True]
    assert desk.shown[2].master is desk.shown[0].master


def test_a_full_disk_is_told_and_does_no_harm(
    desk: Desk, capture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DarkviewerError("no room")

    monkeypatch.setattr(type(desk.tasks.kept.stored), "store", full)
    desk.open(capture)
    desk.settle()
    assert desk.messages == ["this result was not cached: no room"]
    assert desk.workspace.calibration is not None


def test_the_status_line_says_where_the_result_comes_from(
    qtbot: QtBot, capture: Path
) -> None:
    make_application()
    window = make_window(Settings())
    qtbot.addWidget(window)
    for words in ("s", "s, from cache"):
        window.workspace.set_session(None)
        window.workspace.set_session(read_session(capture))
        qtbot.waitUntil(lambda: not window.tasks.busy)
        assert window.status.took.text().endswith(words)
    window.close()


def change_silently(path: Path) -> None:
    """A bright pixel more; size and modification time stay."""
    status, content = path.stat(), bytearray(path.read_bytes())
    content[3880:3882] = b"\x7f\xff"
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


WORDS = (
    "00003.fits has other content though size and time are the same: calibrating again"
)


@pytest.fixture
def early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_results, "_VERIFY_AFTER_MS", 10)


@pytest.mark.usefixtures("early")
def test_a_frame_with_other_content_is_noticed_after_a_new_start(
    desk: Desk, capture: Path, qtbot: QtBot
) -> None:
    desk.open(capture)
    desk.settle()
    change_silently(capture / "00003.fits")
    other = Desk(qtbot)
    other.open(capture)
    other.settle()
    qtbot.waitUntil(lambda: len(other.shown) == 2)
    other.settle()
    other.tasks.close()
    assert [item.cached for item in other.shown] == [True, False]
    assert other.messages == [WORDS]
    old, new = (item.leaders[2] for item in other.shown)
    assert len(new) == len(old) + 1
    third = Desk(qtbot)  # the result of the new content has been stored
    third.open(capture)
    third.settle()
    third.tasks.close()
    assert [item.cached for item in third.shown] == [True]
    assert len(third.shown[0].leaders[2]) == len(new)
    assert third.messages == []


@pytest.mark.usefixtures("early")
def test_f5_notices_other_content_and_other_headers(
    window: MainWindow, qtbot: QtBot, capture: Path
) -> None:
    said: list[str] = []
    window.workspace.message_posted.connect(lambda text, _level: said.append(text))
    window.open_path(capture)
    settle(window, qtbot)
    qtbot.waitUntil(lambda: window.tasks.kept.idle, timeout=PATIENCE_MS)
    before = window.workspace.calibration
    window.tasks.rescan()
    settle(window, qtbot)
    qtbot.waitUntil(lambda: window.tasks.kept.idle, timeout=PATIENCE_MS)
    assert window.workspace.calibration is before  # nothing has changed
    change_silently(capture / "00003.fits")
    window.tasks.rescan()
    qtbot.waitUntil(
        lambda: window.workspace.calibration not in (None, before), timeout=PATIENCE_MS
    )
    assert WORDS in said
    settle(window, qtbot)
    for path in sorted(capture.iterdir()):
        status, content = path.stat(), path.read_bytes()
        changed = content.replace(b"                30.0", b"                10.0", 1)
        assert changed != content
        path.write_bytes(changed)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    window.tasks.rescan()
    qtbot.waitUntil(
        lambda: window.workspace.session.exposure_s == 10.0, timeout=PATIENCE_MS
    )
    settle(window, qtbot)


def test_closing_does_not_wait_until_all_frames_are_hashed(
    desk: Desk, capture: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashing = threading.Event()

    def slow(_path: Path, stopped: Callable[[], bool]) -> str:
        hashing.set()
        while not stopped():
            time.sleep(0.005)
        raise Cancelled("cancelled")

    monkeypatch.setattr(digests, "file_digest", slow)
    desk.open(capture)
    qtbot.waitUntil(hashing.is_set, timeout=PATIENCE_MS)
    began = time.monotonic()
    desk.tasks.kept.close()
    assert time.monotonic() - began < 5
    assert desk.tasks.kept.stored.size() == (0, 0)


def test_memory_goes_back_now_and_then_while_frames_arrive(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[float] = []
    monkeypatch.setattr(
        kept_results, "give_back", lambda: given.append(time.monotonic())
    )
    kept, arrivals = desk.tasks.kept, desk.tasks.new_frames.changed
    monkeypatch.setattr(kept_results, "GIVE_BACK_S", 0.2)
    kept.give_back()
    deadline = time.monotonic() + 10
    while len(given) < 3 and time.monotonic() < deadline:
        arrivals.emit(1)
        qtbot.wait(1)
    assert len(given) == 3
    assert given[2] - given[0] >= 0.3
