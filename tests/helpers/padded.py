"""Captures whose values a driver padded, with the e-/ADU of the converter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from astropy.io import fits


def write_padded(folder: Path, **cards: Any) -> Path:
    """Six darks of 12 bits in 16, one pixel 40 ADU of the converter higher in one."""
    folder.mkdir()
    rng = np.random.default_rng(32)
    for number in range(6):
        raw = rng.integers(60, 62, (48, 64)).astype(np.uint16) * 16
        raw[20, 30] = 60 * 16 + (640 if number == 0 else 0)
        header = fits.Header({"IMAGETYP": "DARK", "EXPTIME": 60.0, **cards})
        fits.writeto(folder / f"{number:05}.fits", raw, header)
    return folder
