"""The second criterion: every leader examined against star, hot pixel, pair and track.

A job of its own, after the calibration: the notebooks' criterion costs nothing more.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.calibration.band_pool import over_bands
from darkviewer.core.calibration.bands import (
    Band,
    Stack,
    UnreadableError,
    equal_bands,
    room_for_bands,
)
from darkviewer.core.calibration.pipeline import (
    Calibration,
    least_deviation,
    processors,
)
from darkviewer.core.candidates.selection import Selection
from darkviewer.core.detection.leaders import Leaders, collect
from darkviewer.core.errors import SessionError
from darkviewer.core.levels.strips import strips
from darkviewer.core.parameters import Parameters, exact
from darkviewer.core.progress import Job, Progress
from darkviewer.core.psf.families import MixturePsf
from darkviewer.core.psf.matched_filter import local_maxima
from darkviewer.core.psf.profile import GaussianPsf, Psf, SplinePsf
from darkviewer.core.psf.shape import shape_options
from darkviewer.core.records import joined, rows_of
from darkviewer.core.vetting.band import MARGIN
from darkviewer.core.vetting.examiner import Examiner, examiner_of

if TYPE_CHECKING:
    from darkviewer.core.candidates.labels import Evidence
    from darkviewer.core.vetting.negatives import NegativeMaxima

__all__ = [
    "MOST_TESTED",
    "Examination",
    "examine",
    "examine_session",
    "examiner_for",
    "measured_examiner",
    "plan_examined_bands",
    "readable",
]

CACHED_ROWS = 64
PLANES = 16
"""Of an examination, see `plan_examined_bands`."""

STRIP_PLANES = 100
"""Float64 rows of each frame that a strip needs where the noise is measured."""

MEASURED_BYTES = 128 * 2**20
"""Of all strips at once."""

COPIES = 5
"""Times the raw frames, where levels are removed from them."""

MOST_TESTED = 200_000
"""Leaders of all frames together; testing more would take minutes."""

RESERVE = Fraction(7, 8)
"""Part of the threshold down to which leaders are examined: it may be lowered."""


@dataclass(frozen=True, slots=True, eq=False)
class Examination:
    """Result of the examination.

    Attributes
    ----------
    leaders : tuple of Leaders
        Of each frame's residual, by the master that was asked for.
    floor_e : float
        Lowest threshold in electrons for which leaders and tests are complete.
    floor_sigma : float
        The same in sigmas.
    evidence : Evidence
        One row per leader, in frame order, then raster order.
    examiner : Examiner
        How it was done: noise, master, profile.
    negatives : NegativeMaxima
        Leaders of the negative frames, made by noise alone.
    selection : Selection
        Of all `leaders` and their tests, for any parameters; what it sorts stays
        sorted.
    profile : str
        File of the measured profile that they were compared with; empty for the
        Gaussian.
    """

    leaders: tuple[Leaders, ...]
    floor_e: float
    floor_sigma: float
    evidence: Evidence
    examiner: Examiner
    negatives: NegativeMaxima
    selection: Selection
    profile: str = ""

    @property
    def profile_sha256(self) -> str:
        """Of the file of the measured profile; empty where there is none."""
        return _hash_of(self.examiner.options.psf)

    def answers(self, parameters: Parameters) -> bool:
        """Whether other parameters only select among what was examined."""
        mine = self.examiner.stack.parameters
        same = mine.same_calibration(parameters) and mine.same_examination(parameters)
        if not same:
            return False
        return parameters.detection == "matched" or (
            parameters.threshold_e >= self.floor_e
            and parameters.threshold_sigma >= self.floor_sigma
        )

    def compared_with(self, psf: Psf | None) -> bool:
        """Whether it was this measured profile; None for none."""
        mine = self.examiner.options.psf
        families = GaussianPsf, MixturePsf
        return isinstance(mine, families) if psf is None else mine is psf


def examine_session(
    calibration: Calibration,
    parameters: Parameters,
    *,
    psf: Psf | None = None,
    profile: str = "",
) -> Job[Examination]:
    """Examine the leaders of a calibrated session as the parameters say.

    Parameters
    ----------
    calibration : Calibration
        Its frames are read again.
    parameters : Parameters
        Threshold, master, detection, width of a star.
    psf, profile : Psf and str, optional
        A measured profile instead of the Gaussian, and its file.

    Returns
    -------
    Job of Examination
        Run it with `drive`.

    Raises
    ------
    SessionError
        If there are too many leaders to test, or a frame cannot be read any more.
    """
    with readable(len(calibration.used)):
        examiner = yield from measured_examiner(calibration, parameters, psf=psf)
        floor_e, floor_sigma = _floors(calibration, parameters, examiner)
    request = calibration.request
    return (
        yield from examine(
            examiner,
            floor_e=floor_e,
            floor_sigma=floor_sigma,
            memory_bytes=request.memory_bytes,
            threads=request.threads or processors(),
            profile=profile,
        )
    )


def examiner_for(
    calibration: Calibration,
    parameters: Parameters,
    *,
    psf: Psf | None = None,
    stop: Event | None = None,
) -> Examiner:
    """Measure the noise of a calibrated session and set up its tests.

    Parameters
    ----------
    calibration : Calibration
        Its frames are read again.
    parameters : Parameters
        Master, detection, width of a star.
    psf : Psf, optional
        A measured profile instead of the Gaussian.
    stop : Event, optional
        Set by another thread, it ends the measuring and whatever the examiner reads.

    Returns
    -------
    Examiner
        For `dossier`, and for tests of single rows.

    Raises
    ------
    Cancelled
        If it was stopped.
    """
    stack = Stack(
        calibration.used,
        parameters,
        stop or Event(),
        saturation_adu=calibration.saturation_adu,
    )
    if parameters.method == "clipped":
        stack = replace(stack, least_deviation=least_deviation(stack))
    return examiner_of(
        stack,
        calibration.master,
        adu_step=calibration.adu_step,
        left_out=parameters.left_out,
        options=shape_options(parameters, psf),
        matched_filter=parameters.detection == "matched",
        threads=_strips_at_once(calibration),
    )


def measured_examiner(
    calibration: Calibration, parameters: Parameters, *, psf: Psf | None = None
) -> Job[Examiner]:
    """The same as `examiner_for`, as a job that can be cancelled meanwhile.

    Raises
    ------
    UnreadableError
        If frames cannot be read any more.
    """
    stop = Event()
    (found,) = yield from over_bands(
        lambda given: examiner_for(calibration, given, psf=psf, stop=stop),
        [parameters],
        stage="Measuring the noise",
        threads=1,
        stop=stop,
    )
    return found.for_a_job()  # what comes after is not stopped


def _strips_at_once(calibration: Calibration) -> int:
    """Workers that measure the noise: so many that a few rows more do not matter."""
    request = calibration.request
    row_bytes = calibration.master.shape[1] * len(calibration.used) * 8
    room = max(1, MEASURED_BYTES // (STRIP_PLANES * row_bytes))
    return min(request.threads or processors(), room)


def _hash_of(psf: Psf) -> str:
    """Of the file of a measured profile."""
    return psf.sha256 if isinstance(psf, SplinePsf) else ""


def _floors(
    calibration: Calibration, parameters: Parameters, examiner: Examiner
) -> tuple[Fraction, float]:
    """Electrons and sigmas above which leaders are examined."""
    threshold_e = exact(parameters.threshold_e)
    matched = parameters.detection == "matched"  # has its own limit
    threshold_sigma = 0.0 if matched else parameters.threshold_sigma
    values, weight = _leader_values(calibration, examiner, threshold_e * RESERVE)
    for reserve in (RESERVE, Fraction(1)):
        floor_e, floor_sigma = threshold_e * reserve, threshold_sigma * float(reserve)
        above = weight * sum(int(np.sum(item > float(floor_e))) for item in values)
        if min(above, _noise_above(floor_sigma, calibration)) <= MOST_TESTED:
            return floor_e, floor_sigma
    raise SessionError(
        f"more than {MOST_TESTED:,} leaders are above {parameters.threshold_e:g} e-, "
        "too many for the PSF test: raise the threshold, or use the neighbour "
        "ratio alone"
    )


def _leader_values(
    calibration: Calibration, examiner: Examiner, floor_e: Fraction
) -> tuple[list[NDArray[Any]], float]:
    """Values of leaders above a floor, and for how many each of them counts.

    Without levels that move they are others than the calibration found: some rows tell.
    """
    if not examiner.moves:
        return [leaders.value_e for leaders in calibration.leaders], 1.0
    ny, values, seen = examiner.master.shape[0], [], 0
    for top, bottom in strips(ny):
        rows = examiner.rows(Band(top, bottom, ny, 0))
        for index in range(rows.n_frames):
            residual = rows.frame(index).residual_e
            values.append(residual.ravel()[local_maxima(residual, float(floor_e))])
        seen += bottom - top
    return values, ny / seen


def _noise_above(sigmas: float, calibration: Calibration) -> float:
    """Pixels of all frames that Gaussian noise lifts so high."""
    pixels = calibration.master.shape[0] * calibration.master.shape[1]
    return len(calibration.used) * pixels * 0.5 * math.erfc(sigmas / math.sqrt(2))


@contextmanager
def readable(n_frames: int) -> Iterator[None]:
    """Say in one sentence that frames vanished since the calibration."""
    try:
        yield
    except UnreadableError as error:
        raise SessionError(
            f"{len(error.problems)} of {n_frames} frames can no longer be read: "
            "recalibrate the session"
        ) from error


def plan_examined_bands(
    examiner: Examiner, *, memory_bytes: int, threads: int, planes: int = PLANES
) -> list[Band]:
    """Divide the rows so that all workers together stay inside the memory.

    `planes`: float64 planes that a band needs beside the raw frames, at most.
    """
    stack = examiner.stack
    shape = ny, nx = stack.sources[0].shape
    copies = COPIES if examiner.moves else 1
    values = len(stack.sources) * stack.dtype.itemsize * copies
    row_bytes = nx * (values + 8 * planes)
    room = room_for_bands(shape, dtype=stack.dtype, memory_bytes=memory_bytes)
    rows = room // threads // row_bytes - 2 * MARGIN
    count = -(-ny // max(1, min(rows, CACHED_ROWS)))
    return equal_bands(ny, count, margin=MARGIN)


def examine(
    examiner: Examiner,
    *,
    floor_e: Fraction,
    floor_sigma: float = 0.0,
    memory_bytes: int,
    threads: int,
    profile: str = "",
) -> Job[Examination]:
    """Examine all leaders of a session that are strictly above both floors.

    Parameters
    ----------
    examiner : Examiner
        From `examiner_of`.
    floor_e : Fraction
        In electrons.
    floor_sigma : float
        In sigmas of each pixel; 0 asks for nothing.
    memory_bytes, threads : int
        As in a `CalibrationRequest`.
    profile : str
        File of the examiner's profile, where it was measured.

    Raises
    ------
    SessionError
        If a frame cannot be read any more.
    """
    worker = examiner.for_a_job()
    stack = worker.stack
    with readable(len(stack.sources)):
        parts = yield from over_bands(
            partial(worker.examine, floor_e=floor_e, floor_sigma=floor_sigma),
            plan_examined_bands(worker, memory_bytes=memory_bytes, threads=threads),
            stage="PSF test of the leaders",
            threads=threads,
            stop=stack.stop,
        )
    yield Progress("Collecting the results", 1, 1)
    found, master = [part.found for part in parts], parts[-1].master
    leaders = collect(
        found,
        len(stack.sources),
        unit=master.unit(stack.parameters),
        parts=master.largest_denominator,
    )
    order = np.argsort(np.concatenate([part.frame for part in found]), kind="stable")
    evidence = rows_of(joined([part.evidence for part in parts]), order)
    shape = examiner.master.shape
    return Examination(
        leaders,
        float(floor_e),
        floor_sigma,
        evidence,
        examiner,
        joined([part.negatives for part in parts]),
        Selection(
            leaders,
            shape,
            evidence=evidence,
            profile=profile,
            profile_sha256=_hash_of(examiner.options.psf),
        ),
        profile,
    )
