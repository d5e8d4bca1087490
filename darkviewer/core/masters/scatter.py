"""How the values of each pixel scatter over the frames, for the master's error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.progress import Job, Progress

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameSource

__all__ = ["Scatter", "measure_scatter"]

_BAND_BYTES = 16 * 2**20


@dataclass(frozen=True, slots=True, eq=False)
class Scatter:
    """Scatter over frames, each plane of shape (ny, nx).

    Attributes
    ----------
    deviation_adu : float32 array
        Sample standard deviation (n - 1) in ADU; NaN below two values.
    count : int32 array
        Finite values.
    constant : bool array
        The same value in all of at least three frames: not a living pixel.
    saturated : bool array
        At or above the saturation level in at least one frame.
    """

    deviation_adu: NDArray[np.float32]
    count: NDArray[np.int32]
    constant: NDArray[np.bool_]
    saturated: NDArray[np.bool_]


def measure_scatter(
    sources: Sequence[FrameSource], *, saturation_adu: float
) -> Job[Scatter]:
    """Reread all frames, band by band.

    Sums are taken relative to the first frame, so that they stay exact in float64.

    Parameters
    ----------
    sources : sequence of FrameSource
        All frames.
    saturation_adu : float
        See `Calibration`.
    """
    ny, nx = sources[0].shape
    result = Scatter(
        np.empty((ny, nx), np.float32),
        np.empty((ny, nx), np.int32),
        np.empty((ny, nx), np.bool_),
        np.empty((ny, nx), np.bool_),
    )
    height = max(1, _BAND_BYTES // (nx * 8))
    for start in range(0, ny, height):
        yield Progress("Measuring the scatter", start, ny)
        rows = slice(start, min(start + height, ny))
        _fill(result, rows, sources, saturation_adu)
    return result


def _fill(
    result: Scatter, rows: slice, sources: Sequence[FrameSource], saturation_adu: float
) -> None:
    origin = np.nan_to_num(_read(sources[0], rows), posinf=0, neginf=0)
    count = np.zeros(origin.shape, np.int32)
    first, second = np.zeros(origin.shape), np.zeros(origin.shape)
    saturated = np.zeros(origin.shape, np.bool_)
    for source in sources:
        values = _read(source, rows)
        saturated |= values >= saturation_adu
        finite = np.isfinite(values)
        difference = np.where(finite, values, origin) - origin
        count += finite
        first += difference
        second += difference * difference
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (second - first * first / count) / (count - 1)
    variance[count < 2] = np.nan
    result.deviation_adu[rows] = np.sqrt(np.maximum(variance, 0))
    result.count[rows] = count
    result.constant[rows] = (second == 0) & (count >= 3) & (count == len(sources))
    result.saturated[rows] = saturated


def _read(source: FrameSource, rows: slice) -> NDArray[np.float64]:
    return source.read_rows(rows.start, rows.stop).astype(np.float64)
