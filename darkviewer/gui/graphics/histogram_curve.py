"""A histogram as a curve that runs upwards, counts on a logarithmic scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPolygonF

if TYPE_CHECKING:
    from darkviewer.core.display.statistics import Histogram

__all__ = ["counts_in", "curve"]

INSET = 6.0  # from the left edge


def counts_in(histogram: Histogram, edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pixels between ascending values, spread evenly within each bin."""
    below = np.concatenate([[0.0], np.cumsum(histogram.counts, dtype=np.float64)])
    return np.diff(np.interp(edges, histogram.edges, below))


def curve(
    histogram: Histogram, low: float, high: float, *, width: float, height: int
) -> QPolygonF:
    """The pixels from `low` at the bottom to `high` at the top.

    Every row of the widget is one point; its distance from the left grows with the
    logarithm of the pixels in it. Constant or empty images give a plain curve, too.
    """
    rows = max(height // 2, 1)
    counts = counts_in(histogram, np.linspace(low, high, rows + 1))
    heights = np.log1p(counts)
    highest = heights.max()
    if highest > 0:
        heights /= highest
    x = INSET + heights * (width - 2 * INSET)
    y = height - (np.arange(rows) + 0.5) * height / rows
    return QPolygonF(
        [QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)]
    )
