"""Files for other programs lie in the cache, and not for ever."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.links.handed_over import (
    KEPT_S,
    hand_over,
    handed_over_folder,
)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def test_the_newest_of_a_name_is_there() -> None:
    path = hand_over("a_raw.fits", b"one")
    assert path.parent == handed_over_folder()
    assert hand_over("a_raw.fits", b"two") == path
    assert path.read_bytes() == b"two"


def test_old_files_go() -> None:
    old, young = hand_over("old.fits", b""), hand_over("young.fits", b"")
    before = time.time() - KEPT_S - 60
    os.utime(old, (before, before))
    (handed_over_folder() / "folder").mkdir()
    hand_over("new.fits", b"")
    assert not old.exists()
    assert young.exists()


def test_a_cache_that_takes_no_folder_is_one_sentence() -> None:
    handed_over_folder().parent.write_bytes(b"")
    with pytest.raises(DarkviewerError, match="cannot be written"):
        hand_over("a_raw.fits", b"one")
