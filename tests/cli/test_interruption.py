"""Ctrl+C at fixed moments: whenever something is imported, within a job and after."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from darkviewer.cli import commands, interruption, main
from darkviewer.core.progress import Job, Progress
from tests.helpers.places import environment

PROGRAM = """
import os, signal, sys
class Pressing:
    def find_spec(self, name, path=None, target=None):
        if name == {when!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Pressing())
from darkviewer.cli import start
start({arguments!r})
"""
ENGINE = "darkviewer.core.calibration.pipeline"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


@pytest.mark.parametrize(
    ("when", "command"),
    [
        ("darkviewer.cli.parser", "process"),
        ("numpy", "process"),
        ("numpy._core._multiarray_umath", "process"),
        ("darkviewer.reports.documents", "process"),
        (ENGINE, "process"),
        ("PySide6.QtCore", "open"),
        ("darkviewer.gui.main_window", "open"),
        ("darkviewer.gui.startup.picture", "open"),
        ("darkviewer.gui.startup.watchdog", "open"),  # once the window is there
    ],
)
def test_an_import_that_is_interrupted(
    session: Path, tmp_path: Path, when: str, command: str
) -> None:
    arguments = [command, str(session)]
    if command == "open":
        arguments += ["--screenshot", str(tmp_path / "window.png"), "--watchdog"]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(when=when, arguments=arguments)],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    said = [line for line in done.stderr.splitlines() if "stalled for" not in line]
    assert (done.returncode, said) == (130, ["darkviewer: interrupted"])
    assert not (tmp_path / "window.png").exists()


def test_it_says_so_and_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[object] = []
    monkeypatch.setattr(os, "write", lambda *what: said.append(what))
    monkeypatch.setattr(os, "_exit", said.append)
    with interruption.restored():
        interruption.leaving_at_once()
        interrupt()
    assert said == [(2, b"darkviewer: interrupted\n"), 130]


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Of a job that stands for every command's, and is interrupted in its second."""
    done: list[str] = []

    def job() -> Job[None]:
        try:
            for number in range(4):
                done.append(f"step {number}")
                if number == 1:
                    os.kill(os.getpid(), signal.SIGINT)
                done.append(f"whole step {number}")
                yield Progress("Working", number, 4)
        finally:
            done.append("cleaned up")

    monkeypatch.setattr(commands, "sessions", lambda _: commands.run_job(job()))
    return done


def test_a_job_ends_at_its_next_cancel_point(
    steps: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sessions", "x"]) == 130
    assert capsys.readouterr().err == "darkviewer: interrupted\n"
    assert steps[-2:] == ["whole step 1", "cleaned up"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_the_second_ctrl_c_need_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    after: list[bool] = []

    def job() -> Job[None]:
        interrupt()
        interrupt()
        after.append(True)
        yield Progress("Working", 0, 1)

    monkeypatch.setattr(commands, "sessions", lambda _: commands.run_job(job()))
    assert main(["sessions", "x"]) == 130
    assert after == []


@pytest.mark.parametrize("when", ["last step", "printing"])
def test_ctrl_c_behind_the_last_cancel_point(
    monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    def job() -> Job[None]:
        yield Progress("Working", 0, 1)
        if when == "last step":
            interrupt()

    def command(_: object) -> None:
        commands.run_job(job())
        interrupt()

    monkeypatch.setattr(commands, "sessions", command)
    assert main(["sessions", "x"]) == 130


@pytest.fixture
def ignored() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ignored")
def test_a_shell_that_runs_it_in_the_background_is_obeyed() -> None:
    with interruption.restored(), interruption.jobs_stop() as pressed:
        interruption.leaving_at_once()
        interrupt()
    assert not pressed()


def test_it_runs_in_any_thread() -> None:
    statuses: list[int] = []
    thread = threading.Thread(
        target=lambda: statuses.append(main(["sessions", "/does/not/exist"]))
    )
    thread.start()
    thread.join()
    assert statuses == [1]
