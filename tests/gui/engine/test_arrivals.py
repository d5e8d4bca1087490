"""Files in motion below a real window: they come, grow, go and change their names."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from darkviewer.gui.engine import arrivals, new_frames
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.models.session_model import SessionModel
from darkviewer.runs import pace
from darkviewer.storage import places
from tests.helpers.captures import STAR, another, cube, write_capture, write_frame
from tests.helpers.windows import PATIENCE_MS, open_window


class Bench:
    """A window on a capture root, and waiting."""

    def __init__(self, window: MainWindow, qtbot: QtBot, capture: Path) -> None:
        self.window, self.qtbot, self.capture = window, qtbot, capture
        self.root = capture.parents[2]
        self.workspace = window.workspace
        self.until_scanned = threading.Event()

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def used(self) -> int:
        known = self.workspace.calibration
        return 0 if known is None or self.window.tasks.busy else len(known.used)

    def badge(self) -> tuple[str, str]:
        index = self.window.browser.model.index_of(self.capture)
        return index.data(SessionModel.LEVEL), index.data(SessionModel.DETAILS)


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setattr(arrivals, "GATHER_MS", 50)
    monkeypatch.setattr(arrivals, "RETRY_MS", 50)
    monkeypatch.setattr(arrivals, "ROOT_MS", 100)
    monkeypatch.setattr(pace, "QUIET_S", 0.05)
    monkeypatch.setattr(new_frames, "SETTLE_S", 0.05)
    window = open_window(qtbot)
    bench = Bench(window, qtbot, write_capture(tmp_path / "captures", cube()))
    window.open_path(bench.root)
    bench.until(lambda: bench.used() == 5)
    bench.until(lambda: window.arrivals._starter.idle)
    return bench


@pytest.mark.parametrize("watched", [True, False])
def test_a_frame_being_written_is_incomplete_then_used_without_a_word(
    bench: Bench, tmp_path: Path, watched: bool
) -> None:
    if not watched:  # as on a network drive that tells nothing
        bench.window.arrivals._end_watch()
    said = []
    bench.workspace.message_posted.connect(lambda text, _level: said.append(text))
    write_frame(tmp_path / "whole.fits", another())
    content = (tmp_path / "whole.fits").read_bytes()
    with open(bench.capture / "00006.fits", "wb") as file:
        file.write(content[:4000])
        file.flush()
        if not watched:
            bench.window.tasks.rescan()
        bench.until(lambda: bench.badge()[0] == "warn")
        assert bench.badge()[1].startswith("incomplete")
        assert "00006.fits" in bench.badge()[1]
        file.write(content[4000:])
    bench.until(lambda: bench.used() == 6)
    assert bench.workspace.session.health.level == "ok"
    assert not [text for text in said if text]


def test_frame_and_candidate_stay_when_another_frame_arrives(bench: Bench) -> None:
    chosen = bench.workspace.selected
    assert bench.workspace.frame == STAR[0]
    write_frame(bench.capture / "00006.fits", another())
    bench.until(lambda: bench.used() == 6)
    assert bench.workspace.frame == STAR[0]
    assert bench.workspace.selected == chosen is not None


def test_a_new_capture_is_listed_and_the_one_on_show_stays(bench: Bench) -> None:
    before = bench.workspace.calibration
    new = bench.root / "2024-05-09" / "20_00_00" / "Dark30s"
    new.mkdir(parents=True)
    write_frame(new / "00001.fits", cube()[0])
    bench.until(lambda: new in bench.workspace.sessions)
    assert bench.workspace.captures[0].path == new
    assert bench.workspace.calibration is before


def test_what_is_on_screen_may_be_deleted(bench: Bench) -> None:
    bench.workspace.set_layer("raw")
    bench.workspace.set_frame(2)
    (bench.capture / "00003.fits").unlink()
    bench.until(lambda: bench.used() == 4)
    names = [frame.name for frame in bench.workspace.session.frames]
    assert names == ["00001.fits", "00002.fits", "00004.fits", "00005.fits"]
    bench.until(lambda: bench.badge()[0] == "ok")


def test_what_is_on_screen_may_be_renamed_or_replaced(bench: Bench) -> None:
    bench.workspace.set_frame(4)
    (bench.capture / "00005.fits").rename(bench.capture / "00009.fits")
    bench.until(lambda: bench.workspace.session.frames[-1].name == "00009.fits")
    raw = cube()[0]
    raw[10, 10] = 40_000
    write_frame(bench.root / "other", raw)
    os.replace(bench.root / "other", bench.capture / "00001.fits")
    leaders = bench.workspace
    bench.until(
        lambda: (
            bench.used() == 5
            and (10, 10) in zip(leaders.candidates.x, leaders.candidates.y, strict=True)
        )
    )


def test_a_capture_that_vanishes_is_told_and_its_frames_stay_open(bench: Bench) -> None:
    shown = bench.workspace.calibration
    moved = bench.root.with_name("moved")
    shutil.move(bench.capture.parent, moved)
    message = bench.window.status.message
    bench.until(lambda: "stay open" in message.text())
    assert bench.workspace.captures == []
    bench.workspace.set_layer("raw")
    bench.workspace.set_frame(4)
    bench.until(lambda: bench.window.store.idle)
    assert bench.workspace.calibration is shown


def test_a_root_that_goes_and_comes_back_is_watched_again(bench: Bench) -> None:
    kept = bench.root.with_name("kept")
    shutil.copytree(bench.root, kept)
    shutil.rmtree(bench.root)
    bench.until(lambda: "does not exist" in bench.window.status.message.text())
    shutil.copytree(kept, bench.root)
    bench.until(lambda: bench.used() == 5 and bench.badge()[0] == "ok")
    bench.until(lambda: bench.window.arrivals._starter.idle)
    write_frame(bench.capture / "00006.fits", another())
    bench.until(lambda: bench.used() == 6)


def test_folders_made_at_once_are_all_followed(bench: Bench) -> None:
    new = [
        bench.root / "2024-05-09" / f"20_00_{n:02}" / "Dark30s" / "rawframes"
        for n in range(12)
    ]
    for folder in new:
        folder.mkdir(parents=True)
        write_frame(folder / "00001.fits", cube()[0])
    bench.until(lambda: all(folder in bench.workspace.sessions for folder in new))


def test_what_came_before_the_watch_began_is_found(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = write_capture(tmp_path / "other", cube())
    watch = bench.window.arrivals._keep_watch

    def late(root: Path) -> None:
        if bench.window.arrivals._watched != places.identity(root):
            bench.until_scanned.wait(20)
            write_frame(other / "00006.fits", another())
        watch(root)

    monkeypatch.setattr(bench.window.arrivals, "_keep_watch", late)
    bench.window.open_path(tmp_path / "other")
    bench.until(lambda: bench.used() == 5 and other in bench.workspace.sessions)
    bench.until_scanned.set()
    bench.until(lambda: bench.used() == 6)


def test_a_capture_that_begins_with_half_a_frame_is_followed(
    bench: Bench, tmp_path: Path
) -> None:
    content = (bench.capture / "00001.fits").read_bytes()
    capture = tmp_path / "other" / "2024-05-10" / "20_00_00" / "Dark30s"
    capture.mkdir(parents=True)
    (capture / "00001.fits").write_bytes(content[:3000])
    bench.window.open_path(tmp_path / "other")
    notice = bench.window.image.notice
    bench.until(lambda: "00001.fits" in notice.words[1])
    assert notice.words[0] == "No frame of this capture can be shown"
    (capture / "00001.fits").write_bytes(content)
    (capture / "00002.fits").write_bytes(content)
    bench.until(lambda: bench.used() == 2)


def test_no_file_is_held_open(bench: Bench) -> None:
    for frame in range(5):
        bench.workspace.set_frame(frame)
        bench.until(lambda: bench.window.store.idle)
    held = [os.readlink(f"/proc/self/fd/{n}") for n in _handles()]
    assert not [path for path in held if str(bench.root) in path]
    maps = Path("/proc/self/maps").read_text()
    assert str(bench.root) not in maps


def _handles() -> list[str]:
    found = Path("/proc/self/fd")
    if not found.exists():
        pytest.skip("only Linux tells which files are open")
    return [n for n in os.listdir(found) if (found / n).is_symlink()]
