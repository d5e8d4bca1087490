"""A capture whose names break lines, command terminals or are no text."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from darkviewer.storage.demo.sharpcap import fits_bytes
from tests.helpers.shots import SHOT

NAMES = (
    b"00001 line\nbreak.fits",
    b"00002 return\r.fits",
    b"00003 \x1b[31mred.fits",
    b"00004 semi;colon {brace}.fits",
    b"00005 caf\xe9.fits",
    "00006 \u202estif.fits".encode(),
    "00007 \u00e9 ж.fits".encode(),
    b"00008 \"quoted\", 'comma'.fits",
)
SHOWN = (
    r"00001 line\nbreak.fits",
    r"00002 return\r.fits",
    r"00003 \x1b[31mred.fits",
    "00004 semi;colon {brace}.fits",
    r"00005 caf\xe9.fits",
    r"00006 \u202estif.fits",
    "00007 é ж.fits",
    "00008 \"quoted\", 'comma'.fits",
)
EMPTY = b"00009 \x1b[2J\nempty.fits"
FOLDER = "Dark\n30s\x1b[0m"

needs_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="other systems refuse such names"
)


def write_strange(root: Path) -> Path:
    """Eight frames with a hot pixel each, and an empty one; their folder."""
    folder = root / "2024-05-08" / "03_38_48" / FOLDER
    folder.mkdir(parents=True)
    for number, name in enumerate(NAMES):
        frame = np.full((32, 48), 1000, np.uint16)
        frame[0, 0] = 900  # all of one value would be a blank frame
        frame[25, 10 + number] += 300
        (folder / os.fsdecode(name)).write_bytes(fits_bytes(frame, SHOT))
    (folder / os.fsdecode(EMPTY)).touch()
    return folder
