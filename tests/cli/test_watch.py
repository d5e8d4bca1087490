"""``darkviewer watch`` as a process: lines until Ctrl+C."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.helpers.captures import HOT, cube, write_capture, write_frame
from tests.helpers.programs import Program, program

__all__ = ["program"]  # the fixture

NEW = cube()[HOT[0]] + np.uint16(1)


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGINT")
def test_a_line_for_each_event_until_ctrl_c(program: Program, tmp_path: Path) -> None:
    capture = write_capture(tmp_path / "captures", cube())
    process = program.start("watch", capture.parents[2], "--json-lines")
    assert json.loads(line(process))["event"] == "watching"
    write_frame(capture / "00006.fits", NEW)
    frame, made = json.loads(line(process)), json.loads(line(process))
    assert (frame["event"], Path(frame["path"]).name) == ("frame", "00006.fits")
    assert (made["event"], made["frames"]) == ("calibrated", 6)
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    assert process.stderr is not None
    assert process.stderr.read() == ""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGINT")
def test_the_same_in_words(program: Program, tmp_path: Path) -> None:
    capture = write_capture(tmp_path / "captures", cube())
    process = program.start("watch", capture.parents[2])
    assert " watching: path=" in line(process)
    (capture / "00007.fits").write_bytes(b"none" * 2000)
    assert " left_out: path=" in line(process)
    assert "level=warn reasons=5 of 6 used" in line(process)
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0


def test_no_such_folder(program: Program, tmp_path: Path) -> None:
    process = program.start("watch", tmp_path / "none")
    _, complaints = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "does not exist" in complaints
