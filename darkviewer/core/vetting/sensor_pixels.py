"""The sensor's own bad pixels: what is hot or saturated in the master itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.candidates.labels import Limits
from darkviewer.core.progress import go_on
from darkviewer.core.vetting.surroundings import HALF, high_pixels

if TYPE_CHECKING:
    from darkviewer.core.vetting.examiner import Examiner

__all__ = ["SensorPixels", "sensor_pixels"]

_ROWS = 256


@dataclass(frozen=True, slots=True)
class SensorPixels:
    """Pixels that are bad in every frame, so that no residual shows them.

    Attributes
    ----------
    hot : int
        More than 10 robust sigmas of the master above the median of the 7x7 pixels
        around, as the label *hot* asks.
    saturated : int
        Of which the master is at or above the saturation level.
    """

    hot: int
    saturated: int


def sensor_pixels(examiner: Examiner) -> SensorPixels:
    """Count the sensor's own hot and saturated pixels, in bands of rows."""
    master, parameters = examiner.master, examiner.stack.parameters
    limit = Limits().hot_sigma * examiner.noise.structure_e
    saturated_e = examiner.stack.saturation_adu * parameters.scale
    hot = saturated = 0
    for top in range(0, master.shape[0], _ROWS):
        go_on(examiner.stack.stop)
        above = min(top, HALF)
        rows = slice(top - above, top + _ROWS + HALF)
        level = master.part(rows).electrons(parameters)
        y, _ = high_pixels(level, limit)
        hot += int(np.count_nonzero((y >= above) & (y < above + _ROWS)))
        own = level[above : above + _ROWS]
        with np.errstate(invalid="ignore"):
            saturated += int(np.count_nonzero(own >= saturated_e))
    return SensorPixels(hot, saturated)
