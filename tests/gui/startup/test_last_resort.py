"""Nothing keeps the program from ending: whole processes, asked to end."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from darkviewer.gui.startup import last_resort
from darkviewer.gui.startup.single_instance import meeting_place
from darkviewer.storage.appdata.open_root import root_left_open
from darkviewer.storage.appdata.settings import settings_path
from tests.helpers.programs import (
    LIMIT_S,
    Program,
    failing_reads,
    log_text,
    program,
    wait_for,
)

__all__ = ["program"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

ENDS_S = 3.0
"""After the wish to end; a busy machine takes as long again to end a process."""

CHILD = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from darkviewer.gui.startup import app
from darkviewer.storage.appdata.settings import settings_path

def later():
    if settings_path().exists():
        {what}
    else:
        QTimer.singleShot(100, later)

before = app._begin
def begin(*what):
    before(*what)
    QTimer.singleShot(100, later)
app._begin = begin
sys.exit(app.run(Path(sys.argv[1])))
"""
CLICK = "[w.close() for w in QApplication.topLevelWidgets() if w.isVisible()]"
READ = "open(next(Path(sys.argv[1]).glob('*.fits')), 'rb').read()"


def seconds_to_end(process: subprocess.Popen[str]) -> float:
    began = time.monotonic()
    process.wait(timeout=LIMIT_S)
    return time.monotonic() - began


def reads_a_frame(process: subprocess.Popen[str]) -> bool:
    files = Path(f"/proc/{process.pid}/fd")
    for file in files.iterdir():
        with suppress(FileNotFoundError):  # closed by now
            if os.readlink(file).endswith(".fits"):
                return True
    return False


def kept_root() -> str:
    return json.loads(settings_path().read_text())["last_root"]


@pytest.mark.parametrize("how", ["a signal", "a click"])
def test_a_read_that_never_returns_does_not_keep_it(
    program: Program, session: Path, tmp_path: Path, how: str
) -> None:
    dead = failing_reads(tmp_path, "hang:0")
    if how == "a signal":
        process = program.start("open", session, **dead)
        wait_for(lambda: reads_a_frame(process))
        process.send_signal(signal.SIGTERM)
        assert seconds_to_end(process) < 2 * ENDS_S
    else:
        process = program.run(["-c", CHILD.format(what=CLICK), str(session)], **dead)
        process.wait(timeout=LIMIT_S)
    assert process.returncode == 0
    assert kept_root() == str(session)
    assert "ended by force, because this did not end: reading" in log_text()
    assert root_left_open() == session  # not reopened, but offered


def test_a_window_that_waits_for_a_dead_drive_ends_by_a_signal(
    program: Program, session: Path, tmp_path: Path
) -> None:
    dead = failing_reads(tmp_path, "hang:0")
    process = program.run(["-c", CHILD.format(what=READ), str(session)], **dead)
    wait_for(lambda: settings_path().exists() and kept_root() == str(session))
    time.sleep(0.5)  # it reads by now
    process.send_signal(signal.SIGTERM)
    assert seconds_to_end(process) < 2 * ENDS_S
    assert process.returncode == 0
    assert "ended by force" in log_text()


def test_the_cache_may_vanish_while_the_window_is_open(
    program: Program, session: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR")  # the meeting place is in the cache then
    process = program.start("open", session)
    wait_for(lambda: "window is open" in log_text())
    assert Path(meeting_place()).exists()
    shutil.rmtree(os.environ["XDG_CACHE_HOME"])
    process.send_signal(signal.SIGTERM)
    _, complaints = process.communicate(timeout=LIMIT_S)
    assert (process.returncode, complaints) == (0, "")
    assert "ended by force" not in log_text()


@pytest.mark.parametrize("stay", [False, True])
def test_two_bytes_on_the_socket_do_not_keep_it(
    program: Program, session: Path, stay: bool
) -> None:
    process = program.start("open", session)
    program.wait_for_window()
    wait_for(lambda: "window is open" in log_text())
    guests = [socket.socket(socket.AF_UNIX) for _ in range(6)]
    for guest in guests:
        guest.connect(meeting_place())
        guest.send(b"\0\0")
        if not stay:
            guest.close()
    process.send_signal(signal.SIGTERM)
    took = seconds_to_end(process)
    for guest in guests:
        guest.close()
    assert took < 2 * ENDS_S
    assert process.communicate() == ("", "")
    assert process.returncode == 0
    assert "ended by force" not in log_text()


def test_a_stopped_first_one_keeps_no_other_from_starting_and_ending(
    program: Program, session: Path
) -> None:
    first = program.start()
    program.wait_for_window()
    wait_for(lambda: log_text().count("window is open") == 1)
    first.send_signal(signal.SIGSTOP)
    second = program.start("open", session)
    wait_for(lambda: log_text().count("window is open") == 2)
    second.send_signal(signal.SIGTERM)
    assert seconds_to_end(second) < 2 * ENDS_S
    assert second.returncode == 0
    assert kept_root() == str(session)
    first.send_signal(signal.SIGCONT)
    first.send_signal(signal.SIGTERM)
    assert seconds_to_end(first) < 2 * ENDS_S


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The process is not ended; the list gets the status."""
    ended: list[int] = []
    monkeypatch.setattr(last_resort.os, "_exit", ended.append)
    monkeypatch.setattr(last_resort.logging, "shutdown", lambda: None)
    monkeypatch.setattr(last_resort, "LIMIT_S", 0.1)
    return ended


def test_the_time_runs_from_the_first_wish_to_end(
    ends: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    with last_resort.LastResort([signal.SIGUSR1]) as last:
        last.status = 3
        time.sleep(0.2)
        assert ends == []
        last.arm()
        wait_for(lambda: ends == [3])
    assert "this did not end: the window, at " in caplog.text


def test_a_signal_arms_it_even_where_no_handler_can_run(ends: list[int]) -> None:
    before = signal.signal(signal.SIGUSR1, lambda *_: None)
    try:
        with last_resort.LastResort([signal.SIGUSR1]):
            os.kill(os.getpid(), signal.SIGUSR1)
            wait_for(lambda: ends == [0])
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_an_orderly_end_calls_it_off(ends: list[int]) -> None:
    with last_resort.LastResort([signal.SIGUSR1]) as last:
        last.arm()
    time.sleep(0.2)
    assert ends == []


def test_a_thread_left_behind_ends_the_process_at_once(
    ends: list[int], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(last_resort, "left_behind", lambda: ["reading", "frames"])
    with last_resort.LastResort([signal.SIGUSR1]):
        pass
    assert ends == [0]
    assert "this did not end: reading, frames" in caplog.text
