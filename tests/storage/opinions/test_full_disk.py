"""Verdicts on disks that are really full or read-only: small ones in a namespace."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.places import environment
from tests.storage.exports.test_full_disk import UNSHARE, may_mount

pytestmark = pytest.mark.skipif(not may_mount(), reason="nothing may be mounted here")

PROGRAM = """
import os, subprocess, sys, threading
from pathlib import Path
from darkviewer.storage.opinions import store
from darkviewer.storage.opinions.store import Opinions, kept_opinions

store.RETRY_S = 0.05
disk, how = Path(sys.argv[1]), sys.argv[2]
filling = disk / "filling"
heard, news = [], threading.Condition()

def tell(words):
    with news:
        heard.append(words)
        news.notify_all()

def wait(until):
    with news:
        assert news.wait_for(until, 30), heard

path = disk / "opinions.sqlite"
opinions = Opinions(path, who="ann", tell=tell)
opinions.say("verdict", "before", {"class": "hot"})
assert opinions.wait_saved(30)
if how == "read-only":
    assert opinions.close()  # the file is opened again, as by the next start
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    opinions = Opinions(path, who="ann", tell=tell)
    assert opinions.wait_read(30)
else:
    with open(filling, "wb") as file:
        try:
            while True:
                file.write(bytes(2**14))
                file.flush()
        except OSError:
            pass
for n in range(40):  # more than the log beside the file has room for
    opinions.say("verdict", f"after {n}", {"class": "noise", "note": "x" * 5000})
wait(lambda: any("memory only" in words for words in heard))
print(next(words for words in heard if "memory only" in words))
assert len(opinions.all("verdict")) == 41  # what was said holds all the same
assert opinions.unsaved
if how == "read-only":
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
else:
    filling.unlink()
wait(lambda: heard[-1] == "")
assert opinions.close()
assert len(kept_opinions(path)) == 41
"""


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("full", "the disk is full; free disk space"),
        ("read-only", "Read-only file system"),
    ],
)
def test_what_cannot_be_written_is_kept_in_memory_and_tried_again(
    tmp_path: Path, how: str, sentence: str
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    script = (
        f"mount -t tmpfs -o size=800k none '{disk}' && "
        f"exec '{sys.executable}' -c \"$PROGRAM\" '{disk}' {how}"
    )
    done = subprocess.run(
        [*UNSHARE, script],
        env=environment(PROGRAM=PROGRAM),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert sentence in done.stdout
    assert "What you said is kept in memory only, and tried again: " in done.stdout
