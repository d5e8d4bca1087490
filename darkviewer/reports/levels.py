"""Amplifiers and levels of an examined session, for programs and for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from darkviewer.core.levels.words import level_notes

if TYPE_CHECKING:
    from darkviewer.core.levels.drift import SessionLevels
    from darkviewer.runs.session import Outcome

__all__ = ["levels_document", "notes_of_levels"]


def levels_document(levels: SessionLevels) -> dict[str, Any]:
    """Part of ``process --json``; amplifiers in raster order."""
    return {
        "amplifiers": {
            "count": len(levels.amplifiers),
            "x": list(levels.amplifiers.columns),
            "y": list(levels.amplifiers.rows),
        },
        "removed": levels.moves,
        "level_e": [[round(one, 3) for one in frame] for frame in levels.level_e],
        "dark_current": [round(1 + slope, 5) for slope in levels.slope.tolist()],
    }


def notes_of_levels(outcome: Outcome) -> tuple[str, ...]:
    """Sentences about levels that move, where the session was examined."""
    if outcome.levels is None:
        return ()
    names = [source.name for source in outcome.calibration.used]
    return level_notes(outcome.levels, names)
