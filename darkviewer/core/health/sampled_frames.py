"""Sampled rows of frames that are judged together, and the measures of each frame."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.health.frame_pairs import Pair, pair
from darkviewer.core.health.measures import FrameMeasures
from darkviewer.core.health.sensor_rows import event_counts

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo, FrameSource
    from darkviewer.core.health.sample import Plan
    from darkviewer.core.health.single_frames import Single

__all__ = ["Sampled", "frame_measures"]

CELL_MADS = 5.0


@dataclass(frozen=True, slots=True)
class Sampled:
    """Frames that can be read: raw rows, measures, rows as floats."""

    plan: Plan
    sources: list[FrameSource]
    infos: list[FrameInfo]
    read: list[tuple[NDArray[Any], Single, NDArray[Any]]]

    @property
    def pairs(self) -> int:
        """Frame k with the next one, and from three on the last with the first."""
        n = len(self.read)
        return n if n > 2 else n - 1

    def pair(self, k: int) -> Pair:
        """The difference that is number k of them."""
        return pair(self.read[k][2], self.read[(k + 1) % len(self.read)][2], self.plan)

    @property
    def singles(self) -> list[Single]:
        """What each frame says by itself."""
        return [found[1] for found in self.read]


def frame_measures(
    work: Sampled, pairs: list[Pair], rails: list[float], zeros: list[float]
) -> tuple[FrameMeasures, ...]:
    """All measures of each frame.

    Parameters
    ----------
    work : Sampled
    pairs : list of Pair
        Its frames in pairs.
    rails, zeros : list of float
        Parts of the pixels of each frame at either end of the range.
    """
    singles, n = work.singles, len(work.singles)
    surfaces = _surfaces(singles)
    events = event_counts(pairs, n)
    beside = [_beside(pairs, singles, k) for k in range(n)]
    times = [info.time for info in work.infos]
    return tuple(
        FrameMeasures(
            name=work.sources[k].name,
            level_adu=one.level_adu,
            noise_adu=_lower("noise_adu", beside[k]),
            row_noise_adu=_lower("row_noise_adu", beside[k]),
            column_noise_adu=_lower("column_noise_adu", beside[k]),
            spatial_adu=one.spatial_adu,
            corner_adu=one.corner_adu,
            surface_adu=surfaces[k],
            hot_share=one.hot_share,
            rail_share=rails[k],
            zero_share=zeros[k],
            nan_share=one.nan_share,
            step_adu=one.step,
            events_per_mpx=events[k] / work.read[k][0].size * 1e6,
            temperature_c=work.infos[k].temperature_c,
            set_temperature_c=work.infos[k].set_temperature_c,
            exposure_s=work.infos[k].exposure_s,
            time=times[k],
            since_s=_since(times[k], times[k - 1] if k else None),
        )
        for k, one in enumerate(singles)
    )


def _since(now: datetime | None, before: datetime | None) -> float | None:
    return None if now is None or before is None else (now - before).total_seconds()


def _beside(pairs: list[Pair], singles: list[Single], k: int) -> list[Pair]:
    """The differences that frame k is in, unless to a copy of itself."""
    n = len(singles)
    wanted = {(k - 1) % n, k} if n > 2 else set(range(len(pairs)))
    found = [
        pairs[p] for p in wanted if singles[p].digest != singles[(p + 1) % n].digest
    ]
    return found or [pairs[p] for p in wanted]


def _lower(name: str, beside: list[Pair]) -> float:
    """Of two differences the smaller: a noisy neighbour is not the frame's fault."""
    return min((float(getattr(item, name)) for item in beside), default=np.nan)


def _surfaces(singles: list[Single]) -> list[float]:
    """Height of the smooth surface by which each frame differs from the others."""
    if len(singles) < 3:
        return [np.nan] * len(singles)
    cells = np.array([one.cells for one in singles])
    cells -= np.median(cells, axis=0)
    # A shower of particles lifts a few cells, a gradient all of them.
    off = cells - np.median(cells, axis=(1, 2), keepdims=True)
    reach = CELL_MADS * np.median(np.abs(off), axis=(1, 2), keepdims=True)
    cells = np.clip(off, -reach, reach)
    blocks, across = cells.shape[1:]
    y, x = np.meshgrid(
        np.linspace(-1, 1, blocks), np.linspace(-1, 1, across), indexing="ij"
    )
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
    terms = terms.reshape(-1, 6)
    fitted = terms @ (np.linalg.pinv(terms) @ cells.reshape(len(cells), -1).T)
    return [float(height) for height in np.ptp(fitted, axis=0)]
