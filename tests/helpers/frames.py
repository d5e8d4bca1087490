"""Frames in memory that count, fail or wait when they are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass
class MemoryFrame:
    """A `FrameSource` of an array; `before` runs at every read."""

    values: NDArray[Any]
    name: str = "00001.fits"
    before: Callable[[], None] = lambda: None
    reads: list[tuple[int, int]] = field(default_factory=list)

    @property
    def shape(self) -> tuple[int, int]:
        return self.values.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.values.dtype

    def read_rows(self, start: int, stop: int) -> NDArray[Any]:
        self.before()
        self.reads.append((start, stop))
        return self.values[start:stop].copy()


def memory_frames(cube: NDArray[Any]) -> tuple[MemoryFrame, ...]:
    return tuple(
        MemoryFrame(values, f"{index:05}.fits")
        for index, values in enumerate(cube, start=1)
    )
