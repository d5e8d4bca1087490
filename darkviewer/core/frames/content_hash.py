"""What a frame shows, as a number: equal for equal pixels, whatever file holds them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.errors import Cancelled

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameSource

__all__ = ["content_hash"]

ROWS = 256


def content_hash(
    source: FrameSource, *, stopped: Callable[[], bool] = lambda: False
) -> str:
    """SHA-256 over shape, type and little-endian bytes of the decoded pixels.

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
    ny, nx = source.shape
    digest = hashlib.sha256(f"{ny}x{nx} {source.dtype.name}\n".encode("ascii"))
    for start in range(0, ny, ROWS):
        if stopped():
            raise Cancelled("cancelled")
        rows = source.read_rows(start, min(start + ROWS, ny))
        little = rows.astype(rows.dtype.newbyteorder("<"), copy=False)
        digest.update(np.ascontiguousarray(little).data)
    return digest.hexdigest()
