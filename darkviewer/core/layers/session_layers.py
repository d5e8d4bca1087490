"""The noise of a calibrated session, measured when somebody first asks for it."""

from __future__ import annotations

from dataclasses import replace
from threading import Event, Lock
from typing import TYPE_CHECKING

from darkviewer.core.masters.leave_one_out import FEWEST_FRAMES
from darkviewer.core.progress import drive

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.layers.frame_layers import FrameLayers
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.psf.profile import Psf
    from darkviewer.core.vetting.examiner import Examiner
    from darkviewer.core.vetting.records import ReplacedFrame, Sums

__all__ = ["LazyExaminer"]


class LazyExaminer:
    """Shared by several threads; the second caller waits for the first.

    Parameters
    ----------
    calibration : Calibration
        Of the session; its frames are read when needed.
    psf : Psf, optional
        A measured profile instead of the Gaussian.
    """

    def __init__(self, calibration: Calibration, psf: Psf | None = None) -> None:
        self._calibration = calibration
        self._psf = psf
        self._lock = Lock()
        self._bases: dict[str, Examiner] = {}  # by the amplifiers given
        self._sums: tuple[tuple[bool, str], Sums] | None = None

    def know(self, examiner: Examiner) -> None:
        """Take the noise that was measured for the examination anyway."""
        self._bases.setdefault(_given(examiner), examiner)

    def get(
        self,
        parameters: Parameters,
        replaced: ReplacedFrame | None = None,
        *,
        stop: Event | None = None,
    ) -> Examiner:
        """To test pixels as the parameters say, in a frame with synthetic sources too.

        Parameters
        ----------
        parameters : Parameters
            How to test.
        replaced : ReplacedFrame, optional
            The frame with synthetic sources.
        stop : Event, optional
            Set by another thread, it ends the measuring, and whatever this examiner
            reads.

        Raises
        ------
        SessionError
            If a frame cannot be read any more.
        Cancelled
            If it was stopped.
        """
        from darkviewer.core.psf.shape import shape_options
        from darkviewer.core.vetting.session import examiner_for

        with self._lock:
            given = parameters.amplifiers
            if given not in self._bases:
                asked = replace(self._calibration.request.parameters, amplifiers=given)
                made = examiner_for(self._calibration, asked, stop=stop)
                self._bases[given] = made.for_a_job()  # others are not stopped by it
            base = self._bases[given]
        if stop is not None:
            base = base.for_a_job(stop)
        n_frames = len(base.stack.sources)
        return replace(
            base,
            left_out=parameters.left_out and n_frames >= FEWEST_FRAMES,
            options=shape_options(parameters, self._psf),
            matched_filter=parameters.detection == "matched",
            levels_out=parameters.left_out or parameters.detection == "matched",
            replaced=replaced,
        )

    def layers(
        self,
        parameters: Parameters,
        frame: int,
        replaced: ReplacedFrame | None = None,
    ) -> FrameLayers:
        """Residual and sigma of one frame; the first call reads all frames."""
        from darkviewer.core.layers.frame_layers import frame_layers, session_sums

        examiner = self.get(parameters, replaced)
        with self._lock:
            made_for = examiner.moves, _given(examiner)
            if self._sums is None or self._sums[0] != made_for:
                request = self._calibration.request
                sums = drive(
                    session_sums(
                        examiner,
                        memory_bytes=request.memory_bytes,
                        threads=request.threads or 1,
                    )
                )
                self._sums = made_for, sums
            sums = self._sums[1]
        return frame_layers(examiner, sums, frame)


def _given(examiner: Examiner) -> str:
    """The amplifiers that its noise was measured with."""
    return examiner.stack.parameters.amplifiers
