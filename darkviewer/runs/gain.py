"""Every source of e-/ADU of a capture, with the frames themselves always asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from darkviewer.core.errors import SessionError
from darkviewer.core.progress import Job, Progress
from darkviewer.runs.session import calibrated, read_capture, request_for

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.session import Session
    from darkviewer.core.parameters import Parameters

__all__ = ["GainTruth", "gain_truth"]


@dataclass(frozen=True, slots=True)
class GainTruth:
    """A capture and its calibration, with photon transfer measured."""

    session: Session
    calibration: Calibration


def gain_truth(folder: Path, parameters: Parameters) -> Job[GainTruth]:
    """Read and calibrate a capture, and measure its photon transfer.

    Raises
    ------
    SessionError
        If no frame can be used.
    """
    from darkviewer.core.gain.session import transfer_of

    session = yield from read_capture(folder)
    if not session.frames:
        reasons = [item.reason for item in session.skipped] or session.health.reasons
        raise SessionError(f"No frame in {folder} can be used: {reasons[0]}")
    found = yield from calibrated(request_for(session, parameters))
    yield Progress("Measuring photon transfer", 0, 0)
    return GainTruth(session, replace(found, transfer=transfer_of(found)))
