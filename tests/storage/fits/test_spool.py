"""Decoded frames that memory does not hold."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.storage.fits import compressed, spool
from darkviewer.storage.fits.frame import FitsFrame, read_info
from darkviewer.storage.fits.spool import Spool

IMAGE = np.arange(60, dtype=">i2").reshape(10, 6)


def key(name: str, folder: str = "a") -> tuple[Path, tuple[int, int], int]:
    return Path(folder, name), (1, 1), 0


@pytest.fixture
def kept() -> Iterator[Spool]:
    spool = Spool(2 * IMAGE.nbytes)
    yield spool
    spool.clear()


def rows(kept: Spool, name: str, folder: str = "a") -> Any:
    return kept.rows(key(name, folder), 2, 5)


def test_rows_come_back_with_their_type(kept: Spool) -> None:
    kept.put(key("1"), IMAGE)
    kept.put(key("1"), IMAGE * 0)  # known already
    kept.put(key("2"), IMAGE[::-1])
    np.testing.assert_array_equal(rows(kept, "1"), IMAGE[2:5])
    np.testing.assert_array_equal(rows(kept, "2"), IMAGE[::-1][2:5])
    assert rows(kept, "1").dtype == IMAGE.dtype
    assert rows(kept, "3") is None
    kept.clear()
    assert rows(kept, "1") is None


def test_a_full_spool_takes_other_folders_only(kept: Spool) -> None:
    for name in "123":
        kept.put(key(name), IMAGE)
    assert [rows(kept, name) is not None for name in "123"] == [True, True, False]
    kept.put(key("9", "b"), IMAGE)
    assert rows(kept, "1") is None
    np.testing.assert_array_equal(rows(kept, "9", "b"), IMAGE[2:5])
    kept.put(key("8", "b"), IMAGE)
    assert rows(kept, "8", "b") is not None
    kept.put(key("7", "c"), IMAGE[:2])  # of another size: all others give way
    assert kept.rows(key("7", "c"), 0, 2) is not None


@pytest.mark.parametrize("which", ["write", "usage", "no folder"])
def test_without_room_nothing_is_kept(
    kept: Spool,
    monkeypatch: pytest.MonkeyPatch,
    which: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def full(*_: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    if which == "write":
        monkeypatch.setattr(spool, "_write", full)
    elif which == "usage":
        monkeypatch.setattr(spool, "SHARE_OF_FREE", 0.0)
    else:
        monkeypatch.setattr(spool.shutil, "disk_usage", full)
    kept.put(key("1"), IMAGE)
    assert rows(kept, "1") is None
    assert ("No space left" in caplog.text) == (which == "write")
    caplog.clear()


def test_what_cannot_be_read_again_is_forgotten(
    kept: Spool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    kept.put(key("1"), IMAGE)
    assert kept._file is not None
    kept._file.truncate(7)
    assert rows(kept, "1") is None
    kept.put(key("1"), IMAGE)

    def failing(*_: Any) -> Any:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(spool, "_fill", failing)
    assert rows(kept, "1") is None
    assert "Input/output error" in caplog.text
    caplog.clear()


def test_a_series_beyond_the_memory_is_decoded_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cube = np.random.default_rng(2).integers(0, 9, (6, 40, 30)).astype(np.uint16)
    for number, image in enumerate(cube):
        fits.writeto(tmp_path / f"{number}.fits.gz", image)
    decode, decoded = compressed._decoded, []

    def counting(file: Any, *options: Any, **more: Any) -> Any:
        decoded.append(file.name)
        return decode(file, *options, **more)

    compressed.forget()
    monkeypatch.setattr(compressed, "_decoded", counting)
    monkeypatch.setattr(compressed, "_CACHE_BYTES", 2 * cube[0].nbytes)
    frames = [FitsFrame(read_info(path)) for path in sorted(tmp_path.iterdir())]
    for top in range(0, 40, 10):
        band = np.stack([frame.read_rows(top, top + 10) for frame in frames])
        np.testing.assert_array_equal(band, cube[:, top : top + 10])
    assert len(decoded) == len(cube)
    compressed.forget()


def test_the_place_of_a_frame_that_gave_way_is_used_again(kept: Spool) -> None:
    kept.put(key("1"), IMAGE)
    kept.put(key("1", "b"), IMAGE)
    kept.put(key("2", "b"), IMAGE * 2)
    assert rows(kept, "1") is None
    np.testing.assert_array_equal(rows(kept, "1", "b"), IMAGE[2:5])
    np.testing.assert_array_equal(rows(kept, "2", "b"), 2 * IMAGE[2:5])
