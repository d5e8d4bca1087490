"""Frames as SharpCap writes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from darkviewer.storage.demo.sharpcap import Shot, fits_bytes

SHOT = Shot(
    object="Dark30s",
    exposure_s=30,
    temperature_c=20,
    set_temperature_c=20,
    end=datetime(2024, 5, 8, 3, 38, 48),
)

ADU_IS_ELECTRON = ["--padding-bits", "0", "--e-per-adu", "1"]
"""Options of the command line under which one ADU is one electron."""


def write_shots(root: Path, frames: Iterable[NDArray[Any]]) -> Path:
    """A capture of frames below a root; returns its folder."""
    folder = root / "2024-05-08" / "03_38_48" / SHOT.object
    folder.mkdir(parents=True)
    for number, raw in enumerate(frames, start=1):
        (folder / f"{number:05d}.fits").write_bytes(fits_bytes(raw, SHOT))
    return folder
