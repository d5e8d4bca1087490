"""When the exposure of a frame began and ended, from the one time its header tells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo

__all__ = ["first_start", "last_end", "span"]

_BEFORE_THE_TIME = {"DATE-END": 1.0, "DATE-AVG": 0.5}
"""Share of the exposure that lies before the time of a card; a start has none."""


def span(frame: FrameInfo) -> tuple[datetime | None, datetime | None]:
    """Start and end, UTC, naive; None where time or exposure are unknown."""
    if frame.time is None:
        return None, None
    before = _BEFORE_THE_TIME.get(frame.sources.get("time", ""), 0.0)
    if frame.exposure_s is None:
        return (frame.time if before == 0 else None), (
            frame.time if before == 1 else None
        )
    start = frame.time - timedelta(seconds=before * frame.exposure_s)
    return start, start + timedelta(seconds=frame.exposure_s)


def first_start(frames: Sequence[FrameInfo]) -> datetime | None:
    """Start of the frame that began first; file names do not count."""
    return min((start for f in frames if (start := span(f)[0])), default=None)


def last_end(frames: Sequence[FrameInfo]) -> datetime | None:
    """End of the frame that ended last."""
    return max((end for f in frames if (end := span(f)[1])), default=None)
