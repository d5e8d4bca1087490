"""The effective PSF of a telescope, from the bright lone stars of light frames."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.hazard.lights import (
    LightSources,
    find_in_light,
    without_background,
)
from darkviewer.core.progress import Job, Progress
from darkviewer.core.psf.effective import EffectivePsf, best_width
from darkviewer.core.psf.profile import GaussianPsf
from darkviewer.core.psf.shape import ShapeOptions

__all__ = ["FEWEST_STARS", "MeasuredPsf", "StarCutouts", "measured", "star_cutouts"]

Array = NDArray[np.float64]

HALF = 7
"""Pixels from the middle of a cutout to its side."""

OVERSAMPLING = 4
FEWEST_STARS = 20
"""So that each of the 16 places within a pixel is seen by a star or so."""

MOST_STARS = 100
"""The brightest; more take longer and change little."""

FAINTEST_SIGMA = 50.0
ALONE = 0.03
"""Light of any other source in a cutout, over that of the star."""

LIKE_OTHERS = 0.25
"""A star's width is within this part of the median."""

PROFILE_ERROR, WIDTH_RANGE = 0.1, 2.0
"""What a star may look like before its profile is known."""

ITERATIONS = 10
STILL_PX = 0.01
"""Done where no centre moves by more."""


@dataclass(frozen=True, slots=True, eq=False)
class StarCutouts:
    """Bright lone stars of one frame.

    Attributes
    ----------
    pixels : float64 array, shape (n, 15, 15)
        Without background.
    dx, dy : float64 arrays, shape (n,)
        Star minus middle of the cutout.
    signal : float64 array
        Signal to noise.
    """

    pixels: Array
    dx: Array
    dy: Array
    signal: Array


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredPsf:
    """Result.

    Attributes
    ----------
    psf : EffectivePsf
    stars : int
        That it was measured from.
    scatter : float
        Root mean square of what the stars differ from it in their brightest pixel, as
        part of that: noise, and how much the profile varies.
    """

    psf: EffectivePsf
    stars: int
    scatter: float


def star_cutouts(
    image: Array, *, good: NDArray[np.bool_], fwhm_px: float
) -> StarCutouts:
    """Cut out stars that are bright, whole, alone and as wide as the others.

    Parameters
    ----------
    image : float64 array, shape (ny, nx)
        Values of a light frame.
    good : bool array, same shape
        False for pixels without a value and saturated ones.
    fwhm_px : float
        Width to expect, within a factor of two.

    Raises
    ------
    DarkviewerError
        If there is no background to measure, or there are too many sources.
    """
    options = ShapeOptions(GaussianPsf(fwhm_px), True, WIDTH_RANGE, PROFILE_ERROR)
    sources = find_in_light(image, good=good, options=options)
    rows = _usable(sources, good)
    residual = without_background(image, good)
    reach = np.arange(-HALF, HALF + 1)
    y = sources.pixel_y[rows, None, None] + reach[:, None]
    x = sources.pixel_x[rows, None, None] + reach
    shape = sources.shape
    return StarCutouts(
        residual[y, x], shape.dx[rows], shape.dy[rows], shape.matched[rows]
    )


