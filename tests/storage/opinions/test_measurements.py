from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.storage.opinions.measurements import Measurements

INFO = FrameInfo(Path("/night/00001.fits"), (4, 4), size_bytes=5, mtime_ns=6)


@pytest.fixture
def kept() -> Iterator[Measurements]:
    known = Measurements()
    yield known
    known.close()


def test_a_file_is_known_by_its_content(kept: Measurements) -> None:
    assert kept.content_of(INFO) is None
    kept.note_content(INFO, "abc")
    copy = replace(INFO, path=Path(os.fsdecode(b"/copy/\xff.fits")))
    kept.note_content(copy, "abc")
    assert kept.content_of(INFO) == kept.content_of(copy) == "abc"
    assert set(kept.files_of("abc")) == {INFO.path, copy.path}
    assert kept.content_of(replace(INFO, size_bytes=7)) is None
    assert kept.content_of(replace(INFO, mtime_ns=7)) is None
    kept.note_content(replace(INFO, mtime_ns=7), "new")
    assert kept.content_of(INFO) is None
    assert kept.files_of("abc") == [copy.path]


def test_each_plane_of_a_file_has_its_own_content(kept: Measurements) -> None:
    places = [{"plane": 1}, {"plane": 2}, {"hdu": 1}, {"hdu": 2, "plane": 1}]
    frames = [replace(INFO, **place) for place in places]
    for number, info in enumerate(frames):
        kept.note_content(info, f"content {number}")
    for number, info in enumerate(frames):
        assert kept.content_of(info) == f"content {number}"
        assert kept.files_of(f"content {number}") == [INFO.path]
    assert kept.content_of(INFO) is None


def test_measures_of_one_version(kept: Measurements) -> None:
    kept.keep("a", {"level": 1.5}, version=1)
    kept.keep("a", {"level": 2.5}, version=2)
    kept.keep("a", {"level": 3.5}, version=2)
    kept.keep("b", {"level": None}, version=2)
    assert kept.measures("abc", version=2) == {
        "a": {"level": 3.5},
        "b": {"level": None},
    }
    assert kept.measures("a", version=1) == {"a": {"level": 1.5}}


def test_earlier_frames_of_a_camera(kept: Measurements) -> None:
    for day in range(1, 5):
        at = f"2026-01-0{day}T00:00:00"
        kept.keep(str(day), {"level": day}, version=1, mode="cold", at=at)
    kept.keep("warm", {"level": 9}, version=1, mode="warm", at="2026-01-01T00:00:00")
    found = kept.earlier("cold", before="2026-01-04T00:00:00", version=1, most=2)
    assert found == [
        ("3", "2026-01-03T00:00:00", {"level": 3}),
        ("2", "2026-01-02T00:00:00", {"level": 2}),
    ]
    assert kept.earlier("cold", before="2027", version=2) == []


def test_it_is_found_again_and_begun_again(kept: Measurements) -> None:
    kept.keep("a", {"level": 1}, version=1)
    kept.close()
    assert kept.measures("a", version=1) == {"a": {"level": 1}}
    kept.close()
    kept.path.write_bytes(b"odd" * 5000)
    assert kept.measures("a", version=1) == {}
    assert "was damaged and was renamed" in kept.problem


def test_where_it_cannot_be_used_nothing_is_found(kept: Measurements) -> None:
    kept.keep("a", {"level": 1}, version=1)
    with closing(sqlite3.connect(kept.path)) as other:
        other.execute("DROP TABLE measures")
    assert kept.measures("a", version=1) == {}
    assert "no such table" in kept.problem
    kept.close()
