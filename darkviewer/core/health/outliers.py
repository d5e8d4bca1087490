"""Frames that differ from the others of their session."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.robust import MAD_TO_SIGMA

__all__ = ["OUTLIER_SIGMA", "outliers"]

OUTLIER_SIGMA = 5.0


def outliers(counts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Frames with far more hot pixels than the others.

    More than 5 robust sigmas (1.4826 times the MAD, at least the square root of the
    median and 1) above the median, strictly.

    Parameters
    ----------
    counts : int array, shape (frames,)
        Hot pixels of each frame.
    """
    middle = np.median(counts)
    sigma = MAD_TO_SIGMA * np.median(np.abs(counts - middle))
    limit = middle + OUTLIER_SIGMA * max(sigma, np.sqrt(middle), 1.0)
    return np.asarray(counts > limit)
