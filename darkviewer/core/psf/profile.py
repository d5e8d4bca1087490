"""The light of a star in the pixels around it: a Gaussian, or a measured stamp."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from darkviewer.core.errors import DarkviewerError

__all__ = [
    "FWHM_PER_SIGMA",
    "PIXELS",
    "SIZE",
    "GaussianPsf",
    "Psf",
    "SplinePsf",
    "StampPsf",
    "Taps",
    "curvatures",
    "pixel_fractions",
    "spline_taps",
]

FWHM_PER_SIGMA = 2.354820045030949
"""2 sqrt(2 ln 2)."""

SIZE = 5
"""Pixels along a side of the examined square, the leader in its middle."""

PIXELS = SIZE * SIZE

_SQRT_2PI = 2.5066282746310002

# Cubic B-spline: powers of the place between two knots -> weights of four coefficients.
_B_SPLINE = np.array([[1, 4, 1, 0], [-3, 0, 3, 0], [3, -6, 3, 0], [-1, 3, -3, 1]]) / 6

Array = NDArray[np.float64]

Taps = tuple[NDArray[np.intp], Array]
"""Which four coefficients of a spline bear on places, and how."""


def pixel_fractions(
    dx: ArrayLike, dy: ArrayLike, fwhm_px: ArrayLike, *, half: int = SIZE // 2
) -> Array:
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
    rows = np.diff(_cumulated(_reach(dy, fwhm_px, half)))
    columns = np.diff(_cumulated(_reach(dx, fwhm_px, half)))
    return _outer(rows, columns)


def _reach(centre: ArrayLike, fwhm_px: ArrayLike, half: int) -> Array:
    """Distance of the pixel edges from the centre in sigmas, shape (n, size + 1)."""
    edges = np.arange(-half, half + 2) - 0.5
    sigma = np.asarray(fwhm_px, np.float64)[..., None] / FWHM_PER_SIGMA
    return np.asarray((edges - np.asarray(centre, np.float64)[..., None]) / sigma)


def _cumulated(reach: Array) -> Array:
    from scipy.special import ndtr

    return np.asarray(ndtr(reach))


def _outer(rows: Array, columns: Array) -> Array:
    return np.asarray(rows[..., :, None] * columns[..., None, :])


class Psf(Protocol):
    """A profile that can be placed anywhere within the middle pixel of a 5x5 square."""

    @property
    def fwhm_px(self) -> float:
        """Nominal full width at half maximum in pixels."""

    @property
    def scalable(self) -> bool:
        """Whether the width may be fitted."""

    def fractions(
        self, dx: Array, dy: Array, fwhm_px: Array, *, half: int = SIZE // 2
    ) -> Array:
        """Part of the light in each pixel, (n, 2 half + 1, 2 half + 1)."""

    def gradients(self, dx: Array, dy: Array, fwhm_px: Array) -> tuple[Array, ...]:
        """The parts and their derivatives by dx, dy and FWHM, each (n, 5, 5)."""


@dataclass(frozen=True)
class GaussianPsf:
    """A round Gaussian integrated over the pixels.

    Attributes
    ----------
    fwhm_px : float
        Nominal full width at half maximum: seeing over pixel scale.
    """

    fwhm_px: float = 2.0
    scalable: bool = True

    def fractions(
        self, dx: Array, dy: Array, fwhm_px: Array, *, half: int = SIZE // 2
    ) -> Array:
        """See `pixel_fractions`."""
        return pixel_fractions(dx, dy, fwhm_px, half=half)

    def gradients(self, dx: Array, dy: Array, fwhm_px: Array) -> tuple[Array, ...]:
        """``dg/dx = -[phi(u)] / sigma``, ``dg/dsigma = -[u phi(u)] / sigma``."""
        (row, by_y, row_width), (column, by_x, column_width) = (
            _along(centre, fwhm_px) for centre in (dy, dx)
        )
        return (
            _outer(row, column),
            _outer(row, by_x),
            _outer(by_y, column),
            _outer(row_width, column) + _outer(row, column_width),
        )


def _along(centre: Array, fwhm_px: Array) -> tuple[Array, Array, Array]:
    """g and its derivatives by centre and FWHM along one axis, each (n, 5)."""
    reach = _reach(centre, fwhm_px, SIZE // 2)
    density = np.exp(-0.5 * reach**2) / _SQRT_2PI
    per_sigma = FWHM_PER_SIGMA / fwhm_px[:, None]
    by_centre = -np.diff(density) * per_sigma
    by_fwhm = -np.diff(reach * density) / fwhm_px[:, None]
    return np.diff(_cumulated(reach)), by_centre, by_fwhm


def curvatures(dx: Array, dy: Array, fwhm_px: Array) -> tuple[Array, Array, Array]:
    """Second derivatives of `pixel_fractions` by xx, xy and yy, each (n, 5, 5)."""
    (row, by_y, by_yy), (column, by_x, by_xx) = (
        _curved(centre, fwhm_px) for centre in (dy, dx)
    )
    return _outer(row, by_xx), _outer(by_y, by_x), _outer(by_yy, column)


def _curved(centre: Array, fwhm_px: Array) -> tuple[Array, Array, Array]:
    """g and its first two derivatives by the centre along one axis, each (n, 5)."""
    reach = _reach(centre, fwhm_px, SIZE // 2)
    density = np.exp(-0.5 * reach**2) / _SQRT_2PI
    per_sigma = FWHM_PER_SIGMA / fwhm_px[:, None]
    by_centre = -np.diff(density) * per_sigma
    curved = -np.diff(reach * density) * per_sigma**2
    return np.diff(_cumulated(reach)), by_centre, curved


class SplinePsf(ABC):
    """A measured profile: a cubic B-spline through samples, with a width of its own."""

    sha256: str

    @property
    @abstractmethod
    def _coefficients(self) -> Array:
        """Of the spline, with one more at either end than there are knots."""

    @abstractmethod
    def _taps(self, centre: Array, half: int, order: int) -> Taps:
        """Where the spline is needed along one axis; see `spline_taps`."""

    @abstractmethod
    def _parts(self, spline: Array) -> Array:
        """The pixels' parts of the light from the spline at the taps, (n, y, x)."""

    def fractions(
        self,
        dx: Array,
        dy: Array,
        fwhm_px: Array,  # noqa: ARG002
        *,
        half: int = SIZE // 2,
    ) -> Array:
        """As the spline gives them; the width is its own."""
        return self._at(dx, dy, half=half)

    def gradients(self, dx: Array, dy: Array, fwhm_px: Array) -> tuple[Array, ...]:
        """As the spline gives them; the derivative by the width is zero."""
        part = self.fractions(dx, dy, fwhm_px)
        by_x = -self._at(dx, dy, order_x=1)
        by_y = -self._at(dx, dy, order_y=1)
        return part, by_x, by_y, np.zeros_like(part)

    def _at(
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
        return self._parts(np.asarray(light))


@dataclass(frozen=True)
class StampPsf(SplinePsf):
    """A measured profile, sampled more finely than the pixels.

    Attributes
    ----------
    stamp : array, shape (m, m), axes (y, x)
        Light per sub-pixel, the star in the middle; normalised to a sum of 1 here.
        It must cover more than 7x7 pixels, or what lies outside counts as dark.
    oversampling : int
        Sub-pixels along a pixel's side.
    fwhm_px : float
        Its full width at half maximum in pixels, for the words on screen.
    sha256 : str
        Of its file; empty where it comes from none.

    Raises
    ------
    DarkviewerError
        If the stamp is not square, not finite or holds no light.
    """

    stamp: Array
    oversampling: int = 5
    fwhm_px: float = 2.0
    scalable: bool = False
    sha256: str = ""

    def __post_init__(self) -> None:
        stamp = self.stamp
        if stamp.ndim != 2 or stamp.shape[0] != stamp.shape[1]:
            raise DarkviewerError(f"a PSF stamp must be square, this is {stamp.shape}")
        if not np.all(np.isfinite(stamp)) or not stamp.sum() > 0:
            raise DarkviewerError("a PSF stamp must hold finite values and some light")

    @cached_property
    def _coefficients(self) -> Array:
        """Of the cubic B-spline through the light up to each sub-pixel corner.

        Beyond the stamp the spline is mirrored: all light is inside. scipy.interpolate
        would do the same, but with what it imports it weighs 33 MB in the bundle.
        """
        from scipy.ndimage import spline_filter

        size = self.stamp.shape[0]
        total = np.zeros((size + 1, size + 1))
        total[1:, 1:] = self.stamp.cumsum(0).cumsum(1) / self.stamp.sum()
        return np.pad(spline_filter(total, mode="mirror"), 1, mode="reflect")

    def _parts(self, spline: Array) -> Array:
        """Light of the stamp between the pixels' edges."""
        return np.asarray(np.diff(np.diff(spline, axis=1), axis=2))

    def _taps(self, centre: Array, half: int, order: int) -> Taps:
        """Of each pixel edge along one axis."""
        size = self.stamp.shape[0]
        edges = np.arange(-half, half + 2) - 0.5 - centre[:, None]
        place = edges * self.oversampling + size / 2
        return spline_taps(place, size, self.oversampling, order)


def spline_taps(place: Array, last: int, oversampling: int, order: int) -> Taps:
    """Which four coefficients of a cubic B-spline bear on places, and how.

    Parameters
    ----------
    place : array
        Between 0 and `last`; what lies beyond counts as the end.
    last : int
        Last knot; the coefficients have one more at either end.
    oversampling : int
        Knots per pixel, for the derivative.
    order : int
        1 for the derivative.

    Returns
    -------
    index : int array, shape (..., 4)
    weight : float64 array, shape (..., 4)
    """
    place = np.clip(place, 0, last)
    first = np.minimum(place.astype(np.intp), last - 1)
    t = place - first
    powers = np.ones_like(t), t, t * t, t**3
    if order:
        powers = np.zeros_like(t), np.ones_like(t), 2 * t, 3 * t * t
    weights = np.stack(powers, axis=-1) @ _B_SPLINE * oversampling**order
    return first[..., None] + np.arange(4), weights
