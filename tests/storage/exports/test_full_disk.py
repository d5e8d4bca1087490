"""Disks that are really full or read-only: small file systems in a namespace."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.places import environment

UNSHARE = ("unshare", "--map-root-user", "--mount", "sh", "-c")
PROGRAM = """
import os, sys
from pathlib import Path
from darkviewer.cli.parser import main
from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.appdata.settings import Settings, load, save
from darkviewer.storage.appdata.support import write_support_bundle

disk, session = Path(sys.argv[1]), sys.argv[2]
before = sorted(disk.iterdir())
assert main(["process", session, "--out", str(disk / "results")]) == 1
for write in (
    lambda: save(Settings(recent=["x" * 20_000] * 10), disk / "settings.json"),
    lambda: write_support_bundle(disk / "support.zip"),
):
    try:
        write()
    except DarkviewerError as error:
        print(error)
    else:
        sys.exit("it was written")
left = [path for path in disk.rglob("*") if path.is_file() and path not in before]
assert not left, left
assert load(disk / "settings.json")[0].last_root == "/kept"
"""


def mounted(tmp_path: Path, session: Path, options: str) -> str:
    """What is said when everything is written to such a disk."""
    disk = tmp_path / "disk"
    disk.mkdir()
    (tmp_path / "settings.json").write_text('{"schema": 1, "last_root": "/kept"}')
    script = (
        f"mount -t tmpfs -o size=16k none '{disk}' && cp settings.json '{disk}' && "
        f"{options} && exec '{sys.executable}' -c \"$PROGRAM\" '{disk}' '{session}'"
    )
    done = subprocess.run(
        [*UNSHARE, script],
        cwd=tmp_path,
        env=environment(PROGRAM=PROGRAM),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def may_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    tried = [*UNSHARE, "mount -t tmpfs none /mnt"]
    return subprocess.run(tried, capture_output=True).returncode == 0


pytestmark = pytest.mark.skipif(not may_mount(), reason="nothing may be mounted here")


def test_a_full_disk_is_told_and_nothing_half_written_stays(
    tmp_path: Path, session: Path
) -> None:
    fill = f"(cat /dev/zero > '{tmp_path}/disk/filling' 2>/dev/null || true)"
    said = mounted(tmp_path, session, fill)
    words = "No space left on device", "Not enough space on disk"  # those of astropy
    assert sum(map(said.count, words)) == 3
    assert said.count("; choose another folder or free disk space") == 3


def test_a_read_only_disk_is_told_and_nothing_is_written(
    tmp_path: Path, session: Path
) -> None:
    said = mounted(tmp_path, session, f"mount -o remount,ro '{tmp_path}/disk'")
    assert said.count("Read-only file system") == 3
