"""Rivals of a star: one hot pixel, a pair of them, a particle's track.

Each hypothesis gets a deviance ``L = sum [(d - m)^2 / v + ln v]`` over the good pixels
and ``BIC = L + k ln(n_good)``, so that hypotheses with different variances and numbers
of parameters compare fairly (Schwarz 1978).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.psf.fit import SMALLEST_FLUX, PsfFit, dot, fit_stars
from darkviewer.core.psf.profile import (
    FWHM_PER_SIGMA,
    PIXELS,
    SIZE,
    GaussianPsf,
    pixel_fractions,
)
from darkviewer.core.psf.tolerance import (
    MODES_OF_CLOUD,
    PARAMETERS_OF_STAR,
    Tolerance,
    tolerate,
)
from darkviewer.core.records import joined

__all__ = [
    "ALTERNATIVES",
    "Comparison",
    "Tracks",
    "best_clouds",
    "best_tracks",
    "compare",
    "track_templates",
]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

ALTERNATIVES = ("hot", "pair", "track")
"""Columns of `Comparison.dbic`, in this order."""

MIDDLE = SIZE // 2

TRACK_ANGLES = np.arange(12) * np.pi / 12
TRACK_OFFSETS = np.linspace(-0.5, 0.5, 5)
TRACK_ENDS = (-2.0, -1.0, 0.0, 1.0, 2.0)
TRACK_POINTS = 24
TRACK_DIFFUSION_PX = 0.35
DIFFUSIONS_PX = (0.2, 0.35, 0.5, 0.6)
"""Of the tracks where profiles may err: from just below the gates to the bottom of the
sensor."""

TRACK_PARAMETERS = 4
"""Flux, angle, offset and extent of a track."""

FREE_TRACK_PARAMETERS = 4.75
"""Where stars have a freedom, too: both ends of the extent count, if not quite."""

CHOICE_OF_DIFFUSION = 2 * np.log(len(DIFFUSIONS_PX) / 2)
"""Of the diffusions two fit each track about as well."""

CLOUD_PARAMETERS = 4.25
"""Flux, place and width, which is fitted freely, where that of a star has a prior.

