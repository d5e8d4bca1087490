"""What marks a folder as our demo: only that is replaced or removed."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.progress import drive
from darkviewer.storage.demo.demo import DEMO_SESSION, demo_folder, is_demo, write_demo
from darkviewer.storage.demo.manifest import MARKER


def test_what_a_killed_run_left_is_no_demo_and_is_swept(tmp_path: Path) -> None:
    root = tmp_path / "demo"
    left = tmp_path / ".demo.darkviewer-1.part"
    (left / "2024-05-08").mkdir(parents=True)
    os.utime(left, (0, 0))
    assert not is_demo(root)
    drive(write_demo(root, n_frames=1, size=64))
    assert is_demo(root)
    assert not left.exists()


def test_a_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("dear")
    with pytest.raises(DarkviewerError, match=r"holds thesis\.txt.*empty or new"):
        drive(write_demo(tmp_path, size=64))
    assert (tmp_path / "thesis.txt").read_text() == "dear"


def test_a_demo_with_something_added_is_not_replaced(tmp_path: Path) -> None:
    root = tmp_path / "demo"
    drive(write_demo(root, n_frames=1, size=64))
    (root / "results.csv").write_text("x")
    with pytest.raises(DarkviewerError, match=r"results\.csv"):
        drive(write_demo(root, n_frames=2, size=64))
    assert (root / "results.csv").exists()


def test_files_of_the_user_below_a_date_are_kept_and_named(tmp_path: Path) -> None:
    root = tmp_path / "demo"
    drive(write_demo(root, n_frames=1, size=64))
    mine = root / "2024-05-08" / "my night" / "00001.fits"
    mine.parent.mkdir()
    mine.write_bytes(b"the only copy")
    with pytest.raises(DarkviewerError, match=r"2024-05-08/my night/00001\.fits"):
        drive(write_demo(root, n_frames=2, size=64))
    assert mine.read_bytes() == b"the only copy"


def test_a_frame_that_was_changed_is_not_replaced(tmp_path: Path) -> None:
    root = tmp_path / "demo"
    drive(write_demo(root, n_frames=1, size=64))
    frame = root / DEMO_SESSION / "00001.fits"
    changed = frame.read_bytes() + b"\0" * 2880
    frame.write_bytes(changed)
    with pytest.raises(DarkviewerError, match=r"00001\.fits"):
        drive(write_demo(root, n_frames=2, size=64))
    assert frame.read_bytes() == changed


@pytest.mark.parametrize("name", ["thesis.txt", "../thesis.txt", "/thesis.txt"])
def test_a_crafted_marker_removes_nothing(tmp_path: Path, name: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    for thesis in (root / "thesis.txt", tmp_path / "thesis.txt"):
        thesis.write_text("dear")
    facts = {"holds": [name], "files": {name: "0" * 64}, "edition": 1}
    (root / MARKER).write_text(json.dumps(facts))
    with pytest.raises(DarkviewerError, match="not part of a demo"):
        drive(write_demo(root, n_frames=1, size=64))
    assert (root / "thesis.txt").read_text() == "dear"
    assert (tmp_path / "thesis.txt").read_text() == "dear"


def test_a_link_in_the_demo_is_foreign_and_what_it_names_stays(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "demo", tmp_path / "elsewhere"
    drive(write_demo(root, n_frames=1, size=64))
    elsewhere.mkdir()
    (elsewhere / "thesis.txt").write_text("dear")
    (root / "2024-05-08" / "link").symlink_to(elsewhere)
    with pytest.raises(DarkviewerError, match="2024-05-08/link"):
        drive(write_demo(root, n_frames=2, size=64))
    assert (elsewhere / "thesis.txt").read_text() == "dear"


def test_folders_with_names_like_ours_are_not_swept(tmp_path: Path) -> None:
    for name in ("demo.partial-1", "demo.old-1", "demo.old-2024"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "thesis.txt").write_text("dear")
        os.utime(tmp_path / name, (0, 0))
    drive(write_demo(tmp_path / "demo", n_frames=1, size=64))
    assert len(list(tmp_path.glob("*/thesis.txt"))) == 3


def test_in_the_cache_what_older_versions_left_is_swept() -> None:
    cache = demo_folder().parent
    for name in ("demo-1.partial-1", "demo-2.old-77", "demo-2"):
        (cache / name).mkdir(parents=True)
        os.utime(cache / name, (0, 0))
    (cache / "demo-1.old-78").mkdir()  # another run writes it now
    drive(write_demo(demo_folder(), n_frames=1, size=64))
    left = sorted(path.name for path in cache.glob("demo-*"))
    assert left == ["demo-1.old-78", "demo-2", demo_folder().name]


def test_a_spoilt_marker_makes_no_demo(tmp_path: Path) -> None:
    for text in ("", "[]", "{", json.dumps("x")):
        (tmp_path / MARKER).write_text(text)
        assert not is_demo(tmp_path)


def test_a_copy_of_the_demo_is_a_demo(demo: Path, tmp_path: Path) -> None:
    shutil.copytree(demo, tmp_path / "copy")
    assert is_demo(tmp_path / "copy")
