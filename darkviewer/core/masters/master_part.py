"""The master for some pixels of a frame: that of all frames, or of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.masters.leave_one_out import leave_one_out

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameSource
    from darkviewer.core.masters.master import Master

__all__ = ["part_of", "without"]


def part_of(master: Master, rows: slice, columns: slice = slice(None)) -> Master:
    """Some pixels of a master."""
    planes = tuple(plane[rows, columns] for plane in master.planes)
    count = None if master.count is None else master.count[rows, columns]
    return replace(master, planes=planes, count=count)


def without(
    frame: int,
    raw: NDArray[Any],
    part: Master,
    *,
    sources: Sequence[FrameSource],
    rows: slice,
    columns: slice,
    least_deviation: float,
) -> Master:
    """The same pixels of the master of all frames but one.

    Only the clipped mean has to read the other frames for it.
    """
    if part.method != "clipped":
        return leave_one_out(raw, part)
    cube = np.stack([s.read_rows(rows.start, rows.stop)[:, columns] for s in sources])
    return leave_one_out(
        raw, part, cube=cube, index=frame, least_deviation=least_deviation
    )
