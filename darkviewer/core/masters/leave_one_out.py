"""The master dark without the frame that is being examined, at no extra cost.

A frame that is part of its own master lowers its own residual: a bright event by 0.137
sigma with a median of 10, by a tenth of itself with an average.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.masters.master import Master, combine_rows

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameSource

__all__ = ["FEWEST_FRAMES", "leave_one_out", "without"]

FEWEST_FRAMES = 3
"""Below this the plain master has to do: the other frame alone is no master."""


def leave_one_out(
    raw: NDArray[Any],
    master: Master,
    *,
    cube: NDArray[Any] | None = None,
    index: int = 0,
    least_deviation: float = 0,
) -> Master:
    """The master of all frames but one, as exact as the master itself.

    Median: which of the middle order statistics the others' median is depends only on
    the side on which the frame lies. Average: one subtraction. The clipped mean is
    combined again without the frame.

    Parameters
    ----------
    raw : array, shape (ny, nx)
        The frame to leave out, raw ADU.
    master : Master
        Of all frames, same pixels.
    cube : array, shape (n, ny, nx)
        All frames; only needed for the clipped mean.
    index : int
        Place of the frame in `cube`.
    least_deviation : float
        As given to `combine_rows`.
    """
    if master.method == "clipped":
        if cube is None:
            raise ValueError("the clipped mean is combined again: pass the cube")
        others = np.delete(cube, index, axis=0)
        return combine_rows(others, "clipped", least_deviation=least_deviation)
    usable = np.isfinite(raw) if raw.dtype.kind == "f" else None
    count = _count_without(master, usable)
    if master.method == "average":
        own = raw if usable is None else np.where(usable, raw, 0)
        return Master("average", master.n - 1, (master.planes[0] - own,), count)
    low, high = _middle_without(raw, master, usable)
    return Master("median", master.n - 1, (low, low, high, high), count)


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

    Parameters
    ----------
    frame : int
        Index of the frame to leave out.
    raw : array, shape (ny, nx)
        Its pixels, raw ADU.
    part : Master
        Of all frames, the same pixels.
    sources : sequence of FrameSource
        All frames.
    rows, columns : slice
        Where the pixels lie in the frame.
    least_deviation : float
        As given to `combine_rows`.
    """
    if part.method != "clipped":
        return leave_one_out(raw, part)
    cube = np.stack([s.read_rows(rows.start, rows.stop)[:, columns] for s in sources])
    return leave_one_out(
        raw, part, cube=cube, index=frame, least_deviation=least_deviation
    )


def _count_without(
    master: Master, usable: NDArray[np.bool_] | None
) -> NDArray[np.int32] | None:
    if master.count is None:
        return None
    own = 1 if usable is None else usable.astype(np.int32)
    return np.asarray(master.count - own, np.int32)


def _middle_without(
    raw: NDArray[Any], master: Master, usable: NDArray[np.bool_] | None
) -> tuple[NDArray[Any], NDArray[Any]]:
    """The two values whose mean is the median of the other frames.

    With (below, low, high, above) around the middle: where the frame lies below it the
    others' middle moves up to (high, above), where above it down to (below, low), and
    where it is the middle itself its neighbours remain. For an even number of frames
    below = low and high = above, so one formula serves both.
    """
    below, low, high, above = master.planes
    if below is low and high is above and usable is None:
        other = np.where(raw < high, high, low)
        return other, other
    first = np.where(raw < high, high, below)
    last = np.where(raw > low, low, above)
    if usable is not None:
        first, last = np.where(usable, first, low), np.where(usable, last, high)
    return first, last