By simulation, as the quarters here and there: of whole numbers 4 loses faint stars to
clouds, and 5 for tracks takes some worms for stars."""

REWEIGHTINGS = 6
SHORT_LIST = 16
"""Track templates that a linear fit leaves for the reweighted one."""

SHORT_LIST_OF_EACH = 8
REWEIGHTINGS_OF_EACH = 3
"""Where there are several diffusions."""

CLOUD_PX = (DIFFUSIONS_PX[0] * FWHM_PER_SIGMA, DIFFUSIONS_PX[-1] * FWHM_PER_SIGMA)
"""FWHM of charge from one place; a star as narrow, or wider by less
than 5 %, cannot be told from it."""

NARROW = 1.05
CLOUD_ITERATIONS = 6

BLOCK = 1024


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """How the star compares with what else it could be, one row per stamp.

    Attributes
    ----------
    dbic : float64 array, shape (n, 3)
        BIC of hot pixel, pair and track minus that of the star: above zero where the
        star explains the pixels better.
    probability : float64 array, shape (n,)
        Likelihood ratio L of the star against the three, as L / (1 + L): of the star
        only where all four are equally likely beforehand, which nobody knows.
    track_px : float64 array, shape (n,)
        Length of the track that fits best; 0 and 1 also stand for a compact spot.
    """

    dbic: Array
    probability: Array
    track_px: Array

    @property
    def worst(self) -> Array:
        """Smallest of the three differences, shape (n,)."""
        return np.asarray(self.dbic.min(1))


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """The track that fits each stamp best.

    Attributes
    ----------
    deviance, length_px : float64 array, shape (n,)
        Its deviance, and how long its line is.
    charge_e : float64 array, shape (n, 5, 5)
        What it leaves in each pixel.
    """

    deviance: Array
    length_px: Array
    charge_e: Array


def compare(
    stamps_e: Array,
    variance_e2: Array,
    good: Mask | None,
    star: PsfFit,
    *,
    tolerance: Tolerance | None = None,
    profile_error: float = 0.0,
) -> Comparison:
    """Set the fitted star against hot pixel, pair and track.

    Parameters
    ----------
    stamps_e, variance_e2, good
        As given to `fit_stars`.
    star : PsfFit
        Its result.
    tolerance : Tolerance, optional
        The star allowed to deviate from its profile, with this profile error, and so
        are tracks then. They have several diffusions, and clouds of charge from one
        place are among them.
    profile_error : float
        Above zero with a tolerance.
    """
    if good is None:
        good = np.ones(stamps_e.shape, np.bool_)
    d, s2 = np.where(good, stamps_e, 0.0), np.where(good, variance_e2, 1.0)
    logs = np.log(good.sum((1, 2)))
    if tolerance is None:
        star_bic = star.deviance + star.parameters * logs
        track = best_tracks(d, s2, good)
        length = track.length_px
        track_bic = track.deviance + TRACK_PARAMETERS * logs
    else:
        star_bic = tolerance.deviance + PARAMETERS_OF_STAR * logs
        track = best_tracks(d, s2, good, profile_error=profile_error)
        free = FREE_TRACK_PARAMETERS * logs + CHOICE_OF_DIFFUSION
        track_bic = track.deviance + free
        cloud = best_clouds(d, s2, good, profile_error=profile_error)
        cloud_bic = cloud.deviance + CLOUD_PARAMETERS * logs
        narrow = tolerance.fwhm_px <= NARROW * CLOUD_PX[1]
        cloud_bic = np.where(narrow, np.minimum(cloud_bic, star_bic), cloud_bic)
        length = np.where(cloud_bic < track_bic, 0.0, track.length_px)
        track_bic = np.minimum(cloud_bic, track_bic)
    hot = _hot_deviance(d, s2)
    pair = hot - _second_pixel_gain(d, s2, good)
    bic = np.stack(
        [
            hot + logs,
            pair + 2 * logs + 2 * np.log(8),  # 8 places to look at
            track_bic,
        ],
        axis=1,
    )
    dbic = bic - star_bic[:, None]
    rivals = np.exp(np.clip(-dbic / 2, -700, 700)).sum(1)
    return Comparison(dbic, 1 / (1 + rivals), length)


def best_clouds(d: Array, s2: Array, good: Mask, *, profile_error: float) -> Tolerance:
    """Charge from one place, as wide as its depth makes it, with a star's freedom.

    Parameters
    ----------
    d, s2, good, profile_error
        As given to `best_tracks`; the error above zero.
    """
    middle = float(np.mean(CLOUD_PX))
    psf = GaussianPsf(middle)
    fit = fit_stars(
        d,
        s2,
        good,
        psf=psf,
        free_fwhm=True,
        fwhm_range=(CLOUD_PX[0] / middle, CLOUD_PX[1] / middle),
        iterations=CLOUD_ITERATIONS,
    )
    return tolerate(
        d, s2, good, fit, psf=psf, profile_error=profile_error, modes=MODES_OF_CLOUD
    )


def _hot_deviance(d: Array, s2: Array) -> Array:
    """The middle pixel alone holds charge ``A = max(d, 0)``, with its shot noise."""
    centre, variance = d[:, MIDDLE, MIDDLE], s2[:, MIDDLE, MIDDLE]
    charge = np.maximum(centre, 0)
    dark = np.sum(d**2 / s2 + np.log(s2), (1, 2)) - centre**2 / variance
    missed = (centre - charge) ** 2 / variance
    return np.asarray(dark + missed + np.log1p(charge / variance))


def _second_pixel_gain(d: Array, s2: Array, good: Mask) -> Array:
    """Largest drop of the deviance by giving one of 8 neighbours its own charge."""
    near = np.ones((SIZE, SIZE), np.bool_)
    near[[0, -1]] = near[:, [0, -1]] = near[MIDDLE, MIDDLE] = False
    charge, variance = np.maximum(d[:, near], 0), s2[:, near]
    gain = charge**2 / variance - np.log1p(charge / variance)
    return np.asarray(np.where(good[:, near], gain, 0).max(1))


def _track_ends() -> tuple[list[float], list[float]]:
    first, last = np.array(list(combinations(TRACK_ENDS, 2))).T
    return first.tolist(), last.tolist()


@cache
def track_templates(diffusion_px: float = TRACK_DIFFUSION_PX) -> Array:
    """Charge of straight tracks, shape (600, 5, 5), each summing to about 1.

    12 angles, 5 offsets from the middle and the 10 stretches between 5 points along
    the line; the charge lies on 24 points from end to end, diffused and integrated over
    the pixels. The short ones also stand for a compact spot.
    """
    along = np.linspace(*_track_ends(), TRACK_POINTS)
    angle, offset = (
        grid[..., None, None]
        for grid in np.meshgrid(TRACK_ANGLES, TRACK_OFFSETS, indexing="ij")
    )
    x = along * np.cos(angle) - offset * np.sin(angle)
    y = along * np.sin(angle) + offset * np.cos(angle)
    points = pixel_fractions(x, y, diffusion_px * FWHM_PER_SIGMA)
    return np.asarray(points.mean(2).reshape(-1, SIZE, SIZE))


def _track_lengths() -> Array:
    """Of each template, in pixels."""
    first, last = np.array(_track_ends())
    return np.tile(last - first, len(TRACK_ANGLES) * len(TRACK_OFFSETS))


def best_tracks(
    d: Array, s2: Array, good: Mask, *, profile_error: float = 0.0
) -> Tracks:
    """Of all templates the one that explains each stamp best.

    Parameters
    ----------
    d, s2, good : arrays, shape (n, 5, 5)
        Residuals, their variances and the pixels to use, electrons.
    profile_error : float
        As in `compare`; above zero tracks have several diffusions.
    """
    parts = [
        _best_track(d[i : i + BLOCK], s2[i : i + BLOCK], good[i : i + BLOCK], error=e)
        for i, e in ((i, profile_error) for i in range(0, max(len(d), 1), BLOCK))
    ]
    return joined(parts)


def _best_track(d: Array, s2: Array, good: Mask, *, error: float) -> Tracks:
    n = len(d)
    d, s2, use = d.reshape(n, PIXELS), s2.reshape(n, PIXELS), good.reshape(n, PIXELS)
    bank = track_templates().reshape(-1, PIXELS)
    weight = use / (s2 + np.maximum(d, 0))
    light = dot(weight * d, bank)
    norm = dot(weight, bank**2)
    gain = np.where(light > 0, light, 0) ** 2 / np.maximum(norm, 1e-300)
    short = SHORT_LIST_OF_EACH if error else SHORT_LIST
    chosen = np.argpartition(-gain, short, axis=1)[:, :short]
    flux = np.take_along_axis(light / np.maximum(norm, 1e-300), chosen, 1)
    planes = d[:, None], s2[:, None], use[:, None]
    times = REWEIGHTINGS_OF_EACH if error else REWEIGHTINGS
    rows = np.arange(n)
    best: Tracks | None = None
    for track in _with_diffusions(chosen, several=error > 0):
        deviance, amount = _reweighted(*planes, track, flux, error, times)
        at = deviance.argmin(1)
        charge = amount[rows, at, None] * track[rows, at]
        found = Tracks(
            deviance[rows, at],
            _track_lengths()[chosen[rows, at]],
            charge.reshape(n, SIZE, SIZE),
        )
        best = found if best is None else _better(best, found)
    assert best is not None
    return best


def _better(first: Tracks, second: Tracks) -> Tracks:
    """Of each stamp the track with the lower deviance."""
    second_is = second.deviance < first.deviance
    return Tracks(
        np.minimum(first.deviance, second.deviance),
        np.where(second_is, second.length_px, first.length_px),
        np.where(second_is[:, None, None], second.charge_e, first.charge_e),
    )


def _with_diffusions(chosen: NDArray[np.intp], *, several: bool) -> Iterator[Array]:
    """The chosen templates, (n, m, 25), for each diffusion."""
    for diffusion in DIFFUSIONS_PX if several else (TRACK_DIFFUSION_PX,):
        yield track_templates(diffusion).reshape(-1, PIXELS)[chosen]


def _reweighted(
    d: Array,
    s2: Array,
    use: Mask,
    track: Array,
    flux: Array,
    error: float,
    times: int,
) -> tuple[Array, Array]:
    """Deviance and flux of tracks (n, m, 25), each with its own variance, (n, m)."""
    for _ in range(times):
        charge = np.maximum(flux, SMALLEST_FLUX)[..., None] * track
        weight = use / (s2 + charge + (error * charge) ** 2)
        norm = np.sum(weight * track**2, -1)
        flux = np.sum(weight * track * d, -1) / np.maximum(norm, 1e-300)
    flux = np.maximum(flux, SMALLEST_FLUX)
    charge = flux[..., None] * track
    variance = s2 + charge + (error * charge) ** 2
    terms = np.where(use, (d - charge) ** 2 / variance + np.log(variance), 0)
    return np.asarray(terms.sum(-1)), flux
