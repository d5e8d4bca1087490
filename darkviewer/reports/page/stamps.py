"""The 5x5 pixels of a candidate as coloured cells with their values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from darkviewer.core.display.stretch import Stretch

__all__ = ["CELL", "Cell", "cells_of"]

CELL = 30
"""Side of a pixel, in the units of the drawing."""

_BRIGHT = 118
"""Grey level from which on black text has more contrast than white."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One pixel; `text` is empty outside the frame."""

    x: int
    y: int
    fill: str
    ink: str
    text: str


def cells_of(pixels: Sequence[Sequence[float | None]]) -> tuple[Cell, ...]:
    """Cells of a stamp, stretched by asinh from its lowest to its highest pixel.

    Parameters
    ----------
    pixels : sequence of rows
        Values in electrons; None where there is none.
    """
    values = np.array(
        [[np.nan if value is None else value for value in row] for row in pixels]
    )
    known = values[np.isfinite(values)]
    black = float(known.min()) if known.size else 0.0
    span = float(known.max()) - black if known.size else 1.0
    grey = Stretch("asinh", black, span or 1.0).apply(values)
    return tuple(
        _cell(x, y, values[y, x], int(grey[y, x]))
        for y in range(values.shape[0])
        for x in range(values.shape[1])
    )


def _cell(x: int, y: int, value: float, grey: int) -> Cell:
    if not np.isfinite(value):
        return Cell(x * CELL, y * CELL, "none", "#5b6673", "")
    ink = "#000000" if grey >= _BRIGHT else "#ffffff"
    text = f"{value:.0f}".replace("-0", "0") if abs(value) < 0.5 else f"{value:.0f}"
    fill = f"#{grey:02x}{grey:02x}{grey:02x}"
    return Cell(x * CELL, y * CELL, fill, ink, text.replace("-", "−"))
