"""The watch on real folders."""

from __future__ import annotations

import logging
import sys
import threading
import time
from pathlib import Path

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.captures.watch import FolderWatch


def test_a_folder_that_is_deleted_is_watched_no_more(tmp_path: Path) -> None:
    root = tmp_path / "captures"
    root.mkdir()
    gone = threading.Event()
    watch = FolderWatch(root, lambda _folder: gone.set())
    try:
        assert watch.alive
        root.rmdir()
        assert gone.wait(20)
        deadline = time.monotonic() + 20
        while watch.alive and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not watch.alive
    finally:
        watch.close()


@pytest.mark.skipif(sys.platform != "linux", reason="the watch of Linux")
def test_its_end_is_no_error_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    watch = FolderWatch(tmp_path, lambda _: None)
    (emitter,) = watch._observer.emitters
    watch.close()
    emitter.join(20)
    emitter.queue_events(0)  # as when the end comes while it waits
    assert not caplog.records
    logging.getLogger("watchdog.observers.inotify").warning("queue overflowed")
    assert [record.message for record in caplog.records] == ["queue overflowed"]


def test_a_single_file_is_watched_without_its_neighbours(tmp_path: Path) -> None:
    file = tmp_path / "00001.fits"
    file.write_bytes(b"")
    told: list[Path] = []
    changed = threading.Event()

    def tell(path: Path) -> None:
        told.append(path)
        changed.set()

    watch = FolderWatch(file, tell)
    try:
        (tmp_path / "00002.fits").write_bytes(b"neighbour")
        file.write_bytes(b"more")
        assert changed.wait(20)
    finally:
        watch.close()
    assert set(told) == {file}


@pytest.mark.parametrize("name", ["gone", 50 * "gone gone"])
def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(DarkviewerError, match=r"gone is not watched .* press F5"):
        FolderWatch(tmp_path / name, print)
