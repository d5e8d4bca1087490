"""The class of every pixel by its severity, to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.candidates.behaviour import FEWEST_VALUES
from darkviewer.core.candidates.history import FEWEST_FOR_FROZEN
from darkviewer.core.hazard.alerts import ClassAlerts, alerts_of
from darkviewer.core.hazard.classes import HAZARDS, ORDINARY, HazardRule

if TYPE_CHECKING:
    from darkviewer.core.frames.region import Region
    from darkviewer.core.hazard.sensor_map import SensorMap

__all__ = ["SEVERITIES", "WORST", "ClassMap", "class_map", "few_frames"]

SEVERITIES: tuple[HazardRule, ...] = HAZARDS[::-1]
"""By severity, from 0: ordinary pixels first, what decides first in `HAZARDS` last."""

WORST = len(SEVERITIES) - 1


@dataclass(frozen=True, slots=True, eq=False)
class ClassMap:
    """All pixels of a sensor.

    Attributes
    ----------
    severity : uint8 array, shape (ny, nx)
        Place in `SEVERITIES`, so that the largest of some pixels is the worst.
    alerts : tuple of ClassAlerts
        For each of `SEVERITIES`: pixels, and false alerts to be expected in a frame.
    n_frames : int
        Frames behind it.
    """

    severity: NDArray[np.uint8]
    alerts: tuple[ClassAlerts, ...]
    n_frames: int

    def name(self, x: int, y: int) -> str:
        """Class of a pixel."""
        severity: int = self.severity[y, x]
        return SEVERITIES[severity].name

    def counts(self, region: Region) -> tuple[int, ...]:
        """Pixels of a part of the sensor by severity."""
        x0, x1, y0, y1 = region
        part = self.severity[y0 : y1 + 1, x0 : x1 + 1]
        return tuple(np.bincount(part.ravel(), minlength=len(SEVERITIES)).tolist())


def class_map(sensor: SensorMap) -> ClassMap:
    """The classes of a surveyed sensor."""
    severity = ORDINARY - sensor.class_
    return ClassMap(severity, alerts_of(sensor)[::-1], sensor.n_frames)


def few_frames(n_frames: int) -> str:
    """One sentence on what so few frames cannot tell; empty where they are enough."""
    if n_frames < FEWEST_VALUES:
        return (
            f"{n_frames} frames cannot tell noisy and telegraph pixels, and an event "
            f"in one of them looks like a hot pixel: take {FEWEST_FOR_FROZEN} or more"
        )
    if n_frames < FEWEST_FOR_FROZEN:
        return (
            f"{n_frames} frames find few telegraph pixels, and none that is stuck at "
            f"one value: take {FEWEST_FOR_FROZEN} or more"
        )
    return ""
