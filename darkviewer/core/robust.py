"""Constants that several rooms need: the robust sigma, the pixels around a pixel."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["MAD_TO_SIGMA", "NEIGHBOURS", "known_median"]

MAD_TO_SIGMA = 1.482602218505602
"""Sigma of a Gaussian over its median absolute deviation: 1 / Phi^-1(3/4)."""

NEIGHBOURS = ((-1, 0), (0, 1), (1, 0), (0, -1), (-1, -1), (-1, 1), (1, -1), (1, 1))
"""(dy, dx) of the 8 neighbours; the first 4 are the nearest, as in the notebooks."""


def known_median(values: NDArray[np.floating[Any]]) -> float:
    """Median of the finite values, 0 where there are none."""
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else 0.0
