"""Reading a bad-pixel mask that was written before."""

from __future__ import annotations

import os
from io import BufferedReader
from pathlib import Path

import numpy as np

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.frames.card_values import whole
from darkviewer.core.frames.header import frame_info
from darkviewer.core.hazard.mask import BadPixels
from darkviewer.storage.fits.files import read_from
from darkviewer.storage.lights.planes import PlaneFile, card_of, first_header

__all__ = ["KIND", "VERSION", "read_mask"]

KIND = "Bad Pixels"
"""IMAGETYP of the file."""

VERSION = 1
"""Of the bits; another one means other things."""


def read_mask(path: Path) -> BadPixels:
    """Read a mask that ``darkviewer mask`` wrote.

    Raises
    ------
    DarkviewerError
        If it is another file, damaged or of another version; one sentence.
    """
    return read_from(path, lambda file: _read(file, path))


def _read(file: BufferedReader, path: Path) -> BadPixels:
    cards, _ = first_header(file, path.name)
    if str(cards.get("IMAGETYP", "")).strip() != KIND:
        raise DarkviewerError(
            f"{path.name} is no bad-pixel mask: write one with `darkviewer mask`"
        )
    planes = PlaneFile(file, path.name, "mask")
    if card_of(cards, "MASKVER", whole) != VERSION:
        raise DarkviewerError(
            f"{path.name} was written by another version of Darkviewer: write the mask "
            "again"
        )
    bits = planes.planes({"DQ": "i2"})["DQ"]
    info = frame_info(
        cards,
        path=path,
        shape=(bits.shape[0], bits.shape[1]),
        size_bytes=os.fstat(file.fileno()).st_size,
    )
    x0, y0 = info.region or (0, 0)
    unusable = card_of(cards, "UNUSABLE", whole) or 0
    return BadPixels(
        bits.astype(np.uint16),
        unusable,
        x0,
        y0,
        info.binning or (1, 1),
        (info.camera, info.camera_id),
    )
