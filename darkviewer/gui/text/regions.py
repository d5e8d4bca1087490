"""Regions as people type them: ``300:499, 1740:1939``, or one pixel ``150, 250``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from darkviewer.core.errors import DarkviewerError

if TYPE_CHECKING:
    from darkviewer.core.frames.region import Region

__all__ = ["parse_region"]

_RANGE = r"(\d+)(?:\s*[:\-–]\s*(\d+))?"
_TEXT = re.compile(rf"\s*(?:x\s*=?\s*)?{_RANGE}\s*[,،;\s]\s*(?:y\s*=?\s*)?{_RANGE}\s*")


def parse_region(text: str) -> Region:
    """(x0, x1, y0, y1), 0-based, both ends included; ends may come in either order.

    Raises
    ------
    DarkviewerError
        If the text is no region; it says how one looks.
    """
    match = _TEXT.fullmatch(text.lower())
    if match is None:
        raise DarkviewerError(
            f"“{text}” is not a region: write x0:x1, y0:y1 (300:499, 1740:1939) or x, y"
        )
    x0, x1, y0, y1 = match.groups()
    columns = sorted((int(x0), int(x1 or x0)))
    rows = sorted((int(y0), int(y1 or y0)))
    return columns[0], columns[1], rows[0], rows[1]
