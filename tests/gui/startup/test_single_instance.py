"""A second start against a first one: real processes, real sockets."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from darkviewer.gui.startup.single_instance import SingleInstance, meeting_place
from tests.helpers.places import environment

ANOTHER = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from darkviewer.gui.startup.single_instance import SingleInstance

application = QCoreApplication([])
path = Path(sys.argv[1]) if sys.argv[1] else None
if not SingleInstance().is_first(path):
    sys.exit(0)
print("first", flush=True)
time.sleep(60)
"""


def another(path: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", ANOTHER, path],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def first(qapp: object) -> Iterator[SingleInstance]:  # noqa: ARG001
    instance = SingleInstance()
    yield instance
    instance.close()


@pytest.mark.parametrize("path", ["some folder/съёмка", ""])
def test_a_later_start_hands_over_its_path_and_ends(
    first: SingleInstance, qtbot: QtBot, tmp_path: Path, path: str
) -> None:
    assert first.is_first(None)
    with qtbot.waitSignal(first.asked, timeout=20_000) as asked:
        later = another(path, tmp_path)
    # The path is meant from where the later one was started.
    assert asked.args == [tmp_path / path if path else None]
    later.communicate(timeout=20)
    assert later.returncode == 0


def test_what_a_killed_one_left_is_no_hindrance(
    first: SingleInstance, qtbot: QtBot, tmp_path: Path
) -> None:
    killed = another("", tmp_path)
    assert killed.stdout.readline() == "first\n"
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=20)
    assert first.is_first(None)
    with qtbot.waitSignal(first.asked, timeout=20_000):
        later = another("", tmp_path)
    later.communicate(timeout=20)


def test_nobody_but_the_user_may_speak_and_nothing_is_on_a_network(
    first: SingleInstance,
) -> None:
    before = len(psutil.Process().net_connections("inet"))
    assert first.is_first(None)
    assert len(psutil.Process().net_connections("inet")) == before
    mode = os.stat(meeting_place()).st_mode
    assert stat.S_ISSOCK(mode)
    assert not mode & (stat.S_IRWXG | stat.S_IRWXO)
