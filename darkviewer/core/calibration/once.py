"""Which frames of a series are used: those that are there twice, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from threading import Event
from typing import TYPE_CHECKING

from darkviewer.core.calibration.band_pool import over_bands
from darkviewer.core.frames.copies import content, sample, used_once

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameSource
    from darkviewer.core.frames.grouping import Skipped
    from darkviewer.core.progress import Job

__all__ = ["copies"]


def copies(
    sources: Sequence[FrameSource], *, threads: int = 1
) -> Job[dict[int, Skipped]]:
    """Which of these frames hold the pixels of another one, and what to say of each.

    A few rows of every frame are read, and whole frames only where these are equal.
    Whoever reads the frames next finds packed ones unpacked.

    Parameters
    ----------
    sources : sequence of FrameSource
        Of one series.
    threads : int
        Workers that read.

    Returns
    -------
    Job of dict
        Index of a copy -> its sentence; see `used_once`.
    """
    every = range(len(sources))
    rows = yield from over_bands(
        lambda index: _glance(sources[index]),
        every,
        stage="Looking for copies",
        threads=threads,
        stop=Event(),
    )
    stop = Event()
    counts = Counter(rows)
    doubtful = [i for i in every if rows[i] is not None and counts[rows[i]] > 1]
    contents = yield from over_bands(
        lambda index: content(sources[index], stopped=stop.is_set),
        doubtful,
        stage="Comparing frames",
        threads=threads,
        stop=stop,
    )
    same: dict[str, list[int]] = {}
    for index, found in zip(doubtful, contents, strict=True):
        if found:
            same.setdefault(found, []).append(index)
    return used_once(same.values(), [source.name for source in sources])


def _glance(source: FrameSource) -> tuple[tuple[int, int], bytes] | None:
    """Shape, and a hash of some rows: of thousands of frames the rows are much."""
    rows = sample(source)
    return None if rows is None else (source.shape, sha256(rows).digest())
