"""Many frames are measured batch by batch, so that memory does not grow with them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from darkviewer.core.frames.content_hash import content_hash
from darkviewer.core.frames.copies import is_blank

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameSource
    from darkviewer.core.health.measures import FrameMeasures, SessionMeasures

__all__ = ["equal_frames", "plan_batches", "together"]

PIXELS = 2**21
"""Sampled in all frames of a batch together; each takes some ten bytes."""

LEAST_FRAMES = 16
"""Of a batch, where a session has as many: they are judged by each other."""


def plan_batches(n_frames: int, pixels: int) -> list[slice]:
    """Frames that are measured together: one batch where memory allows, else alike.

    Parameters
    ----------
    n_frames : int
    pixels : int
        Sampled in each frame.
    """
    most = max(PIXELS // max(pixels, 1), 2 * LEAST_FRAMES)
    count = max(math.ceil(n_frames / most), 1)
    edges = [n_frames * k // count for k in range(count + 1)]
    return [slice(*both) for both in pairwise(edges)]


def together(parts: Sequence[SessionMeasures]) -> SessionMeasures:
    """The measures of batches in file order, as those of one session.

    Of the sensor that is taken which any batch shows; what must be so in all frames
    must be so in all batches. Equal frames are not looked for.
    """
    if len(parts) == 1:
        return parts[0]
    seen = [part for part in parts if part.frames] or parts[:1]
    known = [p.codes_missing for p in seen if not math.isnan(p.codes_missing)]
    return replace(
        seen[0],
        frames=_frames(parts),
        infos=tuple(info for part in parts for info in part.infos),
        unreadable=tuple(item for part in parts for item in part.unreadable),
        rail_adu=min(part.rail_adu for part in seen),
        codes_missing=known[0] if known else math.nan,
        bad_columns=_any_of([part.bad_columns for part in seen]),
        telegraph_columns=_any_of([part.telegraph_columns for part in seen]),
        lit_sources=max(part.lit_sources for part in seen),
        bulge_adu=max(part.bulge_adu for part in seen),
        metadata_pixels=min(part.metadata_pixels for part in seen),
    )


def _frames(parts: Sequence[SessionMeasures]) -> tuple[FrameMeasures, ...]:
    """The first of a batch follows the last of the one before."""
    frames = [frame for part in parts for frame in part.frames]
    for k in range(1, len(frames)):
        now, before = frames[k].time, frames[k - 1].time
        if frames[k].since_s is None and now is not None and before is not None:
            frames[k] = replace(frames[k], since_s=(now - before).total_seconds())
    return tuple(frames)


def _any_of(columns: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sorted(set().union(*columns)))


def equal_frames(
    seen: Sequence[tuple[FrameSource, bytes]], stopped: Callable[[], bool]
) -> list[list[int]]:
    """Groups of frames with equal pixels, by their places.

    Parameters
    ----------
    seen : sequence of (FrameSource, bytes)
        Frames and hashes of their sampled rows: only where these agree all pixels are
        read.
    stopped : callable
        Whether nobody waits for the answer any more.
    """
    alike: dict[bytes, list[int]] = {}
    for index, (_, digest) in enumerate(seen):
        alike.setdefault(digest, []).append(index)
    same: dict[str, list[int]] = {}
    for index in (index for group in alike.values() if group[1:] for index in group):
        source = seen[index][0]
        if not is_blank(source):
            same.setdefault(content_hash(source, stopped=stopped), []).append(index)
    return [group for group in same.values() if group[1:]]
