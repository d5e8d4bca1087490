"""Frames that changed behind their size and time."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest

from darkviewer.core.errors import Cancelled, FrameError
from darkviewer.core.frames.frame import FrameInfo
from darkviewer.storage.appdata import digests
from darkviewer.storage.appdata.digests import Digests
from darkviewer.storage.captures.scan import read_session
from darkviewer.storage.fits.file_digest import file_digest


@pytest.fixture
def infos(session: Path) -> tuple[FrameInfo, ...]:
    return read_session(session).frames


def change_silently(path: Path) -> None:
    """One pixel is another one; size and modification time stay."""
    status, content = path.stat(), bytearray(path.read_bytes())
    content[2880 + 1000] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def never() -> bool:
    return False


def test_it_is_the_sha_256_of_the_file(infos: tuple[FrameInfo, ...]) -> None:
    path = infos[0].path
    assert file_digest(path) == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_changed_frame_is_named(infos: tuple[FrameInfo, ...]) -> None:
    known = Digests()
    known.of(infos)
    assert known.changed(infos, never) == ()
    change_silently(infos[2].path)
    assert known.changed(infos, never) == (infos[2].name,)
    known.forget(infos)
    assert known.changed(infos, never) == ()


def test_what_is_noted_is_not_read_again(
    infos: tuple[FrameInfo, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Digests()
    first = known.of(infos[:3])
    read = []
    monkeypatch.setattr(
        digests, "file_digest", lambda path, _: read.append(path.name) or "x"
    )
    assert known.of(infos[:4]) == (*first, "x")
    assert read == [infos[3].name]


def test_other_sizes_times_and_vanished_frames_are_noticed_otherwise(
    infos: tuple[FrameInfo, ...],
) -> None:
    known = Digests()
    known.of(infos)
    os.utime(infos[0].path, ns=(0, 1))
    infos[1].path.unlink()
    assert known.changed(infos, never) == ()
    assert known.get(replace(infos[2], mtime_ns=1)) is None


def test_contradictions(infos: tuple[FrameInfo, ...]) -> None:
    known = Digests()
    assert known.agree(infos[:1], ["a"])
    known.note(infos[:1], ["a"])
    assert known.agree(infos[:1], ["a"])
    assert not known.agree(infos[:1], ["b"])


def test_it_can_be_stopped(infos: tuple[FrameInfo, ...]) -> None:
    with pytest.raises(Cancelled):
        file_digest(infos[0].path, lambda: True)
    with pytest.raises(Cancelled):
        Digests().of(infos, lambda: True)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    os.mkfifo(tmp_path / "00001.fits")
    with pytest.raises(FrameError):
        file_digest(tmp_path / "00001.fits")


def test_the_oldest_notes_go(
    infos: tuple[FrameInfo, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests, "_MOST", 2)
    known = Digests()
    known.note(infos[:3], "abc")
    assert [known.get(info) for info in infos[:3]] == [None, "b", "c"]


def test_a_file_with_many_frames_is_read_once(
    infos: tuple[FrameInfo, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []

    def counting(path: Path, _stopped: object) -> str:
        read.append(path)
        return file_digest(path)

    planes = [replace(infos[0], plane=plane) for plane in range(1, 6)]
    monkeypatch.setattr(digests, "file_digest", counting)
    known = Digests()
    assert len(set(known.of(planes))) == 1
    assert known.changed(planes, never) == ()
    change_silently(infos[0].path)
    assert known.changed(planes, never) == tuple(info.name for info in planes)
    assert read == [infos[0].path] * 3
