"""From a calibrated session to the map of its sensor, band by band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.calibration.band_pool import over_bands
from darkviewer.core.calibration.pipeline import processors
from darkviewer.core.candidates.behaviour import Behaviour
from darkviewer.core.candidates.history import (
    FEWEST_FOR_FROZEN,
    HIGH_SIGMA,
    UsualNoise,
    restless_limit,
)
from darkviewer.core.candidates.labels import Limits
from darkviewer.core.hazard.classes import ALWAYS, PixelFacts, class_of
from darkviewer.core.hazard.reasons import BAD_ROW, reason_bits
from darkviewer.core.hazard.sensor_map import SensorMap, rates_of
from darkviewer.core.health.sensor_rows import bad_columns
from darkviewer.core.records import joined
from darkviewer.core.vetting.histories import histories
from darkviewer.core.vetting.session import (
    measured_examiner,
    plan_examined_bands,
    readable,
)
from darkviewer.core.vetting.shrinkage import MOST_FRAMES
from darkviewer.core.vetting.surroundings import high_pixels

if TYPE_CHECKING:
    from darkviewer.core.calibration.bands import Band
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.progress import Job
    from darkviewer.core.vetting.band import ExaminedBand
    from darkviewer.core.vetting.examiner import Examiner
    from darkviewer.core.vetting.photon_transfer import SessionNoise

__all__ = ["survey"]

Array = NDArray[np.float64]

PLANES = 24
"""Float64 planes that a band needs beside the raw frames, at most."""

SAMPLED = 512
"""Rows of the master for columns that are bad over the whole height; and turned."""


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Planes of one band, joined to those of the frame."""

    class_: NDArray[np.uint8]
    level_e: NDArray[np.float32]
    sigma_e: NDArray[np.float32]
    highest_e: NDArray[np.float32]
    high: NDArray[np.uint16]
    count: NDArray[np.uint16]
    last: NDArray[np.int32]
    reasons: NDArray[np.uint16]


@dataclass(slots=True, eq=False)
class _Sums:
    """Over the residuals of all frames, each plane (rows, nx)."""

    total: Array
    squares: Array
    highest: Array
    lowest: Array
    count: NDArray[np.int64]
    high: NDArray[np.int64]
    last: NDArray[np.int32]
    """Last frame in which a pixel is high; -1 for none."""
    offsets: list[NDArray[np.floating[Any]]]

    def add(self, index: int, residual: Array, sigma: Array) -> None:
        """One frame more."""
        known = np.isfinite(residual)
        value = np.where(known, residual, 0)
        self.total += value
        self.squares += value**2
        self.count += known
        np.fmax(self.highest, residual, out=self.highest)
        np.fmin(self.lowest, residual, out=self.lowest)
        high = known & (residual > HIGH_SIGMA * sigma)
        self.high += high
        self.last[high] = index

    def variance(self) -> Array:
        """Of the frames, without the only one in which a pixel is high; NaN below 2."""
        once = self.high == 1
        event = np.where(once, self.highest, 0)
        count = self.count - once
        total, squares = self.total - event, self.squares - event**2
        with np.errstate(divide="ignore", invalid="ignore"):
            spread = np.maximum(squares - total**2 / count, 0) / (count - 1)
        return np.where(count > 1, spread, np.nan)


def survey(calibration: Calibration, parameters: Parameters) -> Job[SensorMap]:
    """Class, noise and rate of every pixel of a calibrated session.

    Parameters
    ----------
    calibration : Calibration
        Its frames are read again.
    parameters : Parameters
        Those of the calibration: scale to electrons, method of the master.

    Returns
    -------
    Job of SensorMap
        `last_seen` holds indices of frames; the storage knows their times.

    Raises
    ------
    SessionError
        If a frame cannot be read any more.
    """
    used = calibration.used
    with readable(len(used)):
        measured = yield from measured_examiner(calibration, parameters)
        examiner = replace(measured, left_out=False)
        worker = examiner.for_a_job()
        threads = calibration.request.threads or processors()
        parts = yield from over_bands(
            partial(_surveyed, worker, _columns(examiner), step_e=_step_e(calibration)),
            plan_examined_bands(
                worker,
                memory_bytes=calibration.request.memory_bytes,
                threads=threads,
                planes=PLANES,
            ),
            stage="Surveying the sensor",
            threads=threads,
            stop=worker.stack.stop,
        )
    return _whole(parts, len(used), float(np.sqrt(examiner.noise.typical_e2)))


def _step_e(calibration: Calibration) -> float:
    return calibration.adu_step * calibration.request.parameters.scale


