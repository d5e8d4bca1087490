"""Frames that are there twice: equal pixels, whatever name, header or compression."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.errors import FrameError
from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.content_hash import ROWS, content_hash
from darkviewer.core.frames.grouping import Skipped

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameSource

__all__ = ["content", "is_blank", "sample", "used_once"]

_FEWEST = 2
"""Frames that must stay: so many a master needs."""

_SAMPLES = 4
"""Rows that are compared before whole frames are."""


def used_once(
    groups: Iterable[Sequence[int]], names: Sequence[str]
) -> dict[int, Skipped]:
    """What to leave out so that equal frames count once.

    Of equal frames the one with the shortest name stays, or the first of these. Where
    fewer than two frames would stay, all do: they cannot be combined otherwise.

    Parameters
    ----------
    groups : iterable of sequence of int
        Indices of frames with equal pixels.
    names : sequence of str
        Of all frames of the series.

    Returns
    -------
    dict
        Index of a copy -> its sentence.
    """
    found: dict[int, Skipped] = {}
    for group in groups:
        kept = min(group, key=lambda index: (len(names[index]), index))
        found |= {i: _copy(names[i], names[kept]) for i in group if i != kept}
    return found if len(names) - len(found) >= _FEWEST else {}


def is_blank(source: FrameSource) -> bool:
    """Whether all pixels that have a value have the same one."""
    lowest, highest = np.inf, -np.inf
    for start in range(0, source.shape[0], ROWS):
        rows = source.read_rows(start, min(start + ROWS, source.shape[0]))
        known = rows[~np.isnan(rows)] if rows.dtype.kind == "f" else rows
        if known.size:
            lowest = min(lowest, known.min())
            highest = max(highest, known.max())
        if lowest < highest:
            return False
    return True


def _copy(name: str, kept: str) -> Skipped:
    words = f"{shown(name)} is the same as {shown(kept)}: used once"
    return Skipped(name, words, copy_of=kept)


def sample(source: FrameSource) -> bytes | None:
    """Some rows, evenly spaced; None where they cannot be read."""
    ny = source.shape[0]
    places = sorted({ny * (2 * n + 1) // (2 * _SAMPLES) for n in range(_SAMPLES)})
    try:
        rows = [source.read_rows(y, y + 1) for y in places]
    except FrameError:  # the calibration says why
        return None
    return b"".join(r.astype(r.dtype.newbyteorder("<")).tobytes() for r in rows)


def content(source: FrameSource, *, stopped: Callable[[], bool]) -> str:
    """Equal for frames with equal pixels; empty where that does not matter.

    Frames of a single value are no copies, but blank; of those that cannot be read the
    calibration says why.
    """
    try:
        return "" if is_blank(source) else content_hash(source, stopped=stopped)
    except FrameError:
        return ""
