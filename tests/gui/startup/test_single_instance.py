"""A second start against a first one: real processes, real sockets."""

from __future__ import annotations

import os
import signal
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from darkviewer.gui.startup import meeting, single_instance
from darkviewer.gui.startup.single_instance import SingleInstance, meeting_place
from tests.helpers.places import environment
from tests.helpers.programs import wait_for

needs_two_users = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="needs two users"
)

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


@pytest.mark.parametrize("path", ["some folder/съёмка", "", "~nobody-of-this-name/x"])
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


def guest() -> socket.socket:
    caller = socket.socket(socket.AF_UNIX)
    caller.connect(meeting_place())  # blocks while others wait at the door
    return caller


def framed(content: bytes) -> bytes:
    """As Python's connections send it: the length, then the content."""
    return struct.pack("!i", len(content)) + content


@pytest.mark.skipif(sys.platform == "win32", reason="sockets of Unix")
@pytest.mark.parametrize(
    "words",
    [
        b"\0\0",
        b"GET / HTTP/1.1\r\n\r\n",
        framed(b""),
        framed(b"\xff\xfe"),
        framed(b"12"),
        framed(b'{"path": "/"}'),
        framed(b"[" * 90_000),
        struct.pack("!i", 2**31 - 1) + b"x",
        struct.pack("!i", -1) + struct.pack("!Q", 2**63),
    ],
)
def test_nonsense_is_not_obeyed_and_the_next_one_is_heard(
    first: SingleInstance, qtbot: QtBot, tmp_path: Path, words: bytes
) -> None:
    assert first.is_first(None)
    heard = []
    first.asked.connect(heard.append)
    with guest() as caller, suppress(OSError):  # turned away in the midst of it
        caller.sendall(words)
    with qtbot.waitSignal(first.asked, timeout=20_000):
        later = another("", tmp_path)
    later.communicate(timeout=20)
    assert (later.returncode, heard) == (0, [None])


@pytest.mark.skipif(sys.platform == "win32", reason="sockets of Unix")
def test_a_crowd_of_the_silent_is_turned_away_and_forgotten(
    first: SingleInstance,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(single_instance, "PATIENCE_S", 0.2)
    assert first.is_first(None)
    before = threading.active_count()
    crowd = [guest() for _ in range(100)]
    assert threading.active_count() <= before + single_instance._GUESTS
    for caller in crowd[::2]:
        with suppress(OSError):  # turned away
            caller.send(b"\0\0")
    wait_for(lambda: threading.active_count() <= before)
    monkeypatch.setattr(single_instance, "PATIENCE_S", 20.0)
    with qtbot.waitSignal(first.asked, timeout=20_000):
        later = another("", tmp_path)
    later.communicate(timeout=20)
    assert later.returncode == 0
    for caller in crowd:
        caller.close()


STRANGER = """
import os, socket, sys
os.setuid(65534)
with socket.socket(socket.AF_UNIX) as caller:
    caller.connect(sys.argv[1])
    caller.sendall(b"\\0\\0\\0\\x04null")
    print(caller.recv(100))
"""


STRANGE_PLACE = """
import os, socket, sys
os.setuid(65534)
with socket.socket(socket.AF_UNIX) as door:
    door.bind(sys.argv[1])
    door.listen()
    print("open", flush=True)
    guest, _ = door.accept()
    print(guest.recv(1000), flush=True)
"""


@needs_two_users
def test_a_window_of_somebody_else_is_told_nothing(
    qapp: object,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with tempfile.TemporaryDirectory() as place:
        monkeypatch.setenv("XDG_RUNTIME_DIR", place)
        path = meeting_place()
        for folder in (place, Path(path).parent):
            os.chmod(folder, 0o777)
        with subprocess.Popen(
            [sys.executable, "-c", STRANGE_PLACE, path],
            stdout=subprocess.PIPE,
            text=True,
        ) as stranger:
            assert stranger.stdout.readline() == "open\n"
            instance = SingleInstance()
            assert instance.is_first(Path("secret"))
            instance.close()
            assert stranger.stdout.readline() == "b''\n"
    assert "belongs to somebody else" in caplog.text


@needs_two_users
def test_a_stranger_is_turned_away_even_where_the_file_is_open_to_all(
    first: SingleInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory() as place:
        monkeypatch.setenv("XDG_RUNTIME_DIR", place)
        first._place = meeting_place()
        assert first.is_first(None)
        heard = []
        first.asked.connect(heard.append)
        for path in (place, Path(place, "darkviewer"), first._place):
            os.chmod(path, 0o777)
        said = subprocess.run(
            [sys.executable, "-c", STRANGER, first._place],
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
        QCoreApplication.processEvents()
        assert "null" not in said.stdout
        assert said.stdout.strip() == "b''" or "Error" in said.stderr
        assert heard == []


def test_without_a_meeting_place_every_start_is_the_first(
    first: SingleInstance,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def nowhere(_place: str, _patience_s: float) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(single_instance, "open_door", nowhere)
    assert first.is_first(None)
    assert caplog.messages == [
        "later starts cannot reach this window: the disk is full"
    ]


def test_a_door_that_fails_for_a_moment_is_tried_again(
    first: SingleInstance, caplog: pytest.LogCaptureFixture
) -> None:
    tries = []

    class Stuck:
        def next_guest(self) -> None:
            tries.append(1)
            if len(tries) < 3:
                raise OSError("too many open files")
            first._closing.set()

        def close(self) -> None:
            pass

    first._serve(Stuck())
    assert len(tries) == 3
    assert (
        caplog.messages == ["a later start could not be heard: too many open files"] * 2
    )


def test_where_the_system_does_not_tell_users_the_folder_decides(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(socket, "SO_PEERCRED", raising=False)
    with socket.socket() as end:
        assert meeting._same_user(end)
