"""Examination of the leaders of one frame whose residual was replaced by a copy."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.calibration.band_pool import over_bands
from darkviewer.core.calibration.bands import Band
from darkviewer.core.candidates.labels import Evidence
from darkviewer.core.masters.residual import residual_electrons
from darkviewer.core.records import joined
from darkviewer.core.vetting.histories import histories
from darkviewer.core.vetting.other_events import without_other_events
from darkviewer.core.vetting.session import plan_examined_bands, readable

if TYPE_CHECKING:
    from darkviewer.core.detection.leaders import Leaders
    from darkviewer.core.progress import Job
    from darkviewer.core.vetting.examiner import Examiner

__all__ = ["examine_injected", "steady_residual"]


def examine_injected(
    examiner: Examiner,
    leaders: Leaders,
    *,
    memory_bytes: int,
    threads: int,
) -> Job[Evidence]:
    """Examine leaders found in a residual frame with synthetic sources in it.

    Noise and all other frames are those of the session itself.

    Parameters
    ----------
    examiner : Examiner
        Of the session, with the copy in place of its frame.
    leaders : Leaders
        Found in it.
    memory_bytes, threads : int
        As in a `CalibrationRequest`.
    """
    worker = examiner.for_a_job()
    stack = worker.stack
    work = partial(_of_band, examiner=worker, leaders=leaders)
    with readable(len(stack.sources)):
        parts = yield from over_bands(
            work,
            plan_examined_bands(worker, memory_bytes=memory_bytes, threads=threads),
            stage="PSF test of the injected frame",
            threads=threads,
            stop=stack.stop,
        )
    return joined(parts)


def steady_residual(examiner: Examiner, frame: int) -> NDArray[np.float64]:
    """Residual of a frame of a session whose levels are removed, electrons, (ny, nx).

    Parameters
    ----------
    examiner : Examiner
        Of the session, without synthetic sources.
    frame : int
        Index of the frame.
    """
    shape = ny, nx = examiner.master.shape
    result, step = np.empty(shape), max(1, 2**18 // nx)
    for top in range(0, ny, step):
        bottom = min(top + step, ny)
        rows = examiner.rows(Band(top, bottom, ny, 0))
        master = rows.frame(frame).master
        result[top:bottom] = residual_electrons(
            rows.raw[frame], master, examiner.stack.parameters
        )
    return result


def _of_band(band: Band, *, examiner: Examiner, leaders: Leaders) -> Evidence:
    assert examiner.replaced is not None
    frame = examiner.replaced.frame
    mine = (leaders.y >= band.start) & (leaders.y < band.stop)
    y, x = leaders.y[mine], leaders.x[mine]
    rows = examiner.rows(band)
    examined = rows.frame(frame)
    stamps = rows.stamps(frame, examined, y, x)
    offsets = np.zeros((rows.n_frames, *examined.offset_e.shape))
    offsets[frame] = examined.offset_e
    at = np.full(len(y), frame), y, x
    stamps = without_other_events(stamps, rows, at, offsets, examined.factor)
    return Evidence(
        stamps.shape(examiner.options),
        histories(rows, *at, offsets),
        stamps.saturated,
        rows.n_frames,
    )
