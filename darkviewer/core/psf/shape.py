"""Everything the shape of a 5x5 stamp says: star, hot pixel, pair or track."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.psf.correlated import width_of_sum
from darkviewer.core.psf.families import psf_of
from darkviewer.core.psf.fit import PsfFit, examinable, fit_stars
from darkviewer.core.psf.moderated import KNOWN, matched_sigmas, sigmas, star_shape
from darkviewer.core.psf.profile import SIZE, GaussianPsf, Psf
from darkviewer.core.psf.rivals import compare
from darkviewer.core.psf.tolerance import Tolerance, tolerate
from darkviewer.core.records import spread

if TYPE_CHECKING:
    from darkviewer.core.parameters import Parameters

__all__ = [
    "ShapeOptions",
    "StampNoise",
    "StampShape",
    "examine_stamps",
    "plain_noise",
    "shape_options",
]

Array = NDArray[np.float64]

MIDDLE = SIZE // 2

WIDTH_SIGMAS = 2.5
"""Of the prior of a fitted width, from the nominal one to the ends of its range."""


@dataclass(frozen=True, slots=True)
class ShapeOptions:
    """How stamps are examined.

    Attributes
    ----------
    psf : Psf
        Expected profile.
    free_fwhm : bool
        Fit the width too.
    width_range : float
        A fitted width is within the nominal one divided and multiplied by this.
    profile_error : float
        How far stars may deviate from the profile, see `tolerate`; at zero they are
        exactly so, and tracks have one diffusion.
    """

    psf: Psf = field(default_factory=GaussianPsf)
    free_fwhm: bool = False
    width_range: float = 1.45
    profile_error: float = 0.0


def shape_options(parameters: Parameters, psf: Psf | None = None) -> ShapeOptions:
    """As the parameters ask; `psf` is a measured profile instead of a family's."""
    return ShapeOptions(
        psf=psf_of(parameters) if psf is None else psf,
        free_fwhm=parameters.width == "free",
        width_range=parameters.width_range,
        profile_error=parameters.profile_error,
    )


@dataclass(frozen=True, slots=True, eq=False)
class StampShape:
    """One row per stamp; NaN with too few good pixels (`significance`: always known).

    Attributes
    ----------
    flux_e, flux_sigma_e : float64 array, shape (n,)
        Total light of the fitted star and its standard error, electrons.
    dx, dy : float64 array
        Star minus centre of the leader's pixel, in pixels.
    fwhm_px : float64 array
        Fitted or nominal width.
    chi2, dof, p : float64 array
        Chi-squared of a star of exactly the assumed profile, degrees of freedom,
        p-value.
    p_tolerant : float64 array
        p-value of a star that may deviate by the profile error; `p` without one.
    dbic : float64 array, shape (n, 3)
        BIC of hot pixel, pair and track minus that of the star.
    p_psf : float64 array
        Likelihood ratio L of the star against the others, as L / (1 + L).
    track_px : float64 array
        Length of the best track; 0 and 1 also stand for a spot narrower than a star.
    significance : float64 array
        Residual of the middle pixel over its sigma, see `sigmas`.
    matched : float64 array
        Signal to noise of a star in the middle (matched filter), see `matched_sigmas`.
    at_limit : bool array
        Place or width of the star ended at the edge of its range.
    """

    flux_e: Array
    flux_sigma_e: Array
    dx: Array
    dy: Array
    fwhm_px: Array
    chi2: Array
    dof: Array
    p: Array
    p_tolerant: Array
    dbic: Array
    p_psf: Array
    track_px: Array
    significance: Array
    matched: Array
    at_limit: NDArray[np.bool_]

    def __len__(self) -> int:
        """Number of stamps."""
        return len(self.p)


@dataclass(frozen=True, slots=True, eq=False)
class StampNoise:
    """What is known of the noise of stamps beside its variance, one row each.

    Attributes
    ----------
    frames : array, shape (n,)
        Degrees of freedom of the variance of the middle pixel.
    lags : array, shape (n, 3)
        Correlations of neighbouring pixels, see `correlation_matrix`.
    signal_factor : array, shape (n,)
        How much wider the signal of a star is than variances and lags make it.
    """

    frames: Array
    lags: Array
    signal_factor: Array


