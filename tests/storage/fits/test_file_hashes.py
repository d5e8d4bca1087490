"""Hashes of files and of the pixels in them."""

from __future__ import annotations

import gzip
import hashlib
import os
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.errors import Cancelled, FrameError
from darkviewer.storage.fits import file_hashes as module
from darkviewer.storage.fits.file_hashes import file_hashes
from darkviewer.storage.fits.frame import read_file, read_info

CUBE = np.arange(3 * 300 * 5, dtype="u2").reshape(3, 300, 5) * 7


def of_pixels(values: np.ndarray) -> str:
    """By the rule in words: shape, type, a line feed, little-endian values."""
    ny, nx = values.shape
    start = f"{ny}x{nx} {values.dtype.name}\n".encode()
    little = values.astype(values.dtype.newbyteorder("<"))
    return hashlib.sha256(start + little.tobytes()).hexdigest()


def of_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("dtype", ["u1", "i2", "u2", "i4", "f4", "f8"])
def test_of_a_frame_of_any_type(tmp_path: Path, dtype: str) -> None:
    path, values = tmp_path / "a.fits", CUBE[0].astype(dtype)
    fits.PrimaryHDU(values).writeto(path)
    found = file_hashes([read_info(path)])
    assert (found.file, found.pixels) == (of_file(path), (of_pixels(values),))


def test_of_several_frames_in_one_file_whatever_their_order(tmp_path: Path) -> None:
    path = tmp_path / "a.fits"
    images = [fits.ImageHDU(plane, name=f"im{n}") for n, plane in enumerate(CUBE)]
    fits.HDUList([fits.PrimaryHDU(), *images]).writeto(path)
    infos = list(read_file(path).frames())
    found = file_hashes([infos[2], infos[0], infos[1], infos[2]])
    assert found.file == of_file(path)
    assert found.pixels == tuple(of_pixels(CUBE[n]) for n in (2, 0, 1, 2))


def test_of_the_planes_of_a_cube(tmp_path: Path) -> None:
    path = tmp_path / "a.fits"
    cube = fits.PrimaryHDU(CUBE)
    cube.header["ACQMODE"] = "Kinetics"
    cube.header["NUMKIN"] = 3
    cube.writeto(path)
    infos = list(read_file(path).frames())
    found = file_hashes(infos)
    assert found.pixels == tuple(map(of_pixels, CUBE))
    assert found.file == of_file(path)


def test_of_packed_frames(tmp_path: Path) -> None:
    plain, packed, tiled = (
        tmp_path / f"a.{end}" for end in ("fits", "fits.gz", "fits.fz")
    )
    fits.PrimaryHDU(CUBE[0]).writeto(plain)
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    found = file_hashes([read_info(packed)])
    assert (found.file, found.pixels) == (of_file(packed), (of_pixels(CUBE[0]),))
    fits.HDUList([fits.PrimaryHDU(), fits.CompImageHDU(CUBE[0])]).writeto(tiled)
    found = file_hashes([read_info(tiled)])
    assert (found.file, found.pixels) == (of_file(tiled), (of_pixels(CUBE[0]),))


def test_a_plain_file_is_opened_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.fits"
    fits.PrimaryHDU(CUBE[0]).writeto(path)
    info = read_info(path)

    def refused(*_: object, **__: object) -> str:
        raise AssertionError("the frame was read again")

    monkeypatch.setattr(module, "content_hash", refused)
    assert file_hashes([info]).pixels == (of_pixels(CUBE[0]),)


def test_a_file_that_changed_has_none(tmp_path: Path) -> None:
    path = tmp_path / "a.fits"
    fits.PrimaryHDU(CUBE[0]).writeto(path)
    info = read_info(path)
    os.utime(path, ns=(0, info.mtime_ns + 10**9))
    with pytest.raises(FrameError, match="changed"):
        file_hashes([info])


def test_it_can_be_stopped(tmp_path: Path) -> None:
    path = tmp_path / "a.fits"
    fits.PrimaryHDU(CUBE[0]).writeto(path)
    with pytest.raises(Cancelled):
        file_hashes([read_info(path)], stopped=lambda: True)
