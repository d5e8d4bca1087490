"""Grey levels as a PNG file, without Qt (ISO/IEC 15948)."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SIGNATURE", "as_png", "chunk"]

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DEPTH, _GREY = 8, 0
_UP = 2
"""Filter of each row: its difference to the row above."""


def as_png(levels: NDArray[np.uint8]) -> bytes:
    """The file of a grey picture; the same levels always give the same bytes.

    Parameters
    ----------
    levels : uint8 array, shape (ny, nx)
        0 is black; the first row is the topmost one.
    """
    ny, nx = levels.shape
    rows = np.full((ny, nx + 1), _UP, np.uint8)
    above = np.concatenate([np.zeros((1, nx), np.uint8), levels[:-1]])
    rows[:, 1:] = levels - above  # modulo 256, as the filter wants it
    header = struct.pack(">IIBBBBB", nx, ny, _DEPTH, _GREY, 0, 0, 0)
    data = zlib.compress(rows.tobytes(), 9)
    parts = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return SIGNATURE + b"".join(chunk(kind, part) for kind, part in parts)


def chunk(kind: bytes, data: bytes) -> bytes:
    """A part of a PNG file: length, kind, data and check."""
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
