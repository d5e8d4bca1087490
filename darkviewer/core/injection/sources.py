"""Synthetic sources in a copy of a residual frame; the original is never touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.psf.profile import pixel_fractions

__all__ = ["NOTEBOOK_PATTERN", "Injection", "inject_pattern", "inject_psf"]

NOTEBOOK_PATTERN: tuple[tuple[int, int, float], ...] = (
    (150, 250, 300.0),
    (149, 250, 100.0),
    (151, 250, 100.0),
    (150, 249, 100.0),
    (150, 251, 100.0),
)
"""(x, y, value in electrons) of the notebooks: a centre and its four neighbours."""

VISIBLE_PART = 0.01
"""Pixels with less than this part of the brightest one do not count as synthetic."""


@dataclass(frozen=True, slots=True, eq=False)
class Injection:
    """A residual frame with synthetic sources.

    Attributes
    ----------
    residual_e : float64 array, shape (ny, nx)
        A copy, in electrons.
    pixels : bool array, shape (ny, nx)
        Where the synthetic sources are.
    """

    residual_e: NDArray[np.float64]
    pixels: NDArray[np.bool_]


def inject_pattern(
    residual_e: NDArray[np.float64],
    pixels: Sequence[tuple[int, int, float]] = NOTEBOOK_PATTERN,
) -> Injection:
    """Set single pixels to given values, as the notebooks do, in a copy.

    Parameters
    ----------
    residual_e : array, shape (ny, nx)
        Residual in electrons.
    pixels : sequence of (x, y, value_e)
        0-based column and row, and the value that replaces the pixel's own.

    Returns
    -------
    Injection
        The copy, and a mask of the synthetic pixels.

    Raises
    ------
    DarkviewerError
        If a pixel lies outside the frame; nothing is injected then.
    """
    values, mask = _blank(residual_e)
    for x, y, value_e in pixels:
        _check_inside(x, y, mask.shape)
        values[y, x] = value_e
        mask[y, x] = True
    return Injection(values, mask)


def inject_psf(
    residual_e: NDArray[np.float64],
    *,
    x: float,
    y: float,
    flux_e: float,
    fwhm_px: float = 2.0,
    rng: np.random.Generator | None = None,
) -> Injection:
    """Add a star to a copy.

    Parameters
    ----------
    residual_e : array, shape (ny, nx)
        Residual in electrons.
    x, y : float
        Centre, 0-based, the integer being the pixel's centre.
    flux_e : float
        Total light in electrons, also that which falls outside the frame.
    fwhm_px : float
        Full width at half maximum of the pixel-integrated Gaussian, in pixels.
    rng : numpy Generator, optional
        Source of Poisson scatter in the star's light; without it the light is added
        as expected. Seed it to make the same star again.

    Returns
    -------
    Injection
        The copy, and a mask of the synthetic pixels.

    Raises
    ------
    DarkviewerError
        If the centre lies outside the frame, or flux or width is not positive.
    """
    values, mask = _blank(residual_e)
    column, row = round(x), round(y)
    _check_inside(column, row, mask.shape)
    if not (flux_e > 0 and fwhm_px > 0):
        raise DarkviewerError("flux and width of an injected star must be above zero")
    half = max(2, int(np.ceil(2.5 * fwhm_px)))
    part = pixel_fractions(x - column, y - row, fwhm_px, half=half)
    light = flux_e * part if rng is None else rng.poisson(flux_e * part)
    frame, stamp = _overlap(column, row, half, mask.shape)
    values[frame] += light[stamp]
    mask[frame] = part[stamp] >= VISIBLE_PART * part.max()
    return Injection(values, mask)


def _blank(
    residual_e: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    return np.array(residual_e, np.float64), np.zeros(residual_e.shape, np.bool_)


def _check_inside(x: int, y: int, shape: tuple[int, ...]) -> None:
    ny, nx = shape
    if not (0 <= x < nx and 0 <= y < ny):
        raise DarkviewerError(
            f"pixel x={x}, y={y} lies outside the frame of {nx}x{ny} pixels: "
            f"choose x from 0 to {nx - 1} and y from 0 to {ny - 1}"
        )


def _overlap(
    x: int, y: int, half: int, shape: tuple[int, ...]
) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """Slices of the frame and of the stamp that cover each other, both (y, x)."""
    frame, stamp = [], []
    for centre, size in zip((y, x), shape, strict=True):
        first, last = max(centre - half, 0), min(centre + half + 1, size)
        frame.append(slice(first, last))
        stamp.append(slice(first - centre + half, last - centre + half))
    return (frame[0], frame[1]), (stamp[0], stamp[1])
