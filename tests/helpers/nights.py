"""Darks of one camera over several nights, small and on disk."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from tests.helpers.captures import LEVEL, NX, NY, SCALE
from tests.helpers.fits_bytes import header, padded

FIRST = datetime(2024, 5, 1, 22, 30)


def write_night(
    root: Path, night: int, *, offset: int = 0, frames: int = 4, odd_frame: int = -1
) -> Path:
    """One session of a night; its level is `offset` ADU above the usual.

    That of an odd frame, counted from 0, is 500 ADU higher.
    """
    begin = FIRST + timedelta(days=night)
    path = root / f"{begin:%Y-%m-%d}" / f"{begin:%H_%M_%S}" / "Dark30s"
    path.mkdir(parents=True)
    rng = np.random.default_rng(night)
    for k in range(frames):
        level = LEVEL + offset + 500 * (k == odd_frame)
        raw = np.rint(level + rng.normal(0, 100, (NY, NX))).astype(np.uint16)
        taken = begin + timedelta(seconds=31 * k)
        cards = {
            "INSTRUME": "QHY42PRO",
            "DATE-OBS": taken.isoformat(),
            "IMAGETYP": "DARK",
            "EXPTIME": 30.0,
            "SET-TEMP": -10.0,
            "CCD-TEMP": -10.0,
            "EGAINSAV": SCALE,
        }
        head = header(NAXIS1=NX, NAXIS2=NY, **cards)
        body = (raw ^ 0x8000).astype(">u2").tobytes()
        (path / f"{k + 1:05}.fits").write_bytes(head + padded(body, b"\0"))
    return path


def write_nights(root: Path, count: int, *, last_offset: int = 0) -> list[Path]:
    """Sessions of successive nights; only the last departs."""
    return [
        write_night(root, k, offset=last_offset if k == count - 1 else 0)
        for k in range(count)
    ]
