"""A measured profile that has the pixels in it: the effective PSF of real stars.

Its value at a place is the part of the light that falls into a pixel there (Anderson &
King 2000), so nothing is left to integrate.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.psf.fit import fit_stars
from darkviewer.core.psf.profile import GaussianPsf, SplinePsf, Taps, spline_taps

__all__ = ["EffectivePsf", "best_width"]

Array = NDArray[np.float64]

BRIGHT_E = 1e6
WIDEST = 4.0


@dataclass(frozen=True)
class EffectivePsf(SplinePsf):
    """Parts of a star's light in single pixels, sampled more finely than the pixels.

    Attributes
    ----------
    values : array, shape (m, m), axes (y, x), m odd
        The star in the middle of the middle sample; normalised here so that the pixels
        of any star sum to 1.
    oversampling : int
        Samples along a pixel's side.
    fwhm_px : float
        Width of the Gaussian that fits it best, pixels.
    sha256 : str
        Of its file; empty where it comes from none.

    Raises
    ------
    DarkviewerError
        If the samples are not square and odd, not finite or hold no light.
    """

    values: Array
    oversampling: int = 4
    fwhm_px: float = 2.0
    scalable: bool = False
    sha256: str = ""

    def __post_init__(self) -> None:
        shape = self.values.shape
        if len(shape) != 2 or shape[0] != shape[1] or shape[0] % 2 == 0:
            raise DarkviewerError(
                f"an effective PSF must be square with a middle, this is {shape}"
            )
        if not np.all(np.isfinite(self.values)) or not self.values.sum() > 0:
            raise DarkviewerError(
                "an effective PSF must hold finite values and some light"
            )

    @cached_property
    def _coefficients(self) -> Array:
        """Of the cubic B-spline through the samples, mirrored beyond them."""
        from scipy.ndimage import spline_filter

        part = self.values / self.values.sum() * self.oversampling**2
        return np.pad(spline_filter(part, mode="mirror"), 1, mode="reflect")

    def _parts(self, spline: Array) -> Array:
        """Its values at the pixels' centres."""
        return spline

    def _taps(self, centre: Array, half: int, order: int) -> Taps:
        """Of each pixel's centre along an axis; 0 beyond the samples."""
        last = len(self.values) - 1
        centres = np.arange(-half, half + 1) - centre[:, None]
        place = centres * self.oversampling + last / 2
        first, weights = spline_taps(place, last, self.oversampling, order)
        inside = (place >= 0) & (place <= last)
        return first, weights * inside[..., None]


def best_width(psf: EffectivePsf) -> float:
    """FWHM of the Gaussian that fits a star of this profile best, in pixels."""
    origin = np.zeros(1)
    star = BRIGHT_E * psf.fractions(origin, origin, np.full(1, psf.fwhm_px))
    fit = fit_stars(
        star,
        np.full_like(star, BRIGHT_E),
        psf=GaussianPsf(psf.fwhm_px),
        free_fwhm=True,
        fwhm_range=(1 / WIDEST, WIDEST),
        iterations=40,
    )
    return float(fit.fwhm_px[0])
