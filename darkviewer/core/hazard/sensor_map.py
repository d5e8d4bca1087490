"""A whole sensor by pixel: class, level, noise, how often it stands out and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.hazard.classes import HAZARDS
from darkviewer.core.hazard.rates import ClassRate, class_rate

__all__ = ["PLANES", "SensorMap", "rates_of"]

Plane = NDArray[np.float32]

PLANES: Mapping[str, tuple[str, str, str]] = {
    "class_": ("CLASS", "", "code of the class, see the table CLASSES"),
    "level_e": ("LEVEL", "electron", "master dark, offset included"),
    "sigma_e": ("SIGMA", "electron", "noise of one value, a single event left out"),
    "rate": ("RATE", "", "artefacts per dark frame: high above its own master"),
    "highest_e": ("HIGHEST", "electron", "highest value above the master"),
    "high": ("NHIGH", "", "frames in which it is more than 5 sigma above its master"),
    "last_seen": ("LASTSEEN", "s", "UTC when it last stood out, -1 never"),
}
"""Field of `SensorMap` -> name in files, unit, sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class SensorMap:
    """Planes of shape (ny, nx).

    Attributes
    ----------
    class_ : uint8 array
        Place in `HAZARDS`, from 1.
    level_e, sigma_e : float32 arrays
        Master dark and noise of one value in electrons; NaN without a value.
    rate : float32 array
        Artefacts per dark frame, see `ClassRate.of_pixels`.
    highest_e : float32 array
        Highest residual of all frames.
    high : uint16 array
        Frames in which the pixel is more than 5 sigma above its master.
    last_seen : int32 array
        Seconds since 2000-01-01T00:00:00 UTC of the last frame in which it stood out,
        -1 for never or not known when. In the core alone: the frame's index.
    n_frames : int
        Frames behind it.
    classes : tuple of ClassRate
        One for each of `HAZARDS`.
    reasons : uint16 array or None
        All reasons why a pixel is bad, as bits, see `REASONS`; not in sensor files.
    """

    class_: NDArray[np.uint8]
    level_e: Plane
    sigma_e: Plane
    rate: Plane
    highest_e: Plane
    high: NDArray[np.uint16]
    last_seen: NDArray[np.int32]
    n_frames: int
    classes: tuple[ClassRate, ...] = ()
    reasons: NDArray[np.uint16] | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """(ny, nx) in pixels."""
        ny, nx = self.class_.shape
        return ny, nx

    @property
    def counts(self) -> dict[str, int]:
        """Pixels of each class."""
        found = np.bincount(self.class_.ravel(), minlength=len(HAZARDS) + 1)
        return {
            rule.name: int(count)
            for rule, count in zip(HAZARDS, found[1:].tolist(), strict=True)
        }


def rates_of(
    class_: NDArray[np.uint8], high: NDArray[Any], count: NDArray[Any]
) -> tuple[Plane, tuple[ClassRate, ...]]:
    """Rate of each pixel, and of each class.

    Parameters
    ----------
    class_, high, count : arrays, shape (ny, nx)
        Codes, frames in which a pixel is high, frames with a value.
    """
    rate = np.empty(class_.shape, np.float32)
    classes = []
    for code in range(1, len(HAZARDS) + 1):
        own = class_ == code
        found = class_rate(high[own], count[own])
        rate[own] = found.of_pixels(high[own], count[own])
        classes.append(found)
    return rate, tuple(classes)
