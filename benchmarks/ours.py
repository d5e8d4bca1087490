"""Darkviewer from folder to candidates, as window and command line run it."""

from __future__ import annotations

from pathlib import Path

from darkviewer.core.calibration.pipeline import (
    Calibration,
    CalibrationRequest,
    calibrate,
)
from darkviewer.core.candidates.selection import CandidateTable, candidate_table
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.storage.captures.scan import read_session
from darkviewer.storage.fits.frame import FitsFrame

__all__ = ["calibration", "candidates_of_all_frames"]


def calibration(folder: Path, parameters: Parameters | None = None) -> Calibration:
    """Read the headers, then combine, subtract and search."""
    frames = read_session(folder).frames
    request = CalibrationRequest(
        0, tuple(FitsFrame(info) for info in frames), parameters or Parameters()
    )
    return drive(calibrate(request))


def candidates_of_all_frames(
    folder: Path, parameters: Parameters | None = None
) -> tuple[Calibration, CandidateTable]:
    """Everything the notebooks compute, for every frame."""
    parameters = parameters or Parameters()
    found = calibration(folder, parameters)
    return found, candidate_table(found.leaders, found.master.shape, parameters)
