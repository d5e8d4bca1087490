from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.errors import FrameError
from darkviewer.storage.fits.header_text import header_text


@pytest.fixture
def frame(tmp_path: Path) -> Path:
    """An image with a thumbnail and a comment, written by astropy."""
    first = fits.PrimaryHDU(np.arange(12, dtype=np.uint16).reshape(3, 4))
    first.header["OBJECT"] = ("Dark30s", "what was looked at")
    first.header.add_comment("darks before dawn")
    path = tmp_path / "a.fits"
    fits.HDUList([first, fits.ImageHDU(np.zeros((2, 2)), name="THUMB")]).writeto(path)
    return path


def cards_of(path: Path) -> list[str]:
    with fits.open(path) as hdus:
        return [
            line
            for number, hdu in enumerate(hdus)
            for line in (
                f"HDU {number}",
                *(card.image.rstrip() for card in hdu.header.cards),
            )
            if line
        ]


def test_all_cards_of_all_hdus_as_astropy_sees_them(frame: Path) -> None:
    assert header_text(frame) == cards_of(frame)


def test_a_gzipped_frame_gives_the_same(frame: Path) -> None:
    packed = frame.with_name("a.fits.gz")
    packed.write_bytes(gzip.compress(frame.read_bytes()))
    assert header_text(packed) == cards_of(frame)


def test_of_a_cut_file_what_there_is_and_why_no_more(frame: Path) -> None:
    frame.write_bytes(frame.read_bytes()[:700])
    lines = header_text(frame)
    assert lines[0] == "HDU 0"
    assert any(line.startswith("OBJECT") for line in lines)
    assert "cut off or still being written" in lines[-1]


def test_control_codes_are_blanked(frame: Path) -> None:
    frame.write_bytes(frame.read_bytes().replace(b"darks before", b"\x1b[31m before"))
    assert "COMMENT  [31m before dawn" in header_text(frame)


def test_what_is_no_fits_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.fits").write_bytes(b"hello")
    with pytest.raises(FrameError, match="not a FITS file"):
        header_text(tmp_path / "a.fits")
