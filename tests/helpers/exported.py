"""A calibrated capture to be exported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from darkviewer.core.calibration.pipeline import (
    Calibration,
)
from darkviewer.core.candidates.selection import CandidateTable
from darkviewer.core.frames.session import Session

SCALE = 1.39 / 16

MOMENT = datetime(2024, 5, 8, 4, 5, 6)


@dataclass
class Run:
    """A capture, its calibration and candidates, and the raw values."""

    session: Session
    calibration: Calibration
    table: CandidateTable
    cube: Any