def _columns(examiner: Examiner) -> NDArray[np.bool_]:
    """Columns of the master that are bad, (nx,)."""
    ny = examiner.master.shape[0]
    rows = slice(0, ny, max(1, ny // SAMPLED))
    level = examiner.master.part(rows).electrons(examiner.stack.parameters)
    return _bad_lines(level, float(np.sqrt(examiner.noise.typical_e2)))


def _bad_lines(level_e: NDArray[Any], noise_e: float) -> NDArray[np.bool_]:
    """Columns of a plane that are bad, pixels without a value left out."""
    known = np.isfinite(level_e)
    typical = float(np.median(level_e[known])) if known.any() else 0.0
    bad = np.zeros(level_e.shape[1], np.bool_)
    bad[list(bad_columns(np.where(known, level_e, typical), noise_e))] = True
    return bad


def _surveyed(
    examiner: Examiner, columns: NDArray[np.bool_], band: Band, *, step_e: float
) -> _Rows:
    """All planes of one band."""
    rows = examiner.rows(band)
    expected = examiner.noise.transfer.variance(rows.level_e)
    sums = _summed(rows, np.sqrt(expected))
    own = sums.variance()
    facts = PixelFacts(
        count=sums.count,
        saturated=(rows.read_adu >= rows.saturation_adu).sum(0),
        excess=_excess(rows, examiner.noise.structure_e),
        ratio=own / expected,
        behaviour=_behaviour(rows, examiner.noise, own / expected, sums),
        stuck=_stuck(rows, expected, step_e),
        column=np.broadcast_to(columns, own.shape),
    )
    class_ = class_of(facts, Limits())
    last = np.where(ALWAYS[class_], rows.n_frames - 1, sums.last)
    prior = examiner.noise.prior
    variance, _ = prior.shrunk(rows.level_e, expected, own, sums.count + 1)
    # What is known of pixels without fault says nothing of these.
    variance = np.where(facts.behaviour == Behaviour.STEADY, variance, own)
    inner = slice(band.start - band.top, band.stop - band.top)
    return _Rows(
        class_[inner],
        rows.level_e[inner].astype(np.float32),
        np.where(sums.count > 0, np.sqrt(variance), np.nan)[inner].astype(np.float32),
        sums.highest[inner].astype(np.float32),
        sums.high[inner].astype(np.uint16),
        sums.count[inner].astype(np.uint16),
        last[inner].astype(np.int32),
        reason_bits(facts, Limits())[inner],
    )


def _summed(rows: ExaminedBand, sigma: Array) -> _Sums:
    shape = rows.level_e.shape
    sums = _Sums(
        np.zeros(shape),
        np.zeros(shape),
        np.full(shape, np.nan),
        np.full(shape, np.nan),
        np.zeros(shape, np.int64),
        np.zeros(shape, np.int64),
        np.full(shape, -1, np.int32),
        [],
    )
    for index in range(rows.n_frames):
        frame = rows.frame(index)
        residual = frame.residual_e.astype(np.float64)
        sums.add(index, np.where(np.isfinite(residual), residual, np.nan), sigma)
        sums.offsets.append(frame.offset_e)
    return sums


def _excess(rows: ExaminedBand, structure_e: float) -> Array:
    """In sigmas of the master's structure, where it is far enough to matter."""
    level, limits = rows.level_e, Limits()
    excess = np.zeros(level.shape)
    for sign, sigmas in ((1, limits.warm_sigma), (-1, limits.dead_sigma)):
        y, x = high_pixels(sign * level, sigmas * structure_e)
        excess[y, x] = rows.excess_e(y + rows.top, x) / structure_e
    return excess


def _stuck(rows: ExaminedBand, expected: Array, step_e: float) -> NDArray[np.bool_]:
    """The same value in all frames, where noise spans more than a step of the ADC."""
    if rows.n_frames < FEWEST_FOR_FROZEN:
        return np.zeros(expected.shape, np.bool_)
    read = rows.read_adu
    same = (read[1:] == read[0]).all(0)
    return np.asarray(same & (expected > step_e**2))


def _behaviour(
    rows: ExaminedBand, noise: SessionNoise, ratio: Array, sums: _Sums
) -> NDArray[np.int8]:
    """From frame to frame; looked at only where a pixel varies too much."""
    behaviour = np.full(ratio.shape, Behaviour.STEADY, np.int8)
    y, x = np.nonzero(_restless(rows, noise, ratio, sums) | (sums.high >= 2))
    if len(y):
        none = np.full(len(y), -1)  # no frame is the one that is examined
        past = histories(rows, none, y + rows.top, x, np.array(sums.offsets))
        behaviour[y, x] = past.behaviour
    return behaviour


def _restless(
    rows: ExaminedBand, noise: SessionNoise, ratio: Array, sums: _Sums
) -> NDArray[np.bool_]:
    """Pixels that vary more than chance allows, a single event left out."""
    quietest = UsualNoise(np.full(1, MOST_FRAMES), noise.prior.scale.min(keepdims=True))
    with np.errstate(invalid="ignore"):
        restless = ratio > restless_limit(rows.n_frames, quietest)
        y, x = np.nonzero(restless)
        values = (sums.count - (sums.high == 1))[y, x]
        limit = restless_limit(values, noise.usual(rows.level_e[y, x]))
        restless[y, x] = ratio[y, x] > limit
    return np.asarray(restless)


def _whole(parts: Sequence[_Rows], n_frames: int, noise_e: float) -> SensorMap:
    found = joined(parts)
    columns = slice(0, None, max(1, found.level_e.shape[1] // SAMPLED))
    found.reasons[_bad_lines(found.level_e[:, columns].T, noise_e)] |= 1 << BAD_ROW
    rate, classes = rates_of(found.class_, found.high, found.count)
    return SensorMap(
        class_=found.class_,
        level_e=found.level_e,
        sigma_e=found.sigma_e,
        rate=rate,
        highest_e=found.highest_e,
        high=found.high,
        last_seen=found.last,
        n_frames=n_frames,
        classes=classes,
        reasons=found.reasons,
    )
