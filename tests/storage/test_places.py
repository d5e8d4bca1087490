"""Places as they are typed, whatever there is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from darkviewer.storage.places import at_home, identity, is_inside, whole

NOBODY = Path("~nobody-of-this-name/x")


def test_the_users_own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))
    assert at_home(Path("~/darks")) == tmp_path / "darks"
    assert at_home(Path("darks")) == Path("darks")
    assert at_home(NOBODY) == NOBODY


def test_whole_paths(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert whole(Path("darks")) == tmp_path / "darks"
    assert whole(tmp_path) == tmp_path
    assert whole(NOBODY) == tmp_path / NOBODY


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use stays")
def test_a_folder_that_was_removed_is_no_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert whole(Path("darks")) == Path("darks")


def test_what_is_inside_what(tmp_path: Path) -> None:
    capture, beside = tmp_path / "capture", tmp_path / "capture 2"
    for inside in (capture, capture / "a" / "b", beside / ".." / "capture" / "x"):
        assert is_inside(inside, capture)
    for outside in (beside, tmp_path, capture / ".." / "x", tmp_path / (300 * "9")):
        assert not is_inside(outside, capture)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege")
def test_links_are_followed_and_may_lead_nowhere(tmp_path: Path) -> None:
    capture = tmp_path / "capture"
    capture.mkdir()
    os.symlink(capture, tmp_path / "link")
    os.symlink(tmp_path / "loop", tmp_path / "loop")
    assert is_inside(tmp_path / "link" / "x", capture)
    assert not is_inside(tmp_path / "loop", capture)


def test_a_folder_is_the_same_until_another_takes_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "captures"
    folder.mkdir()
    (tmp_path / "other").mkdir()
    first = identity(folder)
    (folder / "frame.fits").write_bytes(b"")
    assert identity(folder) == first
    folder.rename(tmp_path / "elsewhere")
    assert identity(folder) is None
    (tmp_path / "other").rename(folder)
    assert identity(folder) not in (None, first)
    assert identity(Path("a\0b")) is None
