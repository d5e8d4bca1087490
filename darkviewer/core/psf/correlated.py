"""Noise that neighbouring pixels share: what it does to sums of pixels and chi-squared.

Three numbers describe it: the correlation of a pixel with the next one along the row,
along the column and along a diagonal.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.psf.profile import SIZE

__all__ = ["LAGS", "correlation_matrix", "effective", "width_of_sum"]

Array = NDArray[np.float64]

LAGS = ((0, 1), (1, 0), (1, 1))
"""(dy, dx) of the neighbours; both diagonals count as the last."""


def correlation_matrix(lags: Array, size: int = SIZE) -> Array:
    """Of the pixels of a square in raster order, shape (..., size^2, size^2).

    Parameters
    ----------
    lags : array, shape (..., 3)
        Correlations at `LAGS`.
    size : int
        Pixels along a side.
    """
    y, x = np.divmod(np.arange(size**2), size)
    down, across = np.abs(y[:, None] - y), np.abs(x[:, None] - x)
    beside = np.stack([(down == dy) & (across == dx) for dy, dx in LAGS])
    return np.asarray(
        np.eye(size**2) + np.einsum("...k,kij->...ij", lags, beside.astype(np.float64))
    )


def width_of_sum(weights: Array, lags: Array) -> Array:
    """Sigma of a weighted sum of pixels of equal noise over that without correlation.

    Parameters
    ----------
    weights : array, shape (5, 5)
        Of the pixels.
    lags : array, shape (..., 3)
        Correlations at `LAGS`.
    """
    w = weights.ravel()
    variance = np.einsum("i,...ij,j->...", w, correlation_matrix(lags), w)
    return np.asarray(np.sqrt(np.maximum(variance, 0) / np.sum(w**2)))


def effective(
    jacobian: Array, weight: Array, noise_e2: Array, lags: Array
) -> tuple[Array, Array]:
    """Mean and degrees of freedom of chi-squared where the noise is correlated.

    A fit that takes pixels as independent leaves ``r^T W r`` of correlated residuals: a
    sum of chi-squared values, which one chi-squared of the same mean and variance
    stands for (Satterthwaite 1946). Charge of the star itself is not correlated.

    Parameters
    ----------
    jacobian : array, shape (n, k, m)
        Of the model, at its best; what comes after the 25 pixels has no noise at all,
        as priors of what is zero in truth.
    weight : array, shape (n, m)
        Inverse variances in the fit, 0 for pixels that do not count.
    noise_e2 : array, shape (n, 25)
        Variances of the correlated part.
    lags : array, shape (n, 3)
        Correlations at `LAGS`.

    Returns
    -------
    scale, dof : array, shape (n,)
        ``chi2 / scale`` follows chi-squared with `dof` degrees of freedom.
    """
    size = weight.shape[1]
    root = np.sqrt(weight)
    pixels = noise_e2.shape[1]
    shared = root[:, :pixels] * np.sqrt(noise_e2)
    off = correlation_matrix(lags) - np.eye(pixels)
    covariance = np.zeros((len(weight), size, size))
    covariance[:, :pixels, :pixels] = off * shared[:, :, None] * shared[:, None, :]
    covariance += np.diag(np.arange(size) < pixels) * (weight > 0)[:, None, :]
    columns = jacobian * root[:, None, :]
    basis, _ = np.linalg.qr(columns.transpose(0, 2, 1))
    left = covariance - basis @ (basis.transpose(0, 2, 1) @ covariance)
    mean = np.einsum("nii->n", left)
    spread = np.einsum("nij,nji->n", left, left)
    return spread / mean, mean**2 / spread
