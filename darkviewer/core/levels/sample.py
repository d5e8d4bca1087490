"""Some rows of all frames, on which levels and amplifiers are measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["LevelSample"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class LevelSample:
    """Some rows of all frames; n frames, r rows.

    Attributes
    ----------
    y : int array, shape (r,)
        Which rows.
    level_e : float64 array, shape (r, nx)
        Master in electrons.
    residual_e : float32 array, shape (n, r, nx)
        Frames minus master.
    """

    y: NDArray[np.intp]
    level_e: Array
    residual_e: NDArray[np.float32]
