"""Examining pixels of a session band by band: noise, leaders, shapes, histories."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.candidates.labels import Evidence
from darkviewer.core.detection.search import Found, describe, search_rows
from darkviewer.core.masters.leave_one_out import FEWEST_FRAMES
from darkviewer.core.psf.matched_filter import local_maxima, matched_plane
from darkviewer.core.psf.moderated import least_matched, matched_sigmas, sigmas
from darkviewer.core.psf.shape import ShapeOptions
from darkviewer.core.records import joined
from darkviewer.core.vetting.band import ExaminedBand
from darkviewer.core.vetting.histories import histories
from darkviewer.core.vetting.levelled import levelled
from darkviewer.core.vetting.null_measured import measure_null
from darkviewer.core.vetting.other_events import without_other_events
from darkviewer.core.vetting.session_noise import measure_noise

if TYPE_CHECKING:
    from darkviewer.core.calibration.bands import Band, Stack
    from darkviewer.core.levels.drift import SessionLevels
    from darkviewer.core.masters.master import Master
    from darkviewer.core.vetting.photon_transfer import SessionNoise
    from darkviewer.core.vetting.records import FrameRows, ReplacedFrame, Sums

__all__ = ["MATCHED_SIGMA", "Examiner", "examiner_of"]

Array = NDArray[np.float64]

MATCHED_SIGMA = 5.0
"""Signal to noise above which the matched filter finds a leader."""


@dataclass(frozen=True, slots=True)
class Examiner:
    """Examines pixels of a session, band by band.

    Attributes
    ----------
    stack : Stack
        All frames of the session.
    master : Master
        Of all frames.
    noise : SessionNoise
        Of this session.
    left_out : bool
        Each frame is examined against the master of the others.
    options : ShapeOptions
        How the stamps are examined.
    matched_filter : bool
        Leaders are found by the light of a whole star, not by their peak.
    levels_out : bool
        Levels of frames that move are removed before anything else.
    replaced : ReplacedFrame or None
        A frame with synthetic sources; its levels are removed where they are.
    """

    stack: Stack
    master: Master
    noise: SessionNoise
    left_out: bool
    options: ShapeOptions
    matched_filter: bool = False
    levels_out: bool = False
    replaced: ReplacedFrame | None = None

    def for_a_job(self, stop: Event | None = None) -> Examiner:
        """A copy that one job can stop without stopping others, by its own event."""
        return replace(self, stack=replace(self.stack, stop=stop or Event()))

    @property
    def moves(self) -> bool:
        """Whether levels of frames are removed: their master is combined again."""
        return self.levels.moves

    @property
    def levels(self) -> SessionLevels:
        """Those of the session; they move only if they are removed here."""
        measured = self.noise.levels
        return replace(measured, moves=measured.moves and self.levels_out)

    def rows(self, band: Band) -> ExaminedBand:
        """Read the rows of a band and its margins."""
        return self.rows_of(self.stack.read(band.top, band.bottom), band.top)

    def rows_of(
        self, raw: NDArray[Any], top: int, known: Sums | None = None
    ) -> ExaminedBand:
        """Rows of all frames that were read, (n, rows, nx), from row `top` on."""
        rows = slice(top, top + raw.shape[1])
        band = ExaminedBand(
            top,
            raw,
            self.master.part(rows),
            self.stack.parameters,
            left_out=self.left_out,
            saturation_adu=self.stack.saturation_adu,
            noise=self.noise,
            least_deviation=self.stack.least_deviation,
            known=known,
            amplifiers=self.noise.amplifiers,
            replaced=None if self.replaced is None else self.replaced.part(rows),
            stop=self.stack.stop,
        )
        return levelled(band, self.noise.levels) if self.moves else band

    def examine(
        self, band: Band, floor_e: Fraction, floor_sigma: float = 0.0
    ) -> tuple[Found, Evidence, Master]:
        """Find and examine the leaders of all frames in one band, above both floors.

        The master that is returned is the last frame's, for the unit of the leaders.
        """
        rows = self.rows(band)
        found, stamps, offsets = [], [], []
        for index in range(rows.n_frames):
            frame = rows.frame(index)
            leaders = search_rows(
                frame.exact,
                limit=floor_e / frame.master.unit(self.stack.parameters),
                top=band.top,
                start=band.start,
                stop=band.stop,
                ny=band.ny,
                also=_above_noise(rows, index, frame, floor_sigma),
            )
            if self.matched_filter:
                stars = self._matched(rows, index, frame, band)
                leaders = replace(stars, levels=leaders.levels)
            found.append(leaders)
            stamps.append(rows.stamps(index, frame, leaders.y, leaders.x))
            offsets.append(frame.offset_e)
        whole, every = _of_all_frames(found), np.array(offsets, np.float64)
        at = (whole.frame, whole.y, whole.x)
        examined = without_other_events(joined(stamps), rows, at, every, frame.factor)
        evidence = Evidence(
            examined.shape(self.options),
            histories(rows, *at, every),
            examined.saturated,
            rows.n_frames,
        )
        return whole, evidence, frame.master

    def _matched(
        self, rows: ExaminedBand, index: int, frame: FrameRows, band: Band
    ) -> Found:
        """Places in the band where a whole star is significant."""
        nx = frame.residual_e.shape[1]
        variance, frames = rows.residual_variance_e2(index, None, frame.factor)
        good = np.isfinite(variance) & np.isfinite(frame.residual_e)
        good &= ~rows.saturated(index, None)
        signal = matched_plane(
            frame.residual_e, variance.astype(np.float32), good, self.options.psf
        )
        scale = self.noise.null.signal_scale(index, self.options.psf)
        signal /= rows.of_amplifiers(scale.astype(np.float32), None)
        peaks = local_maxima(signal, least_matched(MATCHED_SIGMA, frames))
        y = peaks // nx + band.top
        peaks = peaks[(y >= band.start) & (y < band.stop)]
        dof = frames[np.divmod(peaks, nx)]
        known = matched_sigmas(signal.take(peaks), dof, self.options.psf)
        peaks = peaks[known > MATCHED_SIGMA]
        nothing = np.zeros(len(peaks), np.intp)
        return describe(frame.exact, nothing, peaks, top=band.top, ny=band.ny)


def _above_noise(
    rows: ExaminedBand, index: int, frame: FrameRows, floor_sigma: float
) -> Callable[[NDArray[np.intp]], NDArray[np.bool_]] | None:
    """Whether pixels of a frame stand above so many of their own sigmas."""

    def above(pixel: NDArray[np.intp]) -> NDArray[np.bool_]:
        variance, frames = rows.residual_variance_e2(index, pixel, frame.factor)
        value = frame.residual_e.ravel()[pixel]
        return np.asarray(sigmas(value, variance, frames) > floor_sigma)

    return above if floor_sigma > 0 else None


def _of_all_frames(found: Sequence[Found]) -> Found:
    """Join what was found in each frame on its own."""
    return joined([part.of_frame(index) for index, part in enumerate(found)])


def examiner_of(
    stack: Stack,
    master: Master,
    *,
    adu_step: int = 0,
    left_out: bool = True,
    options: ShapeOptions | None = None,
    matched_filter: bool = False,
) -> Examiner:
    """Measure the noise of a session on some of its rows, for the examination.

    Parameters
    ----------
    stack : Stack
        The frames that went into the master.
    master : Master
        Of the whole frame.
    adu_step : int
        Digitisation step; 0 when unknown.
    left_out : bool
        Examine each frame against the master of the others (needs 3 frames).
    options : ShapeOptions
        Profile and fit.
    matched_filter : bool
        See `Examiner`.
    """
    examiner = Examiner(
        stack,
        master,
        measure_noise(stack, master, adu_step),
        left_out and len(stack.sources) >= FEWEST_FRAMES,
        ShapeOptions() if options is None else options,
        matched_filter,
        levels_out=left_out or matched_filter,
    )
    null = measure_null(
        examiner.rows,
        master.shape[0],
        len(stack.sources),
        amplifiers=examiner.noise.amplifiers,
        psf=examiner.options.psf,
    )
    return replace(examiner, noise=replace(examiner.noise, null=null))
