"""Which file names may be frames."""

from __future__ import annotations

import pytest

from darkviewer.storage.fits.names import file_of, is_fits


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("00001.fits", True),
        ("00001.FIT", True),
        ("x.fts", True),
        ("x.fits.gz", True),
        ("x.fits.fz", True),
        ("x [1] (копия).fit", True),
        ("x.fits.part", False),
        ("x.txt", False),
        ("fits", False),
        (".fits", False),
        ("._00001.fits", False),  # macOS leaves these beside copied files
    ],
)
def test_names_of_frames(name: str, expected: bool) -> None:
    assert is_fits(name) is expected


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("a.fits", "a.fits"),
        ("a.fits.gz[plane 3]", "a.fits.gz"),
        ("a.fits[im2][plane 3]", "a.fits"),
        ("a.fits[x.fits]", "a.fits"),
        ("a [1].fits", "a [1].fits"),
        ("a [1].fits[im2]", "a [1].fits"),
        ("notes[1].txt", "notes[1].txt"),
    ],
)
def test_the_file_of_a_frame(name: str, file: str) -> None:
    assert file_of(name) == file
