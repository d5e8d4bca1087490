"""Examination of the leaders of one frame whose residual was replaced by a copy."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.calibration.band_pool import over_bands
from darkviewer.core.candidates.labels import Evidence
from darkviewer.core.psf.shape import examine_stamps
from darkviewer.core.records import joined
from darkviewer.core.vetting.session import plan_examined_bands, readable

if TYPE_CHECKING:
    from darkviewer.core.calibration.bands import Band
    from darkviewer.core.detection.leaders import Leaders
    from darkviewer.core.progress import Job
    from darkviewer.core.vetting.examiner import Examiner

__all__ = ["examine_injected"]


def examine_injected(
    examiner: Examiner,
    frame: int,
    residual_e: NDArray[np.float64],
    leaders: Leaders,
    *,
    memory_bytes: int,
    threads: int,
) -> Job[Evidence]:
    """Examine leaders found in a residual frame with synthetic sources in it.

    Noise and histories are those of the session itself: the sources are in no frame.

    Parameters
    ----------
    examiner : Examiner
        Of the session.
    frame : int
        Index of the frame that was copied.
    residual_e : array, shape (ny, nx)
        The copy, row offsets still in.
    leaders : Leaders
        Found in it.
    memory_bytes, threads : int
        As in a `CalibrationRequest`.
    """
    worker = examiner.for_a_job()
    stack = worker.stack
    work = partial(
        _of_band,
        examiner=worker,
        frame=frame,
        residual_e=residual_e,
        leaders=leaders,
    )
    with readable(len(stack.sources)):
        parts = yield from over_bands(
            work,
            plan_examined_bands(stack, memory_bytes=memory_bytes, threads=threads),
            stage="PSF test of the injected frame",
            threads=threads,
            stop=stack.stop,
        )
    return joined(parts)


def _of_band(
    band: Band,
    *,
    examiner: Examiner,
    frame: int,
    residual_e: NDArray[np.float64],
    leaders: Leaders,
) -> Evidence:
    mine = (leaders.y >= band.start) & (leaders.y < band.stop)
    y, x = leaders.y[mine], leaders.x[mine]
    rows = examiner.rows(band)
    examined = rows.frame(frame)
    own = residual_e[band.top : band.bottom] - examined.offset_e[:, np.newaxis]
    stamps = rows.stamps(frame, examined, y, x)
    pixel, _ = rows.square(y, x)
    offsets = np.zeros((rows.n_frames, len(examined.offset_e)))
    offsets[frame] = examined.offset_e
    return Evidence(
        examine_stamps(
            own.take(pixel), stamps.variance_e2, stamps.good, examiner.options
        ),
        rows.past(np.full(len(y), frame), y, x, offsets),
        stamps.saturated,
        rows.n_frames,
    )
