"""One row per leader that the current threshold, neighbour and tie rules keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.detect import Leaders
from darkviewer.core.parameters import Parameters

__all__ = ["CandidateTable", "candidate_table"]


@dataclass(frozen=True, slots=True)
class CandidateTable:
    """Columns of all leaders of a session, in frame order, then raster order.

    Attributes
    ----------
    id : int64 array, shape (n,)
        ``(frame * ny + y) * nx + x``: stable while parameters change.
    frame : int32 array
        Index into the used frames, 0-based.
    x, y : int32 arrays
        Column and row, 0-based.
    value_e : float64 array
        Residual in electrons.
    min_neighbour_ratio : float64 array
        Smallest neighbour over the leader's value; NaN without neighbours.
    plateau : int32 array
        Pixels of equal value that this entry stands for.
    edge : bool array
        On the border of the frame: fewer neighbours than elsewhere.
    accepted : bool array
        PSF candidate by the ratio criterion.
    synthetic : bool array
        Made by an injection, not by the sensor.
    hot_pixels, leaders, candidates : int64 arrays, shape (frames,)
        Counts per frame.
    """

    id: NDArray[np.int64]
    frame: NDArray[np.int32]
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    value_e: NDArray[np.float64]
    min_neighbour_ratio: NDArray[np.float64]
    plateau: NDArray[np.int32]
    edge: NDArray[np.bool_]
    accepted: NDArray[np.bool_]
    synthetic: NDArray[np.bool_]
    hot_pixels: NDArray[np.int64]
    leaders: NDArray[np.int64]
    candidates: NDArray[np.int64]

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.id)


def candidate_table(
    leaders: Sequence[Leaders],
    shape: tuple[int, int],
    parameters: Parameters,
) -> CandidateTable:
    """Select from known leaders; no pixel is read again."""
    raise NotImplementedError
