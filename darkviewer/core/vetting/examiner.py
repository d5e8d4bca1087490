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
from darkviewer.core.progress import go_on
from darkviewer.core.psf.matched_filter import local_maxima, matched_plane
from darkviewer.core.psf.moderated import least_matched, matched_sigmas, sigmas
from darkviewer.core.psf.shape import ShapeOptions
from darkviewer.core.records import joined, rows_of
from darkviewer.core.vetting.band import ExaminedBand
from darkviewer.core.vetting.histories import histories
from darkviewer.core.vetting.levelled import levelled
from darkviewer.core.vetting.negatives import (
    NegativeMaxima,
    NegativePeaks,
    negative,
    peaks_of,
)
from darkviewer.core.vetting.null_measured import measure_null
from darkviewer.core.vetting.other_events import without_other_events
from darkviewer.core.vetting.session_noise import measure_noise

if TYPE_CHECKING:
    from darkviewer.core.calibration.bands import Band, Stack
    from darkviewer.core.levels.drift import SessionLevels
    from darkviewer.core.masters.master import Master
    from darkviewer.core.psf.profile import Psf
    from darkviewer.core.vetting.photon_transfer import SessionNoise
    from darkviewer.core.vetting.records import FrameRows, ReplacedFrame, Sums

__all__ = ["MATCHED_SIGMA", "ExaminedRows", "Examiner", "examiner_of"]

Array = NDArray[np.float64]

MATCHED_SIGMA = 5.0
"""Signal to noise above which the matched filter finds a leader."""


@dataclass(frozen=True, slots=True, eq=False)
class ExaminedRows:
    """What was found in the rows of one band of all frames.

    Attributes
    ----------
    found : Found
        The leaders.
    evidence : Evidence
        Their tests, one row each.
    negatives : NegativeMaxima
        Leaders of the negative frames.
    master : Master
        That of the last frame, for the unit of the leaders.
    """

    found: Found
    evidence: Evidence
    negatives: NegativeMaxima
    master: Master


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
    ) -> ExaminedRows:
        """Find and examine the leaders of all frames in one band, above both floors.

        Those of the negative frames, too.
        """
        rows = self.rows(band)
        found, stamps, offsets, below, below_stamps = [], [], [], [], []
        for index in range(rows.n_frames):
            frame = rows.frame(index)
            turned = negative(frame)
            leaders, peaks = self._search(
                rows, index, (frame, turned), band, floor_e, floor_sigma
            )
            found.append(leaders)
            stamps.append(rows.stamps(index, frame, leaders.y, leaders.x))
            offsets.append(frame.offset_e)
            below.append(peaks.of_frame(index))
            _, y, x = below[-1].at(band.top, rows.raw.shape[2])
            below_stamps.append(rows.stamps(index, turned, y, x))
        whole, every = _of_all_frames(found), np.array(offsets, np.float64)
        negatives, count = joined(below), len(whole.frame)
        at = (whole.frame, whole.y, whole.x)
        beside = negatives.at(band.top, rows.raw.shape[2])
        frames, y, x = map(np.concatenate, zip(at, beside, strict=True))
        examined = without_other_events(
            joined(stamps + below_stamps), rows, (frames, y, x), every, frame.factor
        )
        shape = examined.shape(self.options)
        evidence = Evidence(
            rows_of(shape, slice(count)),
            histories(rows, *at, every),
            examined.saturated[:count],
            rows.n_frames,
        )
        tested = negatives.tested(
            rows_of(shape, slice(count, None)), matched=self.matched_filter
        )
        return ExaminedRows(whole, evidence, tested, frame.master)

    def _search(
        self,
        rows: ExaminedBand,
        index: int,
        both: tuple[FrameRows, FrameRows],
        band: Band,
        floor_e: Fraction,
        floor_sigma: float,
    ) -> tuple[Found, NegativePeaks]:
        """Leaders of one frame and of its negative, by peaks or by light."""
        frame, turned = both
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
            light = self._light(rows, index, frame)
            stars = _stars(frame, light.peaks(band), band)
            peaks = peaks_of(turned.residual_e, light.turned.peaks(band))
            return replace(stars, levels=leaders.levels), peaks
        also = _above_noise(rows, index, turned, floor_sigma)
        return leaders, _negative_peaks(rows, turned, band, float(floor_e), also)

    def _light(self, rows: ExaminedBand, index: int, frame: FrameRows) -> _Light:
        """The signal of a whole star at every pixel."""
        variance, frames = rows.residual_variance_e2(index, None, frame.factor)
        good = np.isfinite(variance) & np.isfinite(frame.residual_e)
        good &= ~rows.saturated(index, None)
        signal = matched_plane(
            frame.residual_e, variance.astype(np.float32), good, self.options.psf
        )
        scale = self.noise.null.signal_scale(index, self.options.psf)
        signal /= rows.of_parts(scale.astype(np.float32), None)
        return _Light(signal, frames, self.options.psf)


@dataclass(frozen=True, slots=True, eq=False)
class _Light:
    """The signal of a whole star at every pixel of some rows of a frame."""

    signal: NDArray[np.float32]
    frames: Array
    psf: Psf

    @property
    def turned(self) -> _Light:
        """Of the negative frame."""
        return replace(self, signal=-self.signal)

    def peaks(self, band: Band) -> NDArray[np.intp]:
        """Places in the band where a whole star is significant, flat indices."""
        peaks = local_maxima(self.signal, least_matched(MATCHED_SIGMA, self.frames))
        peaks = _in_band(peaks, self.signal.shape[1], band)
        dof = self.frames[np.divmod(peaks, self.signal.shape[1])]
        known = matched_sigmas(self.signal.take(peaks), dof, self.psf)
        return peaks[known > MATCHED_SIGMA]


def _in_band(pixel: NDArray[np.intp], nx: int, band: Band) -> NDArray[np.intp]:
    """Those in the rows that the band reports."""
    y = pixel // nx + band.top
    return pixel[(y >= band.start) & (y < band.stop)]


def _stars(frame: FrameRows, peaks: NDArray[np.intp], band: Band) -> Found:
    nothing = np.zeros(len(peaks), np.intp)
    return describe(frame.exact, nothing, peaks, top=band.top, ny=band.ny)


def _negative_peaks(
    rows: ExaminedBand,
    turned: FrameRows,
    band: Band,
    floor_e: float,
    also: Callable[[NDArray[np.intp]], NDArray[np.bool_]] | None,
) -> NegativePeaks:
    """Peaks of a negative frame as `search_rows` finds leaders: offsets still in."""
    nx = turned.residual_e.shape[1]
    levels = turned.offset_e
    if levels.shape[1] > 1:  # else the only one is that of all columns
        levels = levels[:, rows.amplifiers.column_index(nx)]
    values_e = turned.residual_e - levels
    values_e[np.isnan(values_e)] = -np.inf
    pixel = local_maxima(values_e, floor_e, neighbours=4)
    pixel = _in_band(pixel, nx, band)
    return peaks_of(values_e, pixel if also is None else pixel[also(pixel)])


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
    threads: int = 1,
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
    threads : int
        Workers that may measure at once.
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
    go_on(stack.stop)
    null = measure_null(
        examiner.rows,
        master.shape[0],
        len(stack.sources),
        amplifiers=examiner.noise.amplifiers,
        psf=examiner.options.psf,
        threads=threads,
    )
    return replace(examiner, noise=replace(examiner.noise, null=null))
