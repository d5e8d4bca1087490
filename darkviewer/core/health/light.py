"""Whether frames see light: star-like sources in the same place of all frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.health.sample import Plan, plan_rows, read_blocks, wide
from darkviewer.core.health.single_frames import robust_middle
from darkviewer.core.robust import NEIGHBOURS

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameSource

__all__ = ["bulge", "lit_sources", "star_like"]

FRAMES = 3
PIXELS = 3 * 2**17
BLOCKS = 3

SOURCE_SIGMA = 10.0
NEIGHBOUR_RATIO = 0.2
"""All four neighbours of a star of FWHM 2 px hold at least so much of its peak."""

REACH = 4
MOST_SHARE = 0.02
"""Where more pixels stand out nothing can be told apart: no star field either."""


def lit_sources(sources: Sequence[FrameSource]) -> int:
    """Star-like sources that the first, a middle and the last frame share.

    Bright pixels of single frames (particles) are not in the median of three; hot
    pixels have no neighbours that rise with them.

    Raises
    ------
    FrameError
        If a frame cannot be read.
    """
    count = len(sources)
    chosen = [sources[index] for index in sorted({0, count // 2, count - 1})]
    if len(chosen) < FRAMES:
        return 0
    plan = plan_rows(chosen[0].shape, pixels=PIXELS, blocks=BLOCKS)
    first, second, third = (read_blocks(source, plan) for source in chosen)
    low, high = np.minimum(first, second), np.maximum(first, second)
    return star_like(np.maximum(low, np.minimum(high, third)), plan)


def bulge(cells: NDArray[np.float64]) -> float:
    """How much brighter the centre is than a glow in one corner makes it.

    A glow that falls off as a Gaussian to g between the corner and the centre falls to
    g^2 at the corners beside it and to g^4 at the one opposite. So the corners tell g,
    and with it what the centre has; of an exponential glow it has less.

    Parameters
    ----------
    cells : float array
        Means of parts of the frame, ADU.
    """
    last, _, second, first = np.sort(cells[[0, 0, -1, -1], [0, -1, 0, -1]])
    blocks, across = cells.shape
    centre = cells[blocks // 2, across // 2]
    span = first - last
    beside = (second - last) / span if span else 0.0  # g^2 / (1 + g^2)
    g = np.sqrt(beside / (1 - beside)) if beside < 0.5 else 1.0
    return float(centre - first + span / (1 + g + g**2 + g**3))


def star_like(values: NDArray[Any], plan: Plan) -> int:
    """Compact sources with light in all four neighbours, in blocks of rows.

    Parameters
    ----------
    values : array, shape (blocks * height, nx)
        Raw ADU.
    plan : Plan
        Which rows they are.
    """
    blocks = values.reshape(-1, plan.height, values.shape[1])
    return sum(_in_block(block) for block in blocks)


def _in_block(block: NDArray[Any]) -> int:
    if min(block.shape) <= 2 * REACH:
        return 0
    level, sigma = robust_middle(block[::4])
    limit = SOURCE_SIGMA * max(sigma, 1.0)
    inner = block[REACH:-REACH, REACH:-REACH]
    rows, columns = np.nonzero(inner > level + limit)
    if not 0 < len(rows) <= MOST_SHARE * inner.size:
        return 0
    rows, columns = _with_light_beside(block, rows, columns, level)
    return sum(
        _is_source(wide(block[y : y + 2 * REACH + 1, x : x + 2 * REACH + 1]), limit)
        for y, x in zip(rows.tolist(), columns.tolist(), strict=True)
    )


def _with_light_beside(
    block: NDArray[Any], rows: NDArray[Any], columns: NDArray[Any], level: float
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Those of the pixels that are no lone hot ones: few remain to be looked at."""
    y, x = rows + REACH, columns + REACH
    above = wide(block[y, x]) - level
    sides = [wide(block[y + dy, x + dx]) - level for dy, dx in NEIGHBOURS[:4]]
    # The background differs from the level of the block: half the ratio is enough.
    kept = np.min(sides, axis=0) >= NEIGHBOUR_RATIO / 2 * above
    return rows[kept], columns[kept]


def _is_source(stamp: NDArray[Any], limit: float) -> bool:
    """Whether the middle of a stamp of 9x9 is the peak of something like a star."""
    near = stamp[REACH - 1 : REACH + 2, REACH - 1 : REACH + 2]
    sides = np.array([near[0, 1], near[1, 0], near[1, 2], near[2, 1]])
    peak = near[1, 1]
    if peak < near.max():
        return False
    edge = [stamp[0], stamp[-1], stamp[1:-1, 0], stamp[1:-1, -1]]
    background = np.median(np.concatenate(edge))
    height = peak - background
    return bool(
        height > limit and np.all(sides - background >= NEIGHBOUR_RATIO * height)
    )
