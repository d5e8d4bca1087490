"""One stretch for all pictures of a candidate, so that equal greys are equal values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from darkviewer.core.display.stretch import Stretch
from darkviewer.core.robust import MAD_TO_SIGMA, known_median
from darkviewer.gui.style.theme import mixed

if TYPE_CHECKING:
    from darkviewer.core.display.cutout import Cutout
    from darkviewer.gui.style.theme import Palette

__all__ = [
    "DIFFERENCE_SIGMAS",
    "KINDS",
    "Limits",
    "difference_colours",
    "limits_of",
]

KINDS = ("linear", "log", "asinh")
"""Stretches of the desk, in the order in which the key goes through them."""

SIGMAS_BELOW = 3.0
FEWEST_SIGMAS = 3.0
"""White is at the peak, but never below so many sigmas above the middle of the noise:
of a pixel that is not bright the noise is not blown up."""

DIFFERENCE_SIGMAS = 4.0
"""Where the colours of the difference end, whatever the candidate."""

_STEPS = 256
_ENDS = {
    "dark": ("#2f7fb8", "#c8651b"),
    "light": ("#7db4e8", "#e89a55"),
    "night": ("#1a0606", "#c03a2c"),
}
"""Below and above zero; at night brightness alone says how far."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Black, white and the noise between them, in the unit of the pixels."""

    black: float
    white: float
    sigma: float

    def stretch(self, kind: str) -> Stretch:
        """Pixel values to greys."""
        span = self.white - self.black
        return Stretch(kind, self.black, span, min(self.sigma, span / 2))


def limits_of(block: Cutout, peak: float | None = None) -> Limits:
    """From three sigmas below the middle of these pixels to the peak.

    Parameters
    ----------
    block : Cutout
        Surroundings of the candidate in its own frame; sigma is that of most of them.
    peak : float, optional
        Value shown white; without it the one in the middle.
    """
    values = block.values
    if peak is None:
        peak = float(values[len(values) // 2, len(values) // 2])
    middle = known_median(values)
    sigma = MAD_TO_SIGMA * known_median(np.abs(values - middle)) or 1.0
    least = middle + FEWEST_SIGMAS * sigma
    white = peak if peak > least else least  # NaN too
    return Limits(middle - SIGMAS_BELOW * sigma, float(white), sigma)


def difference_colours(
    sigmas: NDArray[np.float64], palette: Palette
) -> NDArray[np.uint32]:
    """Blue below zero, orange above it, through the panel's grey."""
    part = np.clip(np.nan_to_num(sigmas) / DIFFERENCE_SIGMAS, -1, 1)
    level = np.rint((part + 1) / 2 * (_STEPS - 1)).astype(np.intp)
    return np.array(_table(palette), np.uint32)[level]


@lru_cache
def _table(palette: Palette) -> tuple[int, ...]:
    below, above = _ENDS[palette.name]
    away = np.linspace(-1, 1, _STEPS)
    return tuple(
        QColor(mixed(palette.raised, below if part < 0 else above, abs(part))).rgb()
        for part in away.tolist()
    )
