"""The rows that the checks look at: the same few of every frame, over the whole height.

Levels, noise and shares need some ten thousand pixels, not millions: reading so few
costs a small part of a calibration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.frames.frame import RowPicker

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameSource

__all__ = ["Plan", "plan_rows", "read_blocks", "wide"]

PIXELS = 2**16
"""Sampled in each frame: the noise is known to 0.3 % then."""

BLOCKS = 8
LEAST_HEIGHT = 4
"""Rows of a block: fewer would not tell row noise from the level of the block."""

CELLS = 16
LEAST_WIDTH = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """Blocks of rows, each divided into cells.

    Attributes
    ----------
    shape : tuple of int
        (ny, nx) of a frame.
    starts : tuple of int
        First row of each block; the first block is at the top, the last at the bottom.
    height : int
        Rows of a block.
    cells : int
        Cells side by side in a block.
    width : int
        Columns of a cell; what is left over at the right belongs to none.
    """

    shape: tuple[int, int]
    starts: tuple[int, ...]
    height: int
    cells: int
    width: int

    @property
    def rows(self) -> NDArray[np.int64]:
        """Sampled rows, shape (blocks * height,)."""
        starts = np.array(self.starts)[:, None]
        return np.asarray((starts + np.arange(self.height)).ravel(), np.int64)

    def cell_view(self, values: NDArray[Any]) -> NDArray[Any]:
        """Sampled rows as (blocks, height, cells, width)."""
        inside = values[:, : self.cells * self.width]
        return inside.reshape(len(self.starts), self.height, self.cells, self.width)


def plan_rows(
    shape: tuple[int, int],
    *,
    pixels: int = PIXELS,
    blocks: int = BLOCKS,
) -> Plan:
    """Which rows to read, by the size of the frames alone."""
    ny, nx = shape
    blocks = max(min(blocks, ny // LEAST_HEIGHT), 1)
    height = min(max(pixels // (nx * blocks), LEAST_HEIGHT), ny // blocks)
    last = ny - height
    starts = tuple(last * block // max(blocks - 1, 1) for block in range(blocks))
    cells = max(min(CELLS, nx // LEAST_WIDTH), 1)
    return Plan(shape, starts, height, cells, nx // cells)


def read_blocks(source: FrameSource, plan: Plan) -> NDArray[Any]:
    """Sampled rows of one frame, shape (blocks * height, nx), raw ADU.

    Raises
    ------
    FrameError
        If they cannot be read.
    """
    if isinstance(source, RowPicker):
        return source.pick_rows(plan.starts, plan.height)
    return np.concatenate(
        [source.read_rows(start, start + plan.height) for start in plan.starts]
    )


def wide(values: Sequence[NDArray[Any]] | NDArray[Any]) -> NDArray[Any]:
    """As floats that hold every raw value exactly, and differences of 16-bit ones."""
    array = np.asarray(values)
    small = array.dtype.kind in "iu" and array.dtype.itemsize <= 2
    return array.astype(np.float32 if small else np.float64)
