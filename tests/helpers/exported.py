"""A calibrated capture to be exported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from darkviewer.core.calibration.pipeline import (
    Calibration,
)
from darkviewer.core.candidates.selection import CandidateTable
from darkviewer.core.frames.session import Session
from darkviewer.runs.verifying.table_kinds import table_kind

SCALE = 1.39 / 16

MOMENT = datetime(2024, 5, 8, 4, 5, 6)


def record_of(path: Path) -> dict[str, Any]:
    """The record in a table, in regions or in a document, as `verify` reads it."""
    kind = table_kind(path)
    assert kind is not None
    _, record = kind.read(path.read_bytes(), path)
    return dict(record)


@dataclass
class Run:
    """A capture, its calibration and candidates, and the raw values."""

    session: Session
    calibration: Calibration
    table: CandidateTable
    cube: Any
