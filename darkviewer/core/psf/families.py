"""Profiles of stars with wings or elongated: mixtures of round Gaussians.

A Moffat profile is a mean of Gaussians of many widths, an elongated Gaussian one of
round Gaussians along a line, so both keep exact integrals over pixels and derivatives.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.psf.profile import (
    FWHM_PER_SIGMA,
    SIZE,
    GaussianPsf,
    Psf,
    pixel_fractions,
)

if TYPE_CHECKING:
    from darkviewer.core.parameters import Parameters

__all__ = ["MixturePsf", "elongated_psf", "moffat_parts", "moffat_psf", "psf_of"]

Array = NDArray[np.float64]

MOFFAT_GAUSSIANS = 12
"""Wrong by less than 1e-4 of the light in any pixel where the FWHM is 2 px or more."""

ELONGATED_GAUSSIANS = 13
"""Wrong by less than 1e-4 of the light in any pixel if one axis is twice the other."""


class Part(NamedTuple):
    """One of the Gaussians: share of the light, and width and place over the FWHM."""

    weight: float
    width: float
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True)
class MixturePsf:
    """Several round Gaussians, each integrated over the pixels.

    Attributes
    ----------
    fwhm_px : float
        Nominal full width at half maximum; the parts are scaled by it.
    parts : tuple of Part
        Their weights sum to 1.
    """

    fwhm_px: float
    parts: tuple[Part, ...]
    scalable: bool = True

    def fractions(
        self, dx: Array, dy: Array, fwhm_px: Array, *, half: int = SIZE // 2
    ) -> Array:
        """Sum of the parts' `pixel_fractions`."""
        planes = [
            part.weight
            * pixel_fractions(
                dx + part.x * fwhm_px,
                dy + part.y * fwhm_px,
                part.width * fwhm_px,
                half=half,
            )
            for part in self.parts
        ]
        return np.asarray(np.sum(planes, axis=0))

    def gradients(self, dx: Array, dy: Array, fwhm_px: Array) -> tuple[Array, ...]:
        """Sums of the parts' derivatives; the width moves their places too."""
        total = np.zeros((4, len(dx), SIZE, SIZE))
        gaussian = GaussianPsf()
        for part in self.parts:
            light, by_x, by_y, by_width = gaussian.gradients(
                dx + part.x * fwhm_px, dy + part.y * fwhm_px, part.width * fwhm_px
            )
            by_fwhm = part.width * by_width + part.x * by_x + part.y * by_y
            total += part.weight * np.stack([light, by_x, by_y, by_fwhm])
        return tuple(total)


def moffat_psf(fwhm_px: float, beta: float) -> MixturePsf:
    """A star with wings, ``(1 + (r / a)^2)^-beta`` (Moffat 1969).

    Parameters
    ----------
    fwhm_px : float
        ``2 a sqrt(2^(1 / beta) - 1)``.
    beta : float
        Above 1; 4.765 is turbulence alone, real stars have 2.5 to 4.
    """
    parts = moffat_parts(beta, MOFFAT_GAUSSIANS)
    return MixturePsf(fwhm_px, tuple(Part(weight, width) for width, weight in parts))


@cache
def moffat_parts(beta: float, count: int) -> tuple[tuple[float, float], ...]:
    """Widths, over that of the whole, and weights of the Gaussians in a Moffat profile.

    ``(1 + r^2/a^2)^-beta`` is a mean of Gaussians of variance ``a^2 / 2t`` over a gamma
    distribution of t; Gauss-Laguerre quadrature takes a few of them.
    """
    from scipy.special import roots_genlaguerre

    nodes, weights = roots_genlaguerre(count, beta - 2)
    core = 0.5 / np.sqrt(2 ** (1 / beta) - 1)
    widths = core * FWHM_PER_SIGMA / np.sqrt(2 * nodes)
    return tuple(zip(widths.tolist(), (weights / weights.sum()).tolist(), strict=True))


def elongated_psf(fwhm_px: float, axis_ratio: float, angle_deg: float) -> MixturePsf:
    """A Gaussian that is longer than wide, as bad guiding or optics make it.

    It is a round one as wide as the short axis, spread along the long one by
    Gauss-Hermite quadrature.

    Parameters
    ----------
    fwhm_px : float
        Geometric mean of the two axes.
    axis_ratio : float
        Long over short axis, 1 to 2.
    angle_deg : float
        Of the long axis, from the x axis towards the y axis.
    """
    from scipy.special import roots_hermitenorm

    short = axis_ratio**-0.5
    reach = np.sqrt(axis_ratio - 1 / axis_ratio) / FWHM_PER_SIGMA
    nodes, weights = roots_hermitenorm(ELONGATED_GAUSSIANS)
    angle = np.radians(angle_deg)
    return MixturePsf(
        fwhm_px,
        tuple(
            Part(weight, short, at * np.cos(angle), at * np.sin(angle))
            for weight, at in zip(
                (weights / weights.sum()).tolist(),
                (nodes * reach).tolist(),
                strict=True,
            )
        ),
    )


def psf_of(parameters: Parameters) -> Psf:
    """The profile of a star that the parameters ask for."""
    width = parameters.fwhm_px
    if parameters.family == "moffat":
        return moffat_psf(width, parameters.moffat_beta)
    if parameters.family == "elongated":
        return elongated_psf(width, parameters.axis_ratio, parameters.axis_angle_deg)
    return GaussianPsf(width)
