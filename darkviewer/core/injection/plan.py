"""Synthetic stars for a session: where, how bright, and their light pixel by pixel."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import DarkviewerError

if TYPE_CHECKING:
    from darkviewer.core.psf.profile import Psf

__all__ = [
    "HALF",
    "InjectedStars",
    "InjectionPlan",
    "default_fluxes",
    "draw_stars",
    "flux_at",
]

Array = NDArray[np.float64]

HALF = 3
"""Half the width of a star's stamp: a leader beside it still has its 5x5 pixels."""

BORDER_PX = 3
"""Stars keep this far from the border."""

LARGEST_FLUX_E = 1e15
"""Of an injected star; Poisson numbers of much more cannot be drawn."""

EFFECTIVE_PIXELS = 10.12
"""1 / sum P^2 of a Gaussian of 2 px FWHM."""


def flux_at(signal_to_noise: float, variance_e2: float) -> float:
    """Flux in electrons that has a signal to noise in pixels of this variance.

    ``S/N = F / sqrt(n_eff sigma^2 + F)`` solved for F.
    """
    q = signal_to_noise
    return (q * q + q * math.sqrt(q * q + 4 * EFFECTIVE_PIXELS * variance_e2)) / 2


def default_fluxes(variance_e2: float, count: int = 10) -> tuple[float, ...]:
    """Fluxes from a signal to noise of 3 to one of 100, in equal ratios."""
    ends = flux_at(3, variance_e2), flux_at(100, variance_e2)
    return tuple(float(flux) for flux in np.geomspace(*ends, count))


@dataclass(frozen=True, slots=True)
class InjectionPlan:
    """Plan of an injection.

    Attributes
    ----------
    fluxes_e : tuple of float
        Total light in electrons.
    per_flux : int
        Stars of each flux in each frame.
    seed : int
        Of places and scatter; the same seed makes the same stars.
    """

    fluxes_e: tuple[float, ...]
    per_flux: int = 200
    seed: int = 1

    def __post_init__(self) -> None:
        positive = all(flux > 0 for flux in self.fluxes_e)  # NaN is not
        if not self.fluxes_e or not positive or self.per_flux < 1:
            raise DarkviewerError(
                "choose at least one flux above zero and at least one star per flux"
            )
        if max(self.fluxes_e) > LARGEST_FLUX_E:
            raise DarkviewerError(
                f"stars of {max(self.fluxes_e):.3g} e- are brighter than can be "
                f"injected: choose fluxes up to {LARGEST_FLUX_E:g} e-"
            )


@dataclass(frozen=True, slots=True, eq=False)
class InjectedStars:
    """One row per star, in order of frame and flux.

    Attributes
    ----------
    frame : int32 array, shape (n,)
        Index of the frame.
    x, y : float64 array
        Centre, 0-based.
    flux_e : float64 array
        Expected total light.
    light_e : float32 array, shape (n, 7, 7)
        Light in the pixels around (round(x), round(y)), with Poisson scatter.
    """

    frame: NDArray[np.int32]
    x: Array
    y: Array
    flux_e: Array
    light_e: NDArray[np.float32]

    def __len__(self) -> int:
        """Number of stars."""
        return len(self.x)


def draw_stars(
    plan: InjectionPlan, n_frames: int, shape: tuple[int, int], psf: Psf
) -> InjectedStars:
    """Place the stars of a plan uniformly, at least 3 px from the border.

    Raises
    ------
    DarkviewerError
        If the frames are too small to hold a star.
    """
    ny, nx = shape
    if min(ny, nx) <= 2 * BORDER_PX + 1:
        raise DarkviewerError(
            f"the frames are {nx}x{ny} pixels, too small to inject stars"
        )
    rng = np.random.default_rng(plan.seed)
    flux = np.tile(np.repeat(plan.fluxes_e, plan.per_flux), n_frames)
    n = len(flux)
    x = rng.uniform(BORDER_PX, nx - 1 - BORDER_PX, n)
    y = rng.uniform(BORDER_PX, ny - 1 - BORDER_PX, n)
    frame = np.repeat(np.arange(n_frames, dtype=np.int32), n // n_frames)
    width = np.full(n, psf.fwhm_px)
    part = psf.fractions(x - np.rint(x), y - np.rint(y), width, half=HALF)
    part = np.maximum(part, 0)  # the spline through a measured star may overshoot
    light = rng.poisson(flux[:, None, None] * part).astype(np.float32)
    return InjectedStars(frame, x, y, flux, light)
