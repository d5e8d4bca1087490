"""Frames that are there twice, in a result that is kept: two numbers for each copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from darkviewer.core.frames.copies import used_once

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration, CalibrationRequest
    from darkviewer.core.frames.grouping import Skipped

__all__ = ["copies_in", "frames_twice"]


def copies_in(calibration: Calibration) -> tuple[tuple[int, int], ...]:
    """Places of the copies, each with that of the frame that was used."""
    names = [source.name for source in calibration.request.sources]
    place = {name: index for index, name in enumerate(names)}
    return tuple((place[s.name], place[s.copy_of]) for s in calibration.skipped)


def frames_twice(copies: Any, request: CalibrationRequest) -> dict[int, Skipped]:
    """What is not used, by its place.

    Parameters
    ----------
    copies : tuple of (int, int)
        From `copies_in`, as read from a file.
    request : CalibrationRequest
        Whose frames they are.

    Raises
    ------
    ValueError
        If they cannot be the copies among these frames.
    """

    names = [source.name for source in request.sources]
    groups: dict[int, list[int]] = {}
    for copy, kept in copies:
        if not all(i in range(len(names)) for i in (copy, kept)):
            raise ValueError("a copy of other frames")
        groups.setdefault(kept, [kept]).append(copy)
    found = used_once(groups.values(), names)
    if sorted(found) != sorted(copy for copy, _ in copies):
        raise ValueError("copies that are none")
    return found
