"""Whole frames as the examination sees them: residual, sigma, significance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.calibration.band_pool import over_bands
from darkviewer.core.calibration.bands import Band
from darkviewer.core.psf.moderated import sigmas
from darkviewer.core.records import joined
from darkviewer.core.vetting.records import Sums
from darkviewer.core.vetting.session import plan_examined_bands, readable

if TYPE_CHECKING:
    from darkviewer.core.progress import Job
    from darkviewer.core.vetting.band import ExaminedBand
    from darkviewer.core.vetting.examiner import Examiner

__all__ = [
    "FrameLayers",
    "band_layers",
    "frame_layers",
    "session_sums",
    "significance_of",
]

Plane = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class FrameLayers:
    """One frame, all (ny, nx).

    Attributes
    ----------
    residual_e : float32 array
        Against the master that the examination uses, the offset of each row removed.
    sigma_e : float32 array
        Standard deviation of the residual without an event.
    frames : float32 array
        Degrees of freedom with which that is known.
    """

    residual_e: Plane
    sigma_e: Plane
    frames: Plane

    @property
    def significance(self) -> Plane:
        """Residual in units of its own sigma, as the tests of leaders count them."""
        return significance_of(self.residual_e, self.sigma_e, self.frames)


def significance_of(residual_e: Plane, sigma_e: Plane, frames: Plane) -> Plane:
    """Sigmas of residuals, see `sigmas`."""
    with np.errstate(over="ignore"):  # float frames hold anything
        return sigmas(residual_e, sigma_e**2, frames).astype(np.float32)


def session_sums(examiner: Examiner, *, memory_bytes: int, threads: int) -> Job[Sums]:
    """Read all frames once, so that layers of single frames need only that frame.

    The sums take 12 bytes per pixel: for the screen float32 is enough.
    """
    worker = examiner.for_a_job()
    stack = worker.stack

    def of_band(band: Band) -> Sums:
        sums = worker.rows(band).sums
        with np.errstate(over="ignore"):  # float frames hold anything
            total, squares = (
                plane.astype(np.float32) for plane in (sums.total, sums.squares)
            )
        return Sums(total, squares, sums.count.astype(np.int32))

    bands = plan_examined_bands(worker, memory_bytes=memory_bytes, threads=threads)
    inner = [Band(band.start, band.stop, band.ny, 0) for band in bands]
    with readable(len(stack.sources)):
        parts = yield from over_bands(
            of_band,
            inner,
            stage="Measuring every pixel",
            threads=threads,
            stop=stack.stop,
        )
    return joined(parts)


def frame_layers(examiner: Examiner, sums: Sums, frame: int) -> FrameLayers:
    """Residual and sigma of one frame; only that frame is read.

    For the clipped mean the master of the others needs all frames, so they are read
    again.

    Parameters
    ----------
    examiner : Examiner
        Of the session.
    sums : Sums
        From `session_sums`.
    frame : int
        Index of the frame.

    Raises
    ------
    FrameError, UnreadableError
        If frames cannot be read any more.
    """
    ny = examiner.master.shape[0]
    step = max(1, 2**18 // examiner.master.shape[1])
    parts = [
        _layers(_rows(examiner, sums, frame, y, min(y + step, ny)), frame)
        for y in range(0, ny, step)
    ]
    return joined(parts)


def band_layers(examiner: Examiner, frame: int, top: int, bottom: int) -> FrameLayers:
    """The same of a few rows only, read from all frames: no sums are needed.

    Parameters
    ----------
    examiner : Examiner
        Of the session.
    frame : int
        Index of the frame.
    top, bottom : int
        Rows ``top <= y < bottom``.

    Raises
    ------
    FrameError, UnreadableError
        If frames cannot be read any more.
    """
    ny = examiner.master.shape[0]
    return _layers(examiner.rows(Band(top, bottom, ny, 0)), frame)


def _rows(
    examiner: Examiner, sums: Sums, frame: int, top: int, bottom: int
) -> ExaminedBand:
    stack, part = examiner.stack, slice(top, bottom)
    combines_again = examiner.master.method == "clipped" and examiner.left_out
    if combines_again or examiner.moves:
        raw = stack.read(top, bottom)
    else:
        one = stack.sources[frame].read_rows(top, bottom)
        # Nobody looks at the other frames: their sums and their master are known.
        raw = np.broadcast_to(one, (len(stack.sources), *one.shape))
    known = Sums(sums.total[part], sums.squares[part], sums.count[part])
    return examiner.rows_of(raw, top, known)


def _layers(rows: ExaminedBand, frame: int) -> FrameLayers:
    examined = rows.frame(frame)
    variance, known = rows.residual_variance_e2(frame, None, examined.factor)
    return FrameLayers(
        examined.residual_e,
        np.sqrt(variance).astype(np.float32),
        known.astype(np.float32),
    )
