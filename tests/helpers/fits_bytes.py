"""FITS files put together byte by byte, as odd as a test wants them."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from astropy.io import fits

BLOCK = 2880
IMAGE = np.arange(60 * 50, dtype="u2").reshape(60, 50) * 21

RAW = "raw"  # a token written unchanged into its card


def card(key: str, value: Any) -> bytes:
    """One card of 80 bytes, as odd as asked for."""
    if isinstance(value, tuple):
        text = value[1]
    elif isinstance(value, bool):
        text = "T" if value else "F"
    elif isinstance(value, str):
        text = f"'{value}'"
    else:
        text = str(value)
    return f"{key:8}= {text:>20}".encode("latin-1").ljust(80)[:80]


def header(**changes: Any) -> bytes:
    """A header of a 50x60 unsigned image; None leaves a card out."""
    cards = {"SIMPLE": True, "BITPIX": 16, "NAXIS": 2, "NAXIS1": 50, "NAXIS2": 60}
    cards |= {"BZERO": 32768, "BSCALE": 1, "EXPTIME": 30.0} | changes
    lines = [card(key, value) for key, value in cards.items() if value is not None]
    return padded(b"".join(lines) + b"END".ljust(80))


def padded(data: bytes, fill: bytes = b" ") -> bytes:
    return data + fill * (-len(data) % BLOCK)


def stored(image: Any = IMAGE) -> bytes:
    return padded((image ^ 0x8000).astype(">u2").tobytes(), b"\0")


def astropy_file(*hdus: Any) -> bytes:
    buffer = io.BytesIO()
    fits.HDUList(list(hdus)).writeto(buffer)
    return buffer.getvalue()


def empty_extension(**changes: Any) -> bytes:
    cards = {"XTENSION": "IMAGE", "BITPIX": 8, "NAXIS": 1, "NAXIS1": 0} | changes
    lines = [card(key, value) for key, value in cards.items() if value is not None]
    return padded(b"".join(lines) + b"END".ljust(80))


GOOD = header() + stored()
