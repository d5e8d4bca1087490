"""Every source of e-/ADU of a capture, with the frames themselves always asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from darkviewer.core.frames.reading import AS_FOUND, Reading
from darkviewer.core.progress import Job, Progress
from darkviewer.runs.session import calibrated_capture

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.session import Session
    from darkviewer.core.gain.said import ChosenGain
    from darkviewer.core.health.transfer import Transfer
    from darkviewer.core.parameters import Parameters

__all__ = ["GainTruth", "gain_truth", "truth_of"]


@dataclass(frozen=True, slots=True)
class GainTruth:
    """A capture and its calibration, with photon transfer measured.

    Attributes
    ----------
    session : Session
        The frames.
    calibration : Calibration
        Their calibration, that knows it.
    transfer : Transfer or None
        The same with what the line was fitted through; None where it was measured
        before.
    """

    session: Session
    calibration: Calibration
    transfer: Transfer | None = None


def gain_truth(
    folder: Path,
    parameters: Parameters,
    *,
    gain: Callable[[Session], ChosenGain] | None = None,
    reading: Reading = AS_FOUND,
) -> Job[GainTruth]:
    """Read and calibrate a capture, and measure its photon transfer.

    `gain` gives the e-/ADU that holds for the capture, see `process`; `reading` is what
    people said of the frames.

    Raises
    ------
    SessionError
        If no frame can be used.
    """
    session, found = yield from calibrated_capture(
        folder, parameters, gain=gain, reading=reading
    )
    return (yield from truth_of(session, found))


def truth_of(session: Session, calibration: Calibration) -> Job[GainTruth]:
    """Measure the photon transfer of a capture that is calibrated."""
    from darkviewer.core.gain.session import kept_transfer, transfer_of

    yield Progress("Measuring photon transfer", 0, 0)
    found = transfer_of(calibration)
    measured = replace(calibration, transfer=kept_transfer(found))
    return GainTruth(session, measured, found)
