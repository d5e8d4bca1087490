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
from darkviewer.core.psf.profile import SIZE, GaussianPsf, spline_taps

__all__ = ["EffectivePsf", "best_width"]

Array = NDArray[np.float64]

BRIGHT_E = 1e6
WIDEST = 4.0


@dataclass(frozen=True)
class EffectivePsf:
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

    Raises
    ------
    DarkviewerError
        If the samples are not square and odd, not finite or hold no light.
    """

    values: Array
    oversampling: int = 4
    fwhm_px: float = 2.0
    scalable: bool = False

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

    def fractions(
        self,
        dx: Array,
        dy: Array,
        fwhm_px: Array,  # noqa: ARG002
        *,
        half: int = SIZE // 2,
    ) -> Array:
        """Its values at the pixels' centres, 0 beyond it; the width is its own."""
        return self._at_centres(dx, dy, half=half)

    def gradients(self, dx: Array, dy: Array, fwhm_px: Array) -> tuple[Array, ...]:
        """As the spline gives them; the derivative by the width is zero."""
        part = self.fractions(dx, dy, fwhm_px)
        by_x = -self._at_centres(dx, dy, order_x=1)
        by_y = -self._at_centres(dx, dy, order_y=1)
        return part, by_x, by_y, np.zeros_like(part)

    def _at_centres(
        self,
        dx: Array,
        dy: Array,
        *,
        half: int = SIZE // 2,
        order_x: int = 0,
        order_y: int = 0,
    ) -> Array:
        rows, by_row = self._taps(dy, half, order_y)
        columns, by_column = self._taps(dx, half, order_x)
        near = self._coefficients[
            rows[:, :, None, :, None], columns[:, None, :, None, :]
        ]
        light = np.einsum("nia,njb,nijab->nij", by_row, by_column, near, optimize=True)
        return np.asarray(light)

    def _taps(
        self, centre: Array, half: int, order: int
    ) -> tuple[NDArray[np.intp], Array]:
        """Four coefficients that bear on each pixel's centre along an axis, and how."""
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
