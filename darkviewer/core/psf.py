"""The light of a star in the pixels around it: a pixel-integrated round Gaussian."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["FWHM_PER_SIGMA", "pixel_fractions"]

FWHM_PER_SIGMA = 2.354820045030949
"""2 sqrt(2 ln 2)."""


def pixel_fractions(
    dx: ArrayLike, dy: ArrayLike, fwhm_px: ArrayLike, *, half: int = 2
) -> NDArray[np.float64]:
    """Part of a star's light that falls in each pixel of a square around it.

    ``P = g(y) g(x)`` with ``g_j(x) = Phi((j + 1/2 - x) / sigma) - Phi((j - 1/2 - x) /
    sigma)`` and ``j = -half..half``. The sum over the square is below 1: what falls
    outside is not spread over it.

    Parameters
    ----------
    dx, dy : float or array, shape (n,)
        Centre of the star relative to the centre of the middle pixel, in pixels.
    fwhm_px : float or array, shape (n,)
        Full width at half maximum in pixels, above zero.
    half : int
        The square has ``2 half + 1`` pixels a side.

    Returns
    -------
    float64 array, shape (n, size, size) or (size, size), axes (y, x)
    """
    rows = _along(dy, fwhm_px, half)
    columns = _along(dx, fwhm_px, half)
    return np.asarray(rows[..., :, None] * columns[..., None, :])


def _along(centre: ArrayLike, fwhm_px: ArrayLike, half: int) -> NDArray[Any]:
    from scipy.special import ndtr

    edges = np.arange(-half, half + 2) - 0.5
    sigma = np.asarray(fwhm_px, np.float64)[..., None] / FWHM_PER_SIGMA
    reach = (edges - np.asarray(centre, np.float64)[..., None]) / sigma
    return np.diff(ndtr(reach), axis=-1)
