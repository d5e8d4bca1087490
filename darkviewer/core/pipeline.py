"""The whole run, top to bottom, as one generator driven by window and command line."""

from __future__ import annotations

from dataclasses import dataclass

from darkviewer.core.combine import Master
from darkviewer.core.detect import Leaders
from darkviewer.core.frame import FrameSource
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import Job
from darkviewer.core.session import Skipped

__all__ = ["Calibration", "CalibrationRequest", "calibrate"]


@dataclass(frozen=True, slots=True)
class CalibrationRequest:
    """What to calibrate; frozen, so that a run can be told from the next by its id.

    Attributes
    ----------
    id : int
        Chosen by the caller and found again in the result.
    sources : tuple of FrameSource
        Frames in file order, all of the same shape.
    parameters : Parameters
        What decides the numbers.
    memory_bytes : int
        Upper bound of the arrays held at once.
    threads : int
        Workers for the bands; 0 = one per core. The result does not depend on it.
    """

    id: int
    sources: tuple[FrameSource, ...]
    parameters: Parameters = Parameters()
    memory_bytes: int = 512 * 2**20
    threads: int = 0


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a run found.

    Attributes
    ----------
    request : CalibrationRequest
        What was asked.
    used : tuple of FrameSource
        Frames that went into the master, in file order.
    skipped : tuple of Skipped
        Frames that could not be read, and why.
    master : Master
        The combined dark.
    leaders : tuple of Leaders
        Of each used frame: all leaders above ``floor_e``, so that threshold, ratio,
        neighbour and tie rules are a selection and not a new run.
    floor_e : float
        Lowest threshold in electrons for which `leaders` is complete.
    adu_step : int
        Greatest common divisor of the differences of raw values; 0 when not integer
        or constant.
    seconds : float
        Wall-clock time of the run.
    """

    request: CalibrationRequest
    used: tuple[FrameSource, ...]
    skipped: tuple[Skipped, ...]
    master: Master
    leaders: tuple[Leaders, ...]
    floor_e: float
    adu_step: int
    seconds: float


def calibrate(request: CalibrationRequest) -> Job[Calibration]:
    """Combine, subtract and detect, band by band."""
    raise NotImplementedError