def _usable(sources: LightSources, good: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Rows of the stars to take."""
    shape, (ny, nx) = sources.shape, good.shape
    x, y = sources.pixel_x, sources.pixel_y
    with np.errstate(invalid="ignore"):
        rows = np.flatnonzero(
            (shape.matched >= FAINTEST_SIGMA)
            & (shape.dbic[:, :2] > 0).all(1)
            & ~shape.at_limit
            & (np.minimum(x, nx - 1 - x) >= HALF)
            & (np.minimum(y, ny - 1 - y) >= HALF)
        )
    kept = [
        row
        for row in rows
        if good[
            y[row] - HALF : y[row] + HALF + 1, x[row] - HALF : x[row] + HALF + 1
        ].all()
        and _alone(sources, int(row))
    ]
    kept_rows = np.array(kept, np.intp)
    width = shape.fwhm_px[kept_rows]
    typical = np.median(width) if len(width) else 0.0
    return kept_rows[np.abs(width - typical) <= LIKE_OTHERS * typical]


def _alone(sources: LightSources, row: int) -> bool:
    away = np.maximum(
        np.abs(sources.pixel_x - sources.pixel_x[row]),
        np.abs(sources.pixel_y - sources.pixel_y[row]),
    )
    others = (away <= HALF) & (away > 0)
    limit = ALONE * sources.shape.matched[row]
    return bool(np.all(sources.shape.matched[others] <= limit))


def measured(cutouts: Sequence[StarCutouts]) -> Job[MeasuredPsf]:
    """Build the effective PSF (photutils `EPSFBuilder`), one round after the other.

    Raises
    ------
    DarkviewerError
        If there are too few stars, or they do not agree.
    """
    import photutils.psf

    photutils_psf: Any = photutils.psf  # untyped
    pixels, dx, dy = _brightest(cutouts)
    stars = photutils_psf.EPSFStars(
        [
            photutils_psf.EPSFStar(star, cutout_center=(HALF + x, HALF + y))
            for star, x, y in zip(pixels, dx, dy, strict=True)
        ]
    )
    builder = photutils_psf.EPSFBuilder(
        oversampling=OVERSAMPLING, maxiters=1, progress_bar=False
    )
    epsf = None
    for number in range(ITERATIONS):
        yield Progress("Measuring the PSF", number, ITERATIONS)
        before = stars.cutout_center_flat
        try:
            with warnings.catch_warnings():  # of single stars, which it leaves out
                warnings.simplefilter("ignore")
                epsf, stars = builder.build_epsf(stars, epsf=epsf)
        except ValueError as error:
            raise DarkviewerError(
                f"the stars do not agree on one PSF ({error}): take frames in focus, "
                "from which the dark was subtracted"
            ) from error
        if np.abs(stars.cutout_center_flat - before).max() < STILL_PX:
            break
    assert epsf is not None  # there is a first round
    psf = EffectivePsf(np.asarray(epsf.data, np.float64), OVERSAMPLING)
    psf = EffectivePsf(psf.values, OVERSAMPLING, best_width(psf))
    centres = stars.cutout_center_flat - HALF
    return MeasuredPsf(psf, len(pixels), _scatter(psf, pixels, centres))


def _brightest(cutouts: Sequence[StarCutouts]) -> tuple[Array, Array, Array]:
    """Pixels and places of those to use."""
    signal = np.concatenate([part.signal for part in cutouts])
    if len(signal) < FEWEST_STARS:
        raise DarkviewerError(
            f"{len(signal)} stars are bright, whole, unsaturated and alone, and "
            f"{FEWEST_STARS} are needed: give more light frames, or another width"
        )
    rows = np.argsort(-signal, kind="stable")[:MOST_STARS]
    pixels, dx, dy = (
        np.concatenate([getattr(part, name) for part in cutouts])[rows]
        for name in ("pixels", "dx", "dy")
    )
    return pixels, dx, dy


def _scatter(psf: EffectivePsf, pixels: Array, centres: Array) -> float:
    width = np.full(len(pixels), psf.fwhm_px)
    model = psf.fractions(centres[:, 0], centres[:, 1], width)
    near = pixels[:, HALF - 2 : HALF + 3, HALF - 2 : HALF + 3]
    flux = np.sum(near * model, (1, 2)) / np.sum(model**2, (1, 2))
    peak = model.reshape(len(model), -1).argmax(1)
    rows = np.arange(len(model))
    brightest = (flux[:, None, None] * model).reshape(len(model), -1)[rows, peak]
    found = near.reshape(len(model), -1)[rows, peak]
    return float(np.sqrt(np.mean((found / brightest - 1) ** 2)))
