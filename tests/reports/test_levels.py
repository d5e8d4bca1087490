"""Amplifiers and levels in the document of a run."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import numpy as np

from darkviewer.core.levels.amplifiers import Amplifiers
from darkviewer.core.levels.drift import SessionLevels
from darkviewer.reports.documents import as_json
from darkviewer.reports.levels import levels_document, notes_of_levels

LEVELS = SessionLevels(
    Amplifiers(columns=(512,), rows=(300,)),
    np.array([[0.0, 1.23456, 2, 3], [4, 5, 6, 7]]),
    np.array([0.0, 0.1]),
    0.001,
    np.zeros(4),
    11.0,
    moves=True,
)


@dataclass
class Source:
    name: str


@dataclass
class Run:
    used: list[Source] = field(
        default_factory=lambda: [Source("a.fits"), Source("b.fits")]
    )


@dataclass
class Result:
    levels: SessionLevels | None
    calibration: Run = field(default_factory=Run)


def test_the_document() -> None:
    document = levels_document(LEVELS)
    assert json.loads(as_json(document)) == {
        "amplifiers": {"count": 4, "x": [512], "y": [300]},
        "removed": True,
        "level_e": [[0, 1.235, 2, 3], [4, 5, 6, 7]],
        "dark_current": [1, 1.1],
    }


def test_notes_only_where_leaders_were_examined() -> None:
    moved, warmer = notes_of_levels(Result(LEVELS))  # type: ignore[arg-type]
    assert "removed" in moved
    assert "a.fits, b.fits" in warmer
    assert notes_of_levels(Result(None)) == ()  # type: ignore[arg-type]
