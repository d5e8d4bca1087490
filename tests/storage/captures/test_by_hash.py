"""Frames wherever they are now."""

from __future__ import annotations

import hashlib
from pathlib import Path

from darkviewer.core.progress import drive
from darkviewer.storage.captures.by_hash import FoundFiles, Wanted, files_by_hash


def wanted(name: str, content: bytes) -> Wanted:
    return Wanted(name, len(content), hashlib.sha256(content).hexdigest())


def find(frames: list[Wanted], *places: Path) -> FoundFiles:
    return drive(files_by_hash(frames, places))


def put(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_the_one_with_the_right_hash_of_several(tmp_path: Path) -> None:
    put(tmp_path / "a" / "1.fits", b"wrong")
    right = put(tmp_path / "b" / "c" / "1.fits", b"right")
    found = find([wanted("1.fits", b"right")], tmp_path, tmp_path / "nowhere", tmp_path)
    assert found == FoundFiles({"1.fits": right}, {})


def test_frames_of_one_file(tmp_path: Path) -> None:
    path = put(tmp_path / "a[1].fits", b"many")
    names = ["a[1].fits[im1]", "a[1].fits[im2][plane 3]"]
    found = find([wanted(name, b"many") for name in names], tmp_path)
    assert found.paths == dict.fromkeys(names, path)


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    put(tmp_path / "1.fits", b"wrong")
    put(tmp_path / "other.fits", b"two")
    frames = [wanted("1.fits", b"one"), wanted("2.fits", b"two"), wanted("3.fits", b"")]
    assert find(frames, tmp_path).missing == {
        "1.fits": "1.fits was changed, or is of another session: its hash is another",
        "2.fits": "2.fits is called other.fits now: give it its name back",
        "3.fits": "3.fits is missing",
    }


def test_one_without_a_hash_is_found_by_its_name(tmp_path: Path) -> None:
    path = put(tmp_path / "bad.fits", b"no frame")
    found = find([Wanted("bad.fits", 0, ""), Wanted("gone.fits", 0, "")], tmp_path)
    assert found == FoundFiles({"bad.fits": path}, {})


def test_one_that_vanishes_meanwhile_is_missing(tmp_path: Path) -> None:
    """A link to nothing has a name, and neither size nor content."""
    (tmp_path / "1.fits").symlink_to(tmp_path / "gone")
    found = find([wanted("1.fits", b"one")], tmp_path)
    assert found.missing == {
        "1.fits": "1.fits was changed, or is of another session: its hash is another"
    }
