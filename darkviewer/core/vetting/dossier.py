"""Everything about one pixel: its values, tests and neighbours in all frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.calibration.bands import Band
from darkviewer.core.candidates.classification import Classification, classify
from darkviewer.core.candidates.labels import Evidence
from darkviewer.core.errors import DarkviewerError
from darkviewer.core.psf.place_errors import place_errors
from darkviewer.core.psf.rival_models import rival_charge
from darkviewer.core.records import joined
from darkviewer.core.vetting.band import MARGIN
from darkviewer.core.vetting.histories import histories
from darkviewer.core.vetting.other_events import without_other_events
from darkviewer.core.vetting.session import readable

if TYPE_CHECKING:
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.psf.profile import Psf
    from darkviewer.core.psf.shape import ShapeOptions, StampShape
    from darkviewer.core.vetting.band import ExaminedBand
    from darkviewer.core.vetting.examiner import Examiner
    from darkviewer.core.vetting.records import Stamps

__all__ = ["LEVEL_GAP_SIGMA", "Dossier", "dossier", "levels_of"]

Array = NDArray[np.float64]

LEVEL_GAP_SIGMA = 5.0
"""Values further apart than this many sigmas belong to different levels."""


@dataclass(frozen=True, slots=True, eq=False)
class Dossier:
    """One pixel over the frames of a session; n is the number of frames.

    Attributes
    ----------
    x, y : int
        0-based.
    raw : float64 array, shape (n,)
        ADU.
    stamps_e, model_e : float64 arrays, shape (n, 5, 5)
        Residuals around the pixel (NaN outside the frame) and the star that fits them
        best; ``stamps_e[:, 2, 2]`` is the pixel's own history, the others those of its
        neighbours.
    rival_e : float64 array, shape (n, 5, 5)
        The best of the star's rivals, see `best_rival`; NaN where there is none.
    place_errors_px : float64 array, shape (n, 2)
        Standard errors of the star's place along x and y, see `place_errors`.
    sigma_e : float64 array, shape (n, 5, 5)
        Of the residuals, without the star's own noise.
    good : bool array, shape (n, 5, 5)
        Pixels that were used.
    level_e : float
        The master at the pixel.
    levels_e : tuple of float
        Levels that the residual jumps between; one for a quiet pixel.
    classification : Classification
        One row per frame: fit, rivals, history, label.
    """

    x: int
    y: int
    raw: Array
    stamps_e: Array
    model_e: Array
    rival_e: Array
    place_errors_px: Array
    sigma_e: Array
    good: NDArray[np.bool_]
    level_e: float
    levels_e: tuple[float, ...]
    classification: Classification

    @property
    def residual_e(self) -> Array:
        """The pixel's own residual in each frame, shape (n,)."""
        return np.asarray(self.stamps_e[:, 2, 2])

    @property
    def normalised(self) -> Array:
        """Data minus model over sigma, the star's shot noise included, (n, 5, 5)."""
        spread = np.sqrt(self.sigma_e**2 + np.maximum(self.model_e, 0))
        return (self.stamps_e - self.model_e) / spread


def dossier(examiner: Examiner, x: int, y: int, parameters: Parameters) -> Dossier:
    """Examine one pixel in every frame, leader or not; seven rows of each are read.

    Parameters
    ----------
    examiner : Examiner
        Of the session.
    x, y : int
        The pixel, 0-based.
    parameters : Parameters
        Limits of the labels.

    Returns
    -------
    Dossier
        Values, tests and labels, one row per frame.

    Raises
    ------
    DarkviewerError
        If the pixel is outside the frame or frames cannot be read any more.
    Cancelled
        If the examiner's stack was stopped.
    """
    rows = _rows_around(examiner, x, y)
    at_y, at_x = np.array([y]), np.array([x])
    frames = [rows.frame(index) for index in range(rows.n_frames)]
    examined = joined(
        [rows.stamps(index, frame, at_y, at_x) for index, frame in enumerate(frames)]
    )
    n = np.arange(rows.n_frames)
    offsets = np.array([frame.offset_e for frame in frames])
    at = n, np.repeat(at_y, len(n)), np.repeat(at_x, len(n))
    examined = without_other_events(examined, rows, at, offsets, frames[0].factor)
    options = examiner.options
    shape = examined.shape(options)
    past = histories(rows, *at, offsets)
    pixel, inside = rows.square(at_y, at_x)
    residual = np.where(inside, examined.residual_e, np.nan)
    middle = pixel[0, 2, 2]
    sigma = np.sqrt(np.median(rows.expected_e2(n, np.full(len(n), middle))))
    return Dossier(
        x,
        y,
        raw=rows.read_adu.reshape(rows.n_frames, -1)[:, middle].astype(np.float64),
        stamps_e=residual,
        model_e=_models_e(shape, options.psf),
        rival_e=_rivals_e(examined, shape, options),
        place_errors_px=place_errors(
            (shape.flux_e, shape.dx, shape.dy, shape.fwhm_px),
            examined.variance_e2,
            examined.good,
            options.psf,
            free_fwhm=options.free_fwhm,
        ),
        sigma_e=np.sqrt(examined.variance_e2),
        good=examined.good,
        level_e=float(rows.level_e.take(middle)),
        levels_e=levels_of(residual[:, 2, 2], float(sigma)),
        classification=classify(
            Evidence(shape, past, examined.saturated, rows.n_frames), parameters
        ),
    )


def _rows_around(examiner: Examiner, x: int, y: int) -> ExaminedBand:
    ny, nx = examiner.master.shape
    if not (0 <= x < nx and 0 <= y < ny):
        raise DarkviewerError(f"pixel x={x}, y={y} lies outside {nx}x{ny} pixels")
    with readable(len(examiner.stack.sources)):
        return examiner.rows(Band(y, y + 1, ny, MARGIN))


def _models_e(shape: StampShape, psf: Psf) -> Array:
    """The fitted star of each frame, (n, 5, 5)."""
    width = np.nan_to_num(shape.fwhm_px, nan=psf.fwhm_px)
    part = psf.fractions(np.nan_to_num(shape.dx), np.nan_to_num(shape.dy), width)
    models: Array = shape.flux_e[:, None, None] * part
    return models


def _rivals_e(examined: Stamps, shape: StampShape, options: ShapeOptions) -> Array:
    """The best rival of each frame's star, (n, 5, 5)."""
    return rival_charge(
        examined.residual_e,
        examined.variance_e2,
        examined.good,
        shape.dbic,
        shape.track_px,
        profile_error=options.profile_error,
    )


def levels_of(values_e: Array, sigma_e: float) -> tuple[float, ...]:
    """Means of groups of values that gaps of more than 5 sigma set apart, ascending.

    Parameters
    ----------
    values_e : array, shape (n,)
        NaN are left out.
    sigma_e : float
        Of a single value.
    """
    ordered = np.sort(values_e[np.isfinite(values_e)])
    cuts = np.flatnonzero(np.diff(ordered) > LEVEL_GAP_SIGMA * sigma_e) + 1
    return tuple(float(g.mean()) for g in np.split(ordered, cuts) if g.size)
