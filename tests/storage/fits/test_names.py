"""Which file names may be frames."""

from __future__ import annotations

import pytest

from darkviewer.storage.fits.names import is_fits


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
