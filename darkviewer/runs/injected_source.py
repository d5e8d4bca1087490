"""A synthetic source in a copy of one frame, and the leaders found there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.calibration.pipeline import Calibration, processors
from darkviewer.core.candidates.selection import Selection
from darkviewer.core.detection.leaders import Leaders, find_leaders
from darkviewer.core.injection.injected_frame import examine_injected, steady_residual
from darkviewer.core.injection.sources import Injection
from darkviewer.core.masters.residual import frame_residual
from darkviewer.core.progress import Job, Progress
from darkviewer.core.records import joined, rows_of
from darkviewer.core.vetting.records import ReplacedFrame

if TYPE_CHECKING:
    from darkviewer.core.candidates.labels import Evidence
    from darkviewer.core.layers.session_layers import LazyExaminer
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.vetting.examiner import Examiner
    from darkviewer.core.vetting.session import Examination

__all__ = ["Inject", "Injected", "inject"]

Inject = Callable[[NDArray[np.float64]], Injection]
"""From a residual in electrons to a copy with a source in it."""


class Injected:
    """A residual frame with synthetic sources in it; the frame itself is untouched.

    ``evidence`` holds the examination of its leaders, where that was asked for.
    """

    def __init__(
        self,
        frame: int,
        residual_e: NDArray[np.float64],
        leaders: Leaders,
        pixels: NDArray[np.bool_],
        evidence: Evidence | None = None,
    ) -> None:
        self.frame = frame
        self.residual_e = residual_e
        self.leaders = leaders
        self.pixels = pixels
        self.evidence = evidence

    def at(self, frame: int, x: int, y: int) -> bool:
        """Whether a pixel of a frame is synthetic."""
        return frame == self.frame and bool(self.pixels[y, x])

    @property
    def replaced(self) -> ReplacedFrame:
        """The frame as an examination takes it."""
        return ReplacedFrame(self.frame, self.residual_e)

    def selection(
        self, calibration: Calibration, examination: Examination | None
    ) -> Selection:
        """Of all frames' leaders, with those of this one in place of its own."""
        own = calibration if examination is None else examination
        leaders, evidence = list(own.leaders), None
        if examination is not None:
            evidence = self._among(examination.evidence, leaders)
        leaders[self.frame] = self.leaders
        return Selection(
            leaders,
            calibration.master.shape,
            synthetic={self.frame: self.pixels},
            evidence=evidence,
            profile="" if examination is None else examination.profile,
            profile_sha256="" if examination is None else examination.profile_sha256,
        )

    def _among(self, others: Evidence, leaders: Sequence[Leaders]) -> Evidence | None:
        """That of all frames, with this one in place of the frame's own."""
        if self.evidence is None:
            return None
        ends = np.cumsum([0, *(len(item) for item in leaders)])
        before, after = ends[self.frame], ends[self.frame + 1]
        return joined(
            [
                rows_of(others, np.arange(before)),
                self.evidence,
                rows_of(others, np.arange(after, ends[-1])),
            ]
        )


def inject(
    calibration: Calibration,
    frame: int,
    chosen: Inject,
    *,
    before: Injected | None = None,
    parameters: Parameters | None = None,
    noise: LazyExaminer | None = None,
) -> Job[Injected]:
    """Put a source into a copy of a frame's residual and find its leaders.

    Parameters
    ----------
    calibration : Calibration
        Whose master and parameters give the residual.
    frame : int
        Index into the used frames.
    chosen : callable
        Residual in electrons -> Injection.
    before : Injected, optional
        What the frame holds already; the new source comes on top.
    parameters, noise : optional
        Needed where the leaders shall be examined too: by which master, and how.
    """
    yield Progress("Reading the frame", 0, 3)
    examiner = None
    if parameters is not None and noise is not None and parameters.needs_examination:
        examiner = noise.get(parameters)
    values = (
        _residual(calibration, frame, examiner) if before is None else before.residual_e
    )
    made = chosen(values)
    yield Progress("Looking for leaders", 1, 3)
    leaders = find_leaders(made.residual_e, floor=calibration.floor_e, unit=Fraction(1))
    pixels = made.pixels if before is None else made.pixels | before.pixels
    evidence = None
    if examiner is not None:
        evidence = yield from examine_injected(
            replace(examiner, replaced=ReplacedFrame(frame, made.residual_e)),
            leaders,
            memory_bytes=calibration.request.memory_bytes,
            threads=calibration.request.threads or processors(),
        )
    return Injected(frame, made.residual_e, leaders, pixels, evidence)


def _residual(
    calibration: Calibration, frame: int, examiner: Examiner | None
) -> NDArray[np.float64]:
    """Against the master that the examination uses, without levels that move."""
    if examiner is not None and examiner.moves:
        return steady_residual(examiner, frame)
    return frame_residual(
        calibration.used,
        frame,
        calibration.master,
        calibration.request.parameters,
        left_out=examiner is not None and examiner.left_out,
        least_deviation=0 if examiner is None else examiner.stack.least_deviation,
    )
