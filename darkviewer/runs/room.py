"""Whether a run fits into the memory that is free, and how much it may do at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.errors import SessionError
from darkviewer.storage.free_memory import available_bytes, in_words

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import CalibrationRequest

__all__ = ["fitted", "least_bytes"]

_LEAST_AT_ONCE = 64 << 20
"""Bytes with which the bands of even a large frame can be worked on."""


def fitted(request: CalibrationRequest) -> CalibrationRequest:
    """The same request, doing less at once where memory is short.

    The numbers do not depend on how much is done at once.

    Raises
    ------
    SessionError
        If not even the master fits: what is needed and what is free.
    """
    free = available_bytes()
    if free is None or not request.sources:
        return request
    first = request.sources[0]
    dtype = np.result_type(*{source.dtype for source in request.sources})
    least = least_bytes(first.shape, dtype)
    if least > free:
        ny, nx = first.shape
        raise SessionError(
            f"frames of {nx}x{ny} need {in_words(least)} of memory and "
            f"{in_words(free)} are free: close other programs, or record a smaller "
            "region"
        )
    at_once = max(_LEAST_AT_ONCE, (free - least) // 2)
    return replace(request, memory_bytes=min(request.memory_bytes, at_once))


def least_bytes(shape: tuple[int, int], dtype: np.dtype[np.generic]) -> int:
    """Of the master's planes, of one image in electrons and of the smallest bands."""
    ny, nx = shape
    counts = 4 if dtype.kind == "f" else 0
    return ny * nx * (3 * dtype.itemsize + counts + 8) + _LEAST_AT_ONCE
