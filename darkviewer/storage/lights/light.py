"""A light frame to vet: its pixels, and whether its dark was subtracted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.storage.fits.files import read_from
from darkviewer.storage.fits.frame import FitsFrame, images_in, read_info
from darkviewer.storage.fits.room import check_room

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo

__all__ = ["LARGEST_ADU", "Light", "read_light"]

LARGEST_ADU = 1e9
"""No sensor gives more; squares of much larger values would be infinite."""

_WORKING_BYTES = 64
"""Of memory for each pixel while sources are looked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Light:
    """A frame of the sky.

    Attributes
    ----------
    info : FrameInfo
        Of its header.
    values : array, shape (ny, nx)
        Raw ADU.
    dark_subtracted : bool
        CALSTAT, or a setting of the capture, says so.
    """

    info: FrameInfo
    values: NDArray[Any]
    dark_subtracted: bool


def read_light(path: Path) -> Light:
    """Read the first image of a FITS file.

    Raises
    ------
    FrameError
        If it holds none, or cannot be read; one sentence.
    """
    info = read_info(path)
    ny, nx = info.shape
    check_room(ny * nx * _WORKING_BYTES, path.name)
    cards = read_from(path, lambda file: images_in(file, path)[0].cards)
    done = "D" in str(cards.get("CALSTAT", "")).upper()
    altered = any("dark" in words.lower() for words in info.altered)
    values = FitsFrame(info).read_rows(0, ny)
    return Light(info, np.asarray(values), done or altered)
