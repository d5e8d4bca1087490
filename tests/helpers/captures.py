"""A small capture on disk with pixels that the tests know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.injection.sources import Injection
from tests.helpers.fits_bytes import header, padded

NY, NX, FRAMES = 48, 64, 5
LEVEL = 10_000
HOT = (2, 41, 7)  # frame, x, y of a lone bright pixel
STAR = (1, 20, 30)  # frame, x, y of something like a star
SCALE = 1.39 / 16


def cube() -> NDArray[np.uint16]:
    """Raw ADU of all frames."""
    noise = np.random.default_rng(20240508).normal(0, 100, (FRAMES, NY, NX))
    raw = np.rint(LEVEL + noise).astype(np.uint16)
    frame, x, y = HOT
    raw[frame, y, x] = LEVEL + 20_000
    frame, x, y = STAR
    raw[frame, y - 1 : y + 2, x - 1 : x + 2] = LEVEL + 4_000
    raw[frame, y, x] = LEVEL + 8_000
    return raw


def another(number: int = 6) -> NDArray[np.uint16]:
    """A frame that may join them; a copy of one of them would be used once."""
    return cube()[0] + np.uint16(number)


def write_frame(path: Path, raw: NDArray[Any], **more: Any) -> None:
    """One FITS file: 16 bit unsigned, or float32; `more` are cards."""
    ny, nx = raw.shape
    if raw.dtype == np.uint16:
        head = header(NAXIS1=nx, NAXIS2=ny, EGAINSAV=SCALE, **more)
        body = (raw ^ 0x8000).astype(">u2").tobytes()
    else:
        float_cards = {"BITPIX": -32, "BZERO": None, "BSCALE": None}
        head = header(NAXIS1=nx, NAXIS2=ny, EGAINSAV=SCALE, **float_cards)
        body = raw.astype(">f4").tobytes()
    path.write_bytes(head + padded(body, b"\0"))


def write_capture(folder: Path, raw: NDArray[Any]) -> Path:
    """A capture as SharpCap would lay it out."""
    path = folder / "2024-05-08" / "03_38_48" / "Dark30s"
    path.mkdir(parents=True)
    for number, frame in enumerate(raw, start=1):
        write_frame(path / f"{number:05}.fits", frame)
    return path


def residual_e(raw: NDArray[np.uint16], frame: int) -> NDArray[np.float64]:
    """Electrons above the median of all frames, as the notebooks compute it."""
    scaled = raw * SCALE
    return scaled[frame] - np.median(scaled, axis=0)


def injected_residual(raw: NDArray[np.uint16], frame: int) -> Injection:
    """The notebooks' 300 with four neighbours of 100 at x=10, y=12, in a copy."""
    residual = residual_e(raw, frame)
    pixels = np.zeros(residual.shape, np.bool_)
    for x, y, value in (
        (10, 12, 300),
        (9, 12, 100),
        (11, 12, 100),
        (10, 11, 100),
        (10, 13, 100),
    ):
        residual[y, x] = value
        pixels[y, x] = True
    return Injection(residual, pixels)


def id_of(frame: int, x: int, y: int) -> int:
    """The number of a pixel's candidate, counted frame by frame and row by row."""
    return (frame * NY + y) * NX + x
