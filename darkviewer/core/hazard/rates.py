"""How often a pixel makes an artefact: its own frames, weighed with its class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["ClassRate", "class_rate"]

Counts = NDArray[np.integer[Any]]
Array = NDArray[np.float64]

STRONGEST = 1e6
"""Frames' worth of belief in the class where its pixels do not differ at all."""


@dataclass(frozen=True, slots=True)
class ClassRate:
    """Artefacts per frame of the pixels of one class: a beta distribution.

    Attributes
    ----------
    pixels : int
        Pixels of the class.
    mean : float
        Artefacts per pixel and frame.
    strength : float
        How many frames' worth of belief the mean gets beside a pixel's own frames:
        small where the pixels of the class differ, large where they are alike.
    """

    pixels: int
    mean: float
    strength: float

    def of_pixels(self, high: Counts, count: Counts) -> Array:
        """``(k + a m) / (n + a)``: the rates of pixels high in k of n frames."""
        total = np.asarray(count, np.float64) + self.strength
        return np.asarray((high + self.strength * self.mean) / total)


def class_rate(high: Counts, count: Counts) -> ClassRate:
    """The beta distribution with the mean and spread of the pixels' own rates.

    By moments (Kleinman 1973): what the rates scatter beyond the binomial
    ``m (1 - m) / n`` is the scatter between the pixels of the class.

    Parameters
    ----------
    high, count : int arrays, shape (n,)
        Frames in which each pixel was high, and frames with a value.
    """
    known = count > 0
    k, n = high[known].astype(np.float64), count[known].astype(np.float64)
    mean = float((k.sum() + 0.5) / (n.sum() + 1)) if len(k) else 0.0
    if len(k) < 2:
        return ClassRate(len(high), mean, 1.0)
    frames = float(np.mean(n))
    binomial = mean * (1 - mean)
    spread = float(np.var(k / n)) - binomial / frames
    if frames <= 1 or spread <= 0:
        return ClassRate(len(high), mean, STRONGEST)
    alike = min(spread / (binomial * (1 - 1 / frames)), 1.0)
    return ClassRate(len(high), mean, float(np.clip(1 / alike - 1, 1e-3, STRONGEST)))
