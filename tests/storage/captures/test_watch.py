"""The watch on real folders."""

from __future__ import annotations

import threading
import time
from pathlib import Path

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
