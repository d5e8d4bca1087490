"""Frames that are there twice: equal pixels, whatever name, header or compression."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import FrameError
from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.content_hash import content_hash
from darkviewer.core.frames.grouping import Skipped
from darkviewer.core.progress import Job, Progress

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameSource

__all__ = ["copies"]


def copies(sources: Sequence[FrameSource]) -> Job[dict[int, Skipped]]:
    """Which of these frames hold the pixels of another one, and what to say of each.

    One row of every frame is read, and whole frames only where rows are equal. Noise
    makes no two frames equal: one whose row holds a single value is no copy, but blank.
    Of equal frames the one with the shortest name stays. Where fewer than two frames
    would stay, none is a copy: they cannot be combined without them.

    Parameters
    ----------
    sources : sequence of FrameSource
        Of one series.

    Returns
    -------
    Job of dict
        Index of a copy -> its sentence.
    """
    alike: dict[object, list[int]] = {}
    for index, source in enumerate(sources):
        yield Progress("Looking for copies", index, len(sources))
        row = _row(source)
        if row is not None:
            alike.setdefault((source.shape, row.tobytes()), []).append(index)
    same: dict[str, list[int]] = {}
    for index in (index for group in alike.values() if group[1:] for index in group):
        yield Progress("Comparing frames", index, len(sources))
        same.setdefault(_content(sources[index], index), []).append(index)
    found: dict[int, Skipped] = {}
    for group in same.values():
        kept = min(group, key=lambda i: (len(sources[i].name), i))
        found |= {i: _copy(sources[i], sources[kept]) for i in group if i != kept}
    return found if len(sources) - len(found) >= 2 else {}


def _copy(source: FrameSource, kept: FrameSource) -> Skipped:
    words = f"{shown(source.name)} is the same as {shown(kept.name)}: used once"
    return Skipped(source.name, words, copy_of=kept.name)


def _row(source: FrameSource) -> NDArray[Any] | None:
    """The middle one; None where it says nothing."""
    middle = source.shape[0] // 2
    try:
        row = source.read_rows(middle, middle + 1)
    except FrameError:  # the calibration says why
        return None
    known = row[~np.isnan(row)] if row.dtype.kind == "f" else row
    return row if known.size and known.min() != known.max() else None


def _content(source: FrameSource, index: int) -> str:
    try:
        return content_hash(source)
    except FrameError:
        return f"unreadable {index}"
