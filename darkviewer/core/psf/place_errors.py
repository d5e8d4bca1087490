"""How well the place of a fitted star is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.psf.profile import PIXELS

if TYPE_CHECKING:
    from darkviewer.core.psf.profile import Psf

__all__ = ["place_errors"]

Array = NDArray[np.float64]


def place_errors(
    star: tuple[Array, Array, Array, Array],
    variance_e2: Array,
    good: NDArray[np.bool_],
    psf: Psf,
    *,
    free_fwhm: bool = False,
) -> Array:
    """Standard errors of dx and dy in pixels, shape (n, 2).

    From the curvature of chi-squared at its minimum, as the error of the flux: of
    independent pixels, with the star's own noise.

    Parameters
    ----------
    star : tuple of arrays, shape (n,)
        Flux in electrons, dx, dy, FWHM in pixels; NaN where nothing was fitted.
    variance_e2 : array, shape (n, 5, 5)
        Without the star.
    good : bool array, same shape
        Pixels that were used.
    psf : Psf
        The profile.
    free_fwhm : bool
        The width was fitted too.

    Returns
    -------
    float64 array
        NaN where nothing was fitted, or where there is no light.
    """
    errors = np.full((len(good), 2), np.nan)
    flux = star[0]
    rows = np.isfinite(np.stack(star)).all(axis=0) & (flux > 1)
    flux, dx, dy, fwhm = (column[rows] for column in star)
    part, by_x, by_y, by_fwhm = psf.gradients(dx, dy, fwhm)
    light = flux[:, None, None]
    columns = [part, light * by_x, light * by_y, light * by_fwhm][: 3 + free_fwhm]
    use = good[rows]
    noise = np.where(use, variance_e2[rows], 1.0) + np.maximum(light * part, 0)
    weight = (use / noise).reshape(-1, 1, PIXELS)
    jacobian = np.stack(columns, 1).reshape(len(flux), len(columns), PIXELS)
    normal = (jacobian * weight) @ jacobian.transpose(0, 2, 1)
    np.einsum("nii->ni", normal)[:] += 1e-12
    known = np.linalg.inv(normal)
    errors[rows] = np.sqrt(np.einsum("nii->ni", known)[:, 1:3])
    return errors
