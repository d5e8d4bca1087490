from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkviewer.core.errors import FrameError
from darkviewer.storage.fits.members import MemberStream

PARTS = st.lists(st.binary(max_size=40_000), min_size=1, max_size=5)


def written(folder: Path, content: bytes) -> Path:
    path = folder / "members.gz"
    path.write_bytes(content)
    return path


@given(PARTS, st.integers(0, 20), st.lists(st.integers(0, 100_000), max_size=6))
def test_it_equals_the_standard_library(
    tmp_path_factory: pytest.TempPathFactory,
    parts: list[bytes],
    zeros: int,
    places: list[int],
) -> None:
    packed = b"".join(map(gzip.compress, parts)) + bytes(zeros)
    path = written(tmp_path_factory.mktemp("members"), packed)
    theirs = gzip.GzipFile(fileobj=io.BytesIO(packed))
    with path.open("rb") as file:
        ours = MemberStream(file, path.name)
        for place in places:
            assert ours.seek(place) == theirs.seek(place) == ours.tell()
            assert ours.read(1000) == theirs.read(1000)
        ours.seek(0)
        assert ours.read(1 << 20) == b"".join(parts)
        assert ours.read(1) == b""


def test_what_grows_a_thousandfold_comes_in_small_pieces(tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(bytes(1 << 24)))
    with path.open("rb") as file:
        stream = MemberStream(file, path.name)
        assert len(stream._some(1 << 24)) == 1 << 14
        assert stream.read(1 << 25) == bytes((1 << 24) - (1 << 14))


def test_zeros_may_follow_for_longer_than_is_read_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(b"a") + bytes(1 << 16) + gzip.compress(b"b"))
    with path.open("rb") as file:
        assert MemberStream(file, path.name).read(10) == b"ab"


@pytest.mark.parametrize("cut", [1, 4, 8, 12])
def test_one_that_is_cut_off(tmp_path: Path, cut: int) -> None:
    path = written(tmp_path, gzip.compress(b"some bytes")[:-cut])
    with path.open("rb") as file, pytest.raises(EOFError):
        MemberStream(file, path.name).read(100)


@pytest.mark.parametrize("after", [b"x", b"\0\0garbage", b"\x1f\x8b\x01"])
def test_something_else_behind_it(tmp_path: Path, after: bytes) -> None:
    path = written(tmp_path, gzip.compress(b"some bytes") + after)
    with path.open("rb") as file, pytest.raises((zlib.error, EOFError)):
        MemberStream(file, path.name).read(100)


def test_a_wrong_checksum(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(b"some bytes"))
    packed[-5] ^= 1
    path = written(tmp_path, bytes(packed))
    with path.open("rb") as file, pytest.raises(zlib.error):
        MemberStream(file, path.name).read(100)


def test_more_members_than_a_frame_has_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(b"") * 2000 + gzip.compress(b"end"))
    with path.open("rb") as file:
        stream = MemberStream(file, path.name)
        with pytest.raises(
            FrameError, match=r"members.gz consists of more than 10\d\d"
        ):
            stream.read(10)


def test_files_packed_in_blocks_are_read(tmp_path: Path) -> None:
    """As bgzip does, 64 KiB each."""
    block = bytes(range(256)) * 256
    path = written(tmp_path, gzip.compress(block, 1) * 1000)
    with path.open("rb") as file:
        stream = MemberStream(file, path.name)
        assert stream.seek(999 * len(block)) == 999 * len(block)
        assert stream.read(1 << 20) == block
