"""What the sampled rows of all frames together say of the sensor and its values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.frames.adu import pile_up, saturation_level
from darkviewer.core.health.single_frames import Single, robust_middle
from darkviewer.core.levels.column_levels import WINDOW, column_offsets

if TYPE_CHECKING:
    from darkviewer.core.health.frame_pairs import Pair

__all__ = [
    "bad_columns",
    "event_counts",
    "fading_pixels",
    "metadata_pixels",
    "missing_codes",
    "rail",
    "share_at",
    "telegraph_columns",
]

EDGE = 4
"""The outermost columns often differ, and are no defect of the others."""

FEWEST_CODES = 8
"""Of fewer codes in use, the last one before a hot pixel would be a large part."""

FEWEST_ROWS = 16

COLUMN_SIGMA = 10.0
COLUMN_NOISES = 2.0

PER_CODE = 20
"""Values that make a code one in use."""

METADATA_PIXELS = 64
METADATA_SIGMA = 20.0
NOISY_STEPS = 2.0
"""With more noise than this, hardly a pixel is the same in three frames."""

CHANGING_NOISES = 10.0
"""Times the noise: that of a pixel a hundred times as hot as the others."""

FADING_SIGMA = 8.0


def rail(raw: NDArray[Any], step: int) -> float:
    """Raw ADU above which nothing is read out; infinite when unknown.

    Parameters
    ----------
    raw : array, shape (frames, rows, nx)
    step : int
        Of all values, see `adu_step`.
    """
    highest = raw.max(axis=0) if raw.dtype.kind != "f" else np.fmax.reduce(raw)
    return saturation_level(raw.dtype, 0, step=step, piled=pile_up(highest))


def share_at(raw: NDArray[Any], limit: float) -> list[float]:
    """Part of each frame's pixels at the end of the range: at zero, or at the rail.

    A dead pixel is always at zero and a stuck one always at the rail: neither says that
    the range of the values is too small. With fewer than three frames, or where most
    pixels are there, all count. Values below zero show that zero is no end.
    """
    if limit == 0 and bool((raw < 0).any()):
        return [0.0] * len(raw)
    at = raw >= limit if limit else raw == 0
    shares = [float(frame.mean()) for frame in at]
    if len(at) < 3 or not any(shares):
        return shares
    always = float(at.all(axis=0).mean())
    return shares if always > 0.5 else [share - always for share in shares]


def missing_codes(raw: NDArray[Any], step: int) -> float:
    """Part of the codes in use whose next one is not; NaN when too few are in use.

    Codes count that at least 20 values have: in the tails codes are missing by chance.

    Parameters
    ----------
    raw : integer array, shape (frames, rows, nx)
    step : int
        Distance of codes.
    """
    if raw.dtype.kind not in "iu" or not step:
        return float("nan")
    codes, counts = np.unique(raw[:3], return_counts=True)
    gaps = np.diff(codes.astype(np.int64))[counts[:-1] >= PER_CODE]
    return float(np.mean(gaps > step)) if len(gaps) >= FEWEST_CODES else float("nan")


def bad_columns(plane: NDArray[Any], noise_adu: float) -> tuple[int, ...]:
    """Columns that differ from their neighbours over the whole height.

    By more than 10 robust sigma of all columns and twice the noise of a pixel; see
    `column_offsets`.

    Parameters
    ----------
    plane : float array, shape (rows, nx)
        Median of some frames.
    noise_adu : float
        Temporal noise of a pixel.
    """
    if plane.shape[1] < WINDOW:
        return ()
    off = column_offsets(plane)
    _, sigma = robust_middle(off)
    limit = max(COLUMN_SIGMA * sigma, COLUMN_NOISES * noise_adu)
    off[:EDGE] = off[-EDGE:] = 0
    return tuple(np.flatnonzero(np.abs(off) > limit).tolist()) if limit else ()


def telegraph_columns(pairs: Sequence[Pair], rows: int) -> tuple[int, ...]:
    """Columns whose level jumps from one frame to another.

    Parameters
    ----------
    pairs : sequence of Pair
        All frames in pairs.
    rows : int
        Sampled in each frame; too few say nothing of a column.
    """
    if rows < FEWEST_ROWS:
        return ()
    jumps = np.abs(np.array([pair.columns for pair in pairs])).max(axis=0)
    _, sigma = robust_middle(np.concatenate([pair.columns for pair in pairs]))
    limit = max(COLUMN_SIGMA * sigma, COLUMN_SIGMA / np.sqrt(rows))
    return tuple(np.flatnonzero(jumps > limit).tolist())


def metadata_pixels(
    values: NDArray[Any], plane: NDArray[Any], *, sigma: float, noise: float, step: int
) -> int:
    """Values at the start of row 0 that are no pixels, as GPS cameras write them.

    Some are the same in all frames, though other pixels are not or lie far from them;
    others, as counters and times, change far more than noise does. Neither the row
    below nor the rest of row 0 is like that.

    Parameters
    ----------
    values : float array, shape (frames, rows, nx)
        The first row is row 0 of the frame.
    plane : float array, shape (rows, nx)
        Median of some frames.
    sigma : float
        Spatial sigma of a frame in ADU.
    noise : float
        Temporal noise of a pixel in ADU.
    step : int
        Of the values; 0 when unknown.
    """
    if len(values) < 3 or len(plane) < 2 or not sigma:
        return 0
    step = max(step, 1)
    spread = np.std(values[:, :2], axis=0, ddof=1)
    same = np.ptp(values[:, :2], axis=0) == 0
    odd = np.abs(plane[:2] - np.median(plane[1:])) > METADATA_SIGMA * max(sigma, 1.0)
    still = same & (odd | (noise / step > NOISY_STEPS))
    found = still | (spread > CHANGING_NOISES * max(noise, step))
    here, beside = found[:, :METADATA_PIXELS], found[0, METADATA_PIXELS:]
    first, second = np.count_nonzero(here, axis=1).tolist()
    elsewhere = beside.mean() * METADATA_PIXELS if beside.size else 0
    return first if max(second, elsewhere) < first / 4 else 0


def fading_pixels(
    values: NDArray[Any], singles: Sequence[Single], noise_adu: float
) -> int:
    """Pixels bright in the first frame and fading in the next: persistence.

    Parameters
    ----------
    values : float array, shape (frames, rows, nx)
        At least five frames.
    singles : sequence of Single
        Of the same frames.
    noise_adu : float
        Temporal noise of a pixel.
    """
    levels = [one.level_adu for one in singles]
    late = values[3:] - np.array(levels[3:], values.dtype)[:, None, None]
    low, high = late.min(axis=0), late.max(axis=0)
    base = (low + high) / 2
    first, second, third = (values[k] - levels[k] - base for k in range(3))
    bright = first > np.maximum(FADING_SIGMA * noise_adu, 3 * (high - low))
    fades = (second > 0.15 * first) & (second < 0.75 * first)
    goes_on = (third > 0.05 * first) & (third < second)
    return int(np.count_nonzero(bright & fades & goes_on))


def event_counts(pairs: Sequence[Pair], n: int) -> list[int]:
    """Pixels of each frame far above the frames before and after it.

    Parameters
    ----------
    pairs : sequence of Pair
        Number k compares frame k with the next one, the last with the first.
    n : int
        Frames; below three no frame has two others.
    """
    if n < 3:
        return [0] * n
    return [
        int(np.count_nonzero(pairs[k - 1].rises & pairs[k].falls)) for k in range(n)
    ]
