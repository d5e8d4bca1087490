"""``darkviewer`` as a whole process, as the desktop starts and ends it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from darkviewer.storage.appdata.journal import journal_folder
from tests.helpers.places import environment

LIMIT_S = 60
_LOOKS = 10
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
    """Until it has computed hardly anything for half a second, and wanted no more."""
    known = psutil.Process(process.pid)

    def spent_s() -> float:
        times = known.cpu_times()
        return float(times.user + times.system)

    def rests() -> bool:
        before, wanting = spent_s(), Counter[str]()
        for _ in range(_LOOKS):
            time.sleep(0.5 / _LOOKS)
            wanting.update(_wanting(process.pid))
        waits = max(wanting.values(), default=0) > _LOOKS / 2
        return spent_s() - before < 0.05 and not waits

    wait_for(rests)


def _wanting(pid: int) -> Iterator[str]:
    """Threads that compute, or would if others left them a processor.

    Known on Linux alone; on a busy machine they may compute nothing for a while.
    """
    for task in Path(f"/proc/{pid}/task").glob("*/stat"):
        with suppress(OSError):  # it has ended
            state = task.read_text().rpartition(")")[2].split()[0]
            if state in "RD":
                yield task.parent.name


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
