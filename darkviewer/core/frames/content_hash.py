"""What a frame shows, as a number: equal for equal pixels, whatever file holds them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import Cancelled

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameSource

__all__ = ["ROWS", "ContentHash", "content_hash"]

ROWS = 256
"""Rows to read at a time."""


class ContentHash:
    """SHA-256 over shape, type and little-endian bytes of decoded pixels.

    Parameters
    ----------
    shape : tuple of int
        (ny, nx) of the frame.
    dtype : dtype
        Of its values.
    """

    def __init__(self, shape: tuple[int, int], dtype: np.dtype[Any]) -> None:
        ny, nx = shape
        self._digest = hashlib.sha256(f"{ny}x{nx} {dtype.name}\n".encode("ascii"))

    def add(self, rows: NDArray[Any]) -> None:
        """The next rows, from the first on."""
        little = rows.astype(rows.dtype.newbyteorder("<"), copy=False)
        self._digest.update(np.ascontiguousarray(little).data)

    def hexdigest(self) -> str:
        """64 digits."""
        return self._digest.hexdigest()


def content_hash(
    source: FrameSource, *, stopped: Callable[[], bool] = lambda: False
) -> str:
    """The `ContentHash` of a frame.

    Parameters
    ----------
    source : FrameSource
        Read by rows.
    stopped : callable
        Asked between them; True ends the work.

    Raises
    ------
    FrameError
        If the frame cannot be read.
    Cancelled
        If `stopped` answered True.
    """
    ny = source.shape[0]
    digest = ContentHash(source.shape, source.dtype)
    for start in range(0, ny, ROWS):
        if stopped():
            raise Cancelled("cancelled")
        digest.add(source.read_rows(start, min(start + ROWS, ny)))
    return digest.hexdigest()
