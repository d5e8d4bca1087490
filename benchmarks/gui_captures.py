"""Captures for the rows about the window: enormous frames, a crowd of leaders."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from astropy.io import fits
from numpy.typing import NDArray

from benchmarks.setting import SCALE, WARM_E, Setting

__all__ = ["CROWD", "crowded", "enormous"]

CROWD = 100_000
"""Leaders of the crowded session, all in one frame."""

_PEAK_E = (500.0, 3000.0)


def enormous(setting: Setting) -> Path:
    """Three frames of 9576x6388, the largest sensors of today."""
    shape = (6388, 9576) if setting.size >= 2048 else (1597, 2394)
    folder = setting.folder / "enormous"
    if not folder.exists():
        folder.mkdir()
        rng = np.random.default_rng(61)
        tile_shape = shape[0] // 4 + 1, shape[1] // 4 + 1
        for index in range(3):
            tile = rng.normal(WARM_E, np.sqrt(WARM_E), tile_shape)
            raw = np.tile(_adu(tile), (4, 4))[: shape[0], : shape[1]]
            y, x = (rng.integers(0, side, 2000) for side in shape)
            raw[y, x] += np.uint16(8000)
            _write(folder, index, raw)
    return folder


def crowded(setting: Setting) -> Path:
    """Four frames, one of which holds `CROWD` hot pixels, none beside another."""
    folder = setting.folder / "crowded"
    if not folder.exists():
        folder.mkdir()
        rng = np.random.default_rng(100)
        level = rng.lognormal(np.log(WARM_E), 0.1, (2048, 2048))
        for index in range(4):
            electrons = level + rng.normal(0, np.sqrt(WARM_E), level.shape)
            if index == 1:
                side = round(CROWD**0.5)
                y, x = np.mgrid[0:side, 0:side] * (2048 // side) + 1
                electrons[y, x] += rng.uniform(*_PEAK_E, y.shape)
            _write(folder, index, _adu(electrons))
    return folder


def _adu(electrons: NDArray[np.float64]) -> NDArray[np.uint16]:
    return np.clip(np.rint(electrons / SCALE), 0, 65535).astype(np.uint16)


def _write(folder: Path, index: int, raw: NDArray[np.uint16]) -> None:
    header = fits.Header({"EXPTIME": 30.0, "INSTRUME": "QHY42PRO", "GAIN": 5.0})
    header["DATE-END"] = f"2024-05-08T03:38:{index:02}.0000000"
    fits.writeto(folder / f"{index + 1:05}.fits", raw, header)
