"""Hot pixels, leaders and PSF candidates in a residual frame."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Leaders"]


@dataclass(frozen=True, slots=True)
class Leaders:
    """All leaders of one residual frame strictly above a floor, in raster order.

    A leader is not below any of its 4 nearest neighbours inside the frame; those that
    are not below any of 8 are marked. NaN and masked neighbours count as absent.

    Attributes
    ----------
    x, y : int32 arrays, shape (n,)
        Column and row, 0-based.
    value : int64 or float64 array
        Exact residual in units of `unit` electrons.
    unit : Fraction
        Electrons per step of `value`.
    value_e : float64 array
        Residual in electrons, computed as the notebooks do.
    lowest4, lowest8 : arrays like `value`
        Smallest of the 4 (8) neighbours that are present; meaningless where
        `neighbours4` (`neighbours8`) is 0.
    neighbours4, neighbours8 : int8 arrays
        How many neighbours are present.
    leader8 : bool array
        Not below any of the 8 neighbours.
    first4, first8 : bool arrays
        First pixel (lowest y, then x) of its plateau of equal adjacent leaders.
    plateau4, plateau8 : int32 arrays
        Number of pixels in that plateau (1 = no tie).
    levels : array like `value`, ascending
        Distinct residuals above the floor of *all* pixels, leaders or not.
    counts_above : int64 array
        Number of pixels at or above each of `levels`.
    """

    x: NDArray[np.int32]
    y: NDArray[np.int32]
    value: NDArray[Any]
    unit: Fraction
    value_e: NDArray[np.float64]
    lowest4: NDArray[Any]
    lowest8: NDArray[Any]
    neighbours4: NDArray[np.int8]
    neighbours8: NDArray[np.int8]
    leader8: NDArray[np.bool_]
    first4: NDArray[np.bool_]
    first8: NDArray[np.bool_]
    plateau4: NDArray[np.int32]
    plateau8: NDArray[np.int32]
    levels: NDArray[Any]
    counts_above: NDArray[np.int64]
