"""A measured stellar profile from a FITS file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.psf.profile import StampPsf
from darkviewer.storage.fits.frame import FitsFrame, read_info

__all__ = ["OVERSAMPLING", "read_psf"]

OVERSAMPLING = 5
"""Sub-pixels along a pixel's side of the detector."""

SMALLEST = 7 * OVERSAMPLING
"""The 5x5 pixels must stay on the stamp when a star is 1 px off their middle."""


def read_psf(path: Path) -> StampPsf:
    """Read a square stamp with the star in its middle, five sub-pixels per pixel.

    Parameters
    ----------
    path : Path
        A FITS file with one square image, at least 35 sub-pixels a side.

    Returns
    -------
    StampPsf
        Normalised to a sum of 1.

    Raises
    ------
    DarkviewerError
        If the file cannot be read, is not square, too small, or not a bright spot.
    """
    info = read_info(path)
    ny, nx = info.shape
    if ny != nx or ny < SMALLEST:
        raise DarkviewerError(
            f"{path.name} is {nx}x{ny}: a PSF stamp must be square with at least "
            f"{SMALLEST} sub-pixels a side, {OVERSAMPLING} per pixel"
        )
    stamp = FitsFrame(info).read_rows(0, ny).astype(np.float64)
    psf = StampPsf(stamp, OVERSAMPLING)
    _check_star(stamp, path.name)
    above = np.count_nonzero(stamp > stamp.max() / 2)
    width = 2 * float(np.sqrt(above / np.pi)) / OVERSAMPLING
    return StampPsf(psf.stamp, OVERSAMPLING, fwhm_px=width)


def _check_star(stamp: NDArray[np.float64], name: str) -> None:
    middle = len(stamp) // 2
    reach = 2 * OVERSAMPLING + OVERSAMPLING // 2  # the middle 5x5 pixels
    near = slice(middle - reach, middle + reach + 1)
    total = stamp.sum()
    if stamp[near, near].sum() < total / 2:
        raise DarkviewerError(
            f"{name} has most of its light outside the middle 5x5 pixels: cut the "
            "stamp so that the star is in its middle"
        )
    if -stamp[stamp < 0].sum() > total / 2:
        raise DarkviewerError(
            f"{name} is negative over large parts: subtract the background of the "
            "star, not more"
        )
