"""Verdicts on a real network file system: sshfs, with the server beside it."""

from __future__ import annotations

import mmap
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from darkviewer.core.opinions.events import EXCLUSION
from darkviewer.storage.opinions import database, store
from darkviewer.storage.opinions.database import open_database, shared_words
from darkviewer.storage.opinions.store import SCHEMA, Opinions, kept_opinions

_SERVERS = ("/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server")
_SERVER = next((name for name in _SERVERS if Path(name).is_file()), "")
_LEAVE = shutil.which("fusermount3") or shutil.which("fusermount") or ""
WAIT_S = 60.0

pytestmark = pytest.mark.skipif(
    not (shutil.which("sshfs") and _SERVER and _LEAVE and Path("/dev/fuse").exists()),
    reason="no sshfs, or no server for it",
)


@pytest.fixture(params=["auto_cache", "direct_io"])
def drive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A folder of a server; with ``direct_io`` memory cannot be shared there."""
    there, here = tmp_path / "server", tmp_path / "drive"
    there.mkdir()
    here.mkdir()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        serving = subprocess.Popen([_SERVER], stdin=theirs, stdout=theirs)
        how = f"passive,{request.param}"
        mounting = ["sshfs", "-f", "-o", how, f":{there}", str(here)]
        mounted = subprocess.Popen(mounting, stdin=ours, stdout=ours)
    try:
        while not here.is_mount():
            if mounted.poll() is not None:
                pytest.skip("nothing may be mounted here")
        yield here
    finally:
        subprocess.run([_LEAVE, "-u", str(here)], check=False)
        mounted.wait(WAIT_S)
        serving.terminate()
        serving.wait(WAIT_S)


def _shares_memory(drive: Path) -> bool:
    file = drive / "shared"
    file.write_bytes(b"x")
    with file.open("r+b") as opened:
        try:
            mmap.mmap(opened.fileno(), 1).close()
        except OSError:
            return False
    return True


@pytest.mark.parametrize("named", [True, False])
def test_two_windows_keep_all_that_is_said(
    drive: Path, monkeypatch: pytest.MonkeyPatch, *, named: bool
) -> None:
    """Whether the system names the kind of drive, or the drive is only found out."""
    monkeypatch.setattr(store, "RETRY_S", 0.1)
    if not named:
        monkeypatch.setattr(database, "_NETWORK", frozenset())
    path = drive / SCHEMA.name
    windows = [Opinions(path, who=who) for who in ("ann", "bob")]
    for n in range(4):
        for window in windows:
            window.say(EXCLUSION, f"{window.who} {n}", {"reason": "cloud"})
    assert all(window.wait_saved(WAIT_S) for window in windows)
    assert all(window.close() for window in windows)
    subjects = sorted(said.subject for said in kept_opinions(path))
    assert subjects == sorted(f"{who} {n}" for who in ("ann", "bob") for n in range(4))
    with closing(open_database(path, SCHEMA)[0]) as connection:
        said = shared_words(connection, path)
    assert bool(said) == (named or not _shares_memory(drive))


def test_what_was_acknowledged_survives_being_killed(drive: Path) -> None:
    kills = [sys.executable, "-m", "benchmarks.opinion_kills", "--kills", "8"]
    done = subprocess.run(
        [*kills, "--folder", str(drive)],
        capture_output=True,
        text=True,
        env=os.environ | {"TMPDIR": str(drive)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    rows = [line.split("|") for line in done.stdout.splitlines() if "| 2 |" in line]
    assert sum(int(row[3]) for row in rows) > 4  # acknowledged
