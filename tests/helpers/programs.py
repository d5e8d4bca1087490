"""``darkviewer`` as a whole process, as the desktop starts and ends it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from darkviewer.storage.appdata.journal import journal_folder
from tests.helpers.places import environment

LIMIT_S = 60
_SHIM = Path(__file__).with_name("failing_reads.c")


class Program:
    """``darkviewer`` with a home of its own, shown on no screen."""

    def __init__(self) -> None:
        self.started: list[subprocess.Popen[str]] = []

    def start(self, *arguments: str | Path, **more: str) -> subprocess.Popen[str]:
        """The program, with more variables in its environment."""
        return self.run(["-m", "darkviewer", *map(str, arguments)], **more)

    def run(self, arguments: list[str], **more: str) -> subprocess.Popen[str]:
        """Python with these arguments."""
        self.started.append(
            subprocess.Popen(
                [sys.executable, *arguments],
                env=environment(**more),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        return self.started[-1]

    def wait_for_window(self) -> None:
        place = Path(os.environ["XDG_RUNTIME_DIR"], "darkviewer", "window")
        wait_for(place.exists)


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def wait_for_rest(process: subprocess.Popen[str]) -> None:
    """Until it has computed hardly anything for half a second."""
    known = psutil.Process(process.pid)

    def spent_s() -> float:
        times = known.cpu_times()
        return float(times.user + times.system)

    def rests() -> bool:
        before = spent_s()
        time.sleep(0.5)
        return spent_s() - before < 0.05

    wait_for(rests)


@pytest.fixture
def program() -> Iterator[Program]:
    program = Program()
    yield program
    for process in program.started:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=LIMIT_S)


def log_text() -> str:
    path = journal_folder() / "darkviewer.log"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def failing_reads(folder: Path, mode: str) -> dict[str, str]:
    """Environment in which reads of frames fail so; see ``failing_reads.c``."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if sys.platform != "linux" or compiler is None:
        pytest.skip("needs the dynamic linker of Linux and a compiler")
    shim = folder / "failing_reads.so"
    build = [compiler, "-shared", "-fPIC", "-o", shim, _SHIM, "-ldl"]
    subprocess.run(build, check=True)
    return {"LD_PRELOAD": str(shim), "FAILING_READS": mode}
