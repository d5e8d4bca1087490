"""How many false alerts each class of pixels is to be expected to make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.hazard.classes import HAZARDS

if TYPE_CHECKING:
    from darkviewer.core.hazard.sensor_map import SensorMap

__all__ = ["ClassAlerts", "alerts_of"]


@dataclass(frozen=True, slots=True)
class ClassAlerts:
    """Of the pixels of one class.

    Attributes
    ----------
    name : str
        See `HAZARDS`.
    pixels : int
        All of the sensor.
    per_frame : float
        Pixels that stand out in a dark frame: the sum of their rates.
    left : int
        Pixels that are still used where a mask leaves some out.
    left_per_frame : float
        How many of these stand out.
    """

    name: str
    pixels: int
    per_frame: float
    left: int
    left_per_frame: float


def alerts_of(
    sensor: SensorMap, unused: NDArray[np.bool_] | None = None
) -> tuple[ClassAlerts, ...]:
    """For each of `HAZARDS`.

    Parameters
    ----------
    sensor : SensorMap
        Classes and rates of all pixels.
    unused : bool array, shape (ny, nx), optional
        What is left out; nothing by default.
    """
    size = len(HAZARDS) + 1
    code, rate = sensor.class_.ravel(), sensor.rate.ravel().astype(np.float64)
    used = np.ones(code.shape, np.bool_) if unused is None else ~unused.ravel()
    pixels = np.bincount(code, minlength=size)
    expected = np.bincount(code, rate, minlength=size)
    left = np.bincount(code[used], minlength=size)
    still = np.bincount(code[used], rate[used], minlength=size)
    return tuple(
        ClassAlerts(
            rule.name,
            int(pixels[place]),
            float(expected[place]),
            int(left[place]),
            float(still[place]),
        )
        for place, rule in enumerate(HAZARDS, start=1)
    )