def plain_noise(n: int) -> StampNoise:
    """Of independent pixels with known variances."""
    return StampNoise(np.full(n, KNOWN), np.zeros((n, 3)), np.ones(n))


def examine_stamps(
    stamps_e: Array,
    variance_e2: Array,
    good: NDArray[np.bool_],
    options: ShapeOptions,
    noise: StampNoise | None = None,
) -> StampShape:
    """Fit a star to each stamp and set it against what else it could be.

    Parameters
    ----------
    stamps_e, variance_e2 : arrays, shape (n, 5, 5)
        Residuals and their variances without a star, electrons.
    good : bool array, same shape
        Pixels to use; stamps with too few of them get NaN, see `examinable`.
    options : ShapeOptions
        Profile and fit.
    noise : StampNoise, optional
        Without it all variances are taken as known and all pixels as independent.
    """
    if noise is None:
        noise = plain_noise(len(good))
    rows = np.flatnonzero(examinable(good))
    d, s2, use = stamps_e[rows], variance_e2[rows], good[rows]
    star = _fitted(d, s2, use, options, noise.lags[rows])
    tolerance = _tolerance(d, s2, use, star, options, noise.lags[rows])
    rivals = compare(
        d,
        s2,
        use,
        star,
        tolerance=tolerance,
        profile_error=options.profile_error,
    )
    known = StampShape(
        flux_e=star.flux_e,
        flux_sigma_e=star.flux_sigma_e,
        dx=star.dx,
        dy=star.dy,
        fwhm_px=star.fwhm_px,
        chi2=star.chi2,
        dof=star.dof.astype(np.float64),
        p=star.p,
        p_tolerant=star.p if tolerance is None else tolerance.p,
        dbic=rivals.dbic,
        p_psf=rivals.probability,
        track_px=rivals.track_px,
        significance=np.zeros(len(rows)),
        matched=matched_sigmas(
            matched_signal(d, s2, use, options.psf) / _width(noise, options.psf)[rows],
            noise.frames[rows],
            options.psf,
        ),
        at_limit=star.at_limit,
    )
    middle = (slice(None), MIDDLE, MIDDLE)
    significance = sigmas(stamps_e[middle], variance_e2[middle], noise.frames)
    return replace(spread(known, rows, len(good)), significance=significance)


def _width(noise: StampNoise, psf: Psf) -> Array:
    return width_of_sum(star_shape(psf), noise.lags) * noise.signal_factor


def _fitted(
    d: Array,
    s2: Array,
    use: NDArray[np.bool_],
    options: ShapeOptions,
    lags: Array,
) -> PsfFit:
    return fit_stars(
        d,
        s2,
        use,
        psf=options.psf,
        free_fwhm=options.free_fwhm,
        fwhm_range=(1 / options.width_range, options.width_range),
        lags=lags,
    )


def _tolerance(
    d: Array,
    s2: Array,
    use: NDArray[np.bool_],
    star: PsfFit,
    options: ShapeOptions,
    lags: Array,
) -> Tolerance | None:
    if options.profile_error == 0:
        return None
    return tolerate(
        d,
        s2,
        use,
        star,
        psf=options.psf,
        profile_error=options.profile_error,
        width_sigma=np.log(options.width_range) / WIDTH_SIGMAS,
        lags=lags,
    )


def matched_signal(
    stamps_e: Array, variance_e2: Array, good: NDArray[np.bool_], psf: Psf
) -> Array:
    """``sum(P d / s^2) / sqrt(sum(P^2 / s^2))`` for a star in the middle, (n,).

    To be set against the significance of the middle pixel alone: a star gains by the
    light around it, a hot pixel does not (Zackay, Ofek & Gal-Yam 2016; Rhoads 2000).
    """
    part = star_shape(psf)
    weight = np.where(good, part / np.where(good, variance_e2, 1), 0)
    light = np.sum(weight * np.where(good, stamps_e, 0), (1, 2))
    return np.asarray(light / np.sqrt(np.sum(weight * part, (1, 2))))
