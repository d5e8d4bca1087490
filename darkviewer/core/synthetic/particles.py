"""Ionising particles as a sensor records them, and point charges spread over pixels."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["PARTICLES", "Particle", "deposit"]

_DIFFUSION_PX = 0.35
_DEPTH_PX = 2.0
_MUON_E_PER_PX = 400.0


@dataclass(frozen=True, slots=True)
class Particle:
    """Charge left along a path.

    Attributes
    ----------
    x, y : float arrays, shape (n,)
        Path, in pixels from where the particle entered.
    charge_e : float array, shape (n,)
        Electrons freed at each step.
    sigma_px : float
        Width of the diffusion.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    charge_e: NDArray[np.float64]
    sigma_px: float = _DIFFUSION_PX


def deposit(
    image: NDArray[np.floating[Any]],
    x: ArrayLike,
    y: ArrayLike,
    charge_e: ArrayLike,
    *,
    sigma_px: float,
) -> None:
    """Add point charges to `image`, each a Gaussian integrated over the pixels.

    Parameters
    ----------
    image : float array, shape (ny, nx)
        Changed in place; what falls outside is lost.
    x, y : array-like, shape (n,)
        Positions, 0-based, pixel centres at integers.
    charge_e : array-like, shape (n,)
        Electrons of each.
    sigma_px : float
        Standard deviation of the Gaussian.
    """
    x, y, charge_e = (np.atleast_1d(np.asarray(a, float)) for a in (x, y, charge_e))
    reach = math.ceil(5 * sigma_px) + 1
    x0, weights_x = _pixel_weights(x, sigma_px, reach, image.shape[1])
    y0, weights_y = _pixel_weights(y, sigma_px, reach, image.shape[0])
    stamp = (weights_y * charge_e[:, None]).T @ weights_x
    image[y0 : y0 + stamp.shape[0], x0 : x0 + stamp.shape[1]] += stamp


def _pixel_weights(
    centres: NDArray[np.float64], sigma_px: float, reach: int, size: int
) -> tuple[int, NDArray[np.float64]]:
    """First pixel inside the image, and each charge's share in it and the next ones."""
    from scipy.special import ndtr

    first = min(max(math.floor(centres.min()) - reach, 0), size)
    last = min(max(math.ceil(centres.max()) + reach + 1, first), size)
    edges = np.arange(first, last + 1) - 0.5
    weights = np.diff(ndtr((edges - centres[:, None]) / sigma_px), axis=1)
    return first, weights


def _muon(rng: np.random.Generator) -> Particle:
    """A straight track through the depth of the sensor, mostly from above."""
    cosine = max(rng.random() ** (1 / 3), 0.05)
    length = _DEPTH_PX * math.sqrt(1 - cosine**2) / cosine
    along = np.linspace(0, length, 2 + int(4 * length))
    angle = rng.uniform(0, 2 * math.pi)
    charge = _MUON_E_PER_PX * _DEPTH_PX / cosine * rng.gamma(8, 1 / 8)
    return Particle(
        along * math.cos(angle),
        along * math.sin(angle),
        np.full(len(along), charge / len(along)),
    )


def _worm(rng: np.random.Generator) -> Particle:
    """An electron freed by a gamma ray: it curls, and loses most at its end."""
    steps = 4 * int(rng.uniform(3, 16))
    angle = rng.uniform(0, 2 * math.pi) + np.cumsum(rng.normal(0, 0.35, steps))
    share = np.linspace(1, 3, steps)
    charge = rng.lognormal(math.log(3000), 0.6)
    return Particle(
        np.cumsum(np.cos(angle)) / 4,
        np.cumsum(np.sin(angle)) / 4,
        charge * share / share.sum(),
    )


def _spot(rng: np.random.Generator) -> Particle:
    """A short-range particle: all of its charge in one compact place."""
    charge = rng.lognormal(math.log(1500), 0.8)
    return Particle(np.zeros(1), np.zeros(1), np.array([charge]), sigma_px=0.4)


#: kind -> how to make one, and how many per cm2 and minute (guesses, to exercise the
#: software: about one in all, muons and what the materials around bring).
PARTICLES: dict[str, tuple[Callable[[np.random.Generator], Particle], float]] = {
    "muon": (_muon, 0.4),
    "worm": (_worm, 0.4),
    "spot": (_spot, 0.2),
}
