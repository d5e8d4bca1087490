"""Detection by the signal of a whole star instead of its brightest pixel.

In warm noise it is half complete at 650 e- where a peak above 200 e- needs 1050 e-.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.psf.moderated import star_shape
from darkviewer.core.psf.profile import SIZE, Psf
from darkviewer.core.robust import NEIGHBOURS

__all__ = ["local_maxima", "matched_plane"]

Plane = NDArray[np.float32]


def matched_plane(
    residual_e: Plane, variance_e2: Plane, good: NDArray[np.bool_], psf: Psf
) -> Plane:
    """Signal to noise of a star centred on each pixel, shape (ny, nx).

    ``sum(P d / s^2) / sqrt(sum(P^2 / s^2))`` over the good pixels of the 5x5 square
    (Zackay, Ofek & Gal-Yam 2016); 0 where there are none. What lies outside the arrays
    counts as absent.
    """
    part = star_shape(psf)
    weight = np.zeros(residual_e.shape, np.float32)
    np.divide(1, variance_e2, out=weight, where=good)
    light = np.where(good, residual_e, 0) * weight
    signal = _correlated(light, part)
    norm = _correlated(weight, part**2)
    np.sqrt(norm, out=norm)
    np.divide(signal, norm, out=signal, where=norm > 0)
    return signal


def _correlated(image: Plane, kernel: NDArray[np.float64]) -> Plane:
    """Sum of the image under the kernel; row by row where the kernel separates."""
    u, s, v = np.linalg.svd(kernel)
    result = np.zeros_like(image)
    for k in range(int(np.sum(s > 1e-6 * s[0]))):
        across = _shifted_sum(image, s[k] * v[k], axis=1)
        result += _shifted_sum(across, u[:, k], axis=0)
    return result


def _shifted_sum(image: Plane, weights: NDArray[np.float64], axis: int) -> Plane:
    half = SIZE // 2
    result = np.zeros_like(image)
    out, source = np.moveaxis(result, axis, 0), np.moveaxis(image, axis, 0)
    n = len(source)
    for shift, weight in zip(range(-half, half + 1), weights, strict=True):
        to = np.s_[max(-shift, 0) : n - max(shift, 0)]
        taken = np.s_[max(shift, 0) : n - max(-shift, 0)]
        out[to] += np.float32(weight) * source[taken]
    return result


def local_maxima(
    signal: Plane, limit: float, *, neighbours: int = 8
) -> NDArray[np.intp]:
    """Flat indices of pixels strictly above `limit` and not below 8 (4) neighbours.

    Of equal neighbours the first in raster order counts.
    """
    ny, nx = signal.shape
    pixel = np.flatnonzero(signal > limit)
    y, x = np.divmod(pixel, nx)
    value = signal.ravel()[pixel]
    keep = np.ones(pixel.size, np.bool_)
    for dy, dx in NEIGHBOURS[:neighbours]:
        inside = (y + dy >= 0) & (y + dy < ny) & (x + dx >= 0) & (x + dx < nx)
        beside = signal.take(pixel + dy * nx + dx, mode="clip")
        earlier = (dy, dx) < (0, 0)
        keep &= ~inside | ((value > beside) if earlier else (value >= beside))
    return pixel[keep]
